rem ---- helpers ----

:may_change
rem 0 when the change may be made, 1 when it is only told.
if defined WHATIF goto only_told
if defined PRINTONLY goto refused_change
set "CHANGED=1"
exit /b 0
:only_told
set "DECLINED=1"
echo     Would be done; nothing was changed.
exit /b 1
:refused_change
set "DECLINED=1"
call :result 2
echo     Not done, for the reason given above.
>>"%LOG%" echo     Not done, for the reason given above.
exit /b 1

:result
rem 1 beats 2, 2 beats 3010.
if "%RESULT%"=="1" exit /b 0
if "%~1"=="3010" if not "%RESULT%"=="0" exit /b 0
set "RESULT=%~1"
exit /b 0

:service_running
sc.exe query "%~1" 2>nul | find.exe ": 4  R" >nul
exit /b %ERRORLEVEL%

:service_enabled
reg.exe query "HKLM\SYSTEM\CurrentControlSet\Services\%~1" /v Start 2>nul | findstr.exe /e /c:"0x2" /c:"0x3" >nul
exit /b %ERRORLEVEL%

:stop_service
rem Stops a service within a minute. When it hangs, the step ends and what was stopped is started again.
call :service_running "%~1"
if errorlevel 1 exit /b 0
set "STOPPED=%~1 %STOPPED%"
sc.exe stop "%~1" >>"%LOG%" 2>&1
set /a "WAITED=0"
:stop_wait
sc.exe query "%~1" | find.exe ": 1  S" >nul
if not errorlevel 1 exit /b 0
set /a "WAITED+=1"
if %WAITED% geq 30 exit /b 1
ping.exe -n 3 127.0.0.1 >nul
goto stop_wait

:start_service
call :service_running "%~1"
if not errorlevel 1 exit /b 0
sc.exe start "%~1" >>"%LOG%" 2>&1
ping.exe -n 4 127.0.0.1 >nul
call :service_running "%~1"
exit /b %ERRORLEVEL%

:restore_services
for %%s in (%STOPPED%) do call :start_service "%%~s"
set "STOPPED="
exit /b 0

:start_word
rem Sets WORD to the live start type of a service, as sc.exe config spells it. 1 when there is no such service.
set "WORD=demand"
set "LIVE="
for /f "tokens=3" %%a in ('reg.exe query "HKLM\SYSTEM\CurrentControlSet\Services\%~1" /v Start 2^>nul') do set "LIVE=%%a"
if not defined LIVE exit /b 1
if "%LIVE%"=="0x2" set "WORD=auto"
if "%LIVE%"=="0x4" set "WORD=disabled"
if not "%LIVE%"=="0x2" exit /b 0
reg.exe query "HKLM\SYSTEM\CurrentControlSet\Services\%~1" /v DelayedAutostart 2>nul | findstr.exe /e /c:"0x1" >nul
if not errorlevel 1 set "WORD=delayed-auto"
exit /b 0

:bits_idle
rem BITS carries the jobs of every product: it is stopped only when none is under way.
call :service_running BITS
if errorlevel 1 exit /b 0
if not exist "%SystemRoot%\System32\bitsadmin.exe" echo     It needs that BITS has no transfers under way.
if not exist "%SystemRoot%\System32\bitsadmin.exe" goto ask
bitsadmin.exe /list /allusers 2>nul | findstr.exe /c:"TRANSFERRING" /c:"CONNECTING" >nul
if errorlevel 1 exit /b 0
echo     BITS has transfers under way. Run this again when they are done.
exit /b 1

:not_winpe
reg.exe query "HKLM\SYSTEM\CurrentControlSet\Control\MiniNT" >nul 2>&1
if errorlevel 1 exit /b 0
exit /b 1

:no_servicing_running
for %%p in (TiWorker.exe wusa.exe SetupHost.exe Dism.exe DismHost.exe msiexec.exe TSManager.exe ccmsetup.exe) do call :process_absent "%%~p" || exit /b 1
exit /b 0

:process_absent
tasklist.exe /fi "imagename eq %~1" 2>nul | find.exe /i "%~1" >nul
if errorlevel 1 exit /b 0
exit /b 1

:no_restart_pending
reg.exe query "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending" >nul 2>&1
if not errorlevel 1 exit /b 1
reg.exe query "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\PackagesPending" >nul 2>&1
if not errorlevel 1 exit /b 1
reg.exe query "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\SessionsPending" /v Exclusive 2>nul | find.exe "0x" | findstr.exe /v /e /c:"0x0" >nul
if not errorlevel 1 exit /b 1
if exist "%SystemRoot%\WinSxS\pending.xml" exit /b 1
reg.exe query "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired" >nul 2>&1
if not errorlevel 1 exit /b 1
exit /b 0

:plain_role
rem 0 when no role is there whose owner must decide.
if defined FORCE exit /b 0
reg.exe query "HKLM\SYSTEM\CurrentControlSet\Control\ProductOptions" /v ProductType | find.exe "LanmanNT" >nul
if not errorlevel 1 exit /b 1
reg.exe query "HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\Instance Names\SQL" >nul 2>&1
if not errorlevel 1 exit /b 1
for %%s in (MSExchangeIS MSExchangeTransport ClusSvc) do call :service_absent "%%~s" || exit /b 1
reg.exe query "HKLM\SYSTEM\CurrentControlSet\Control\ProductOptions" /v ProductType | find.exe "WinNT" >nul
if not errorlevel 1 exit /b 0
call :service_absent vmms
exit /b %ERRORLEVEL%

:service_absent
sc.exe query "%~1" >nul 2>&1
if errorlevel 1 exit /b 0
exit /b 1

:ask
rem A person answers what a batch file cannot find out; any answer but yes is no.
if defined WHATIF exit /b 0
choice.exe /c YN /n /t 60 /d N /m "     Is that so? [Y/N, no in 60 seconds] "
if "%ERRORLEVEL%"=="1" exit /b 0
exit /b 1

:ask_done
rem 0 when there is nothing to do: any answer but no. /whatif goes on, to show what would be done.
if defined WHATIF exit /b 1
choice.exe /c YN /n /t 60 /d Y /m "     Is that so? [Y/N, yes in 60 seconds] "
if "%ERRORLEVEL%"=="2" exit /b 1
exit /b 0

:undo_step
rem Puts back what a failed step changed. With /whatif there is no record, and nothing to put back.
if not defined RECORD exit /b 0
for /f "delims=" %%f in ('dir /b /o-n "%RECORD%\undo-%~1*.cmd" 2^>nul') do call :undo_file "%RECORD%\%%f"
exit /b 0

:undo_file
rem Runs one undo file and sets it aside, so that it is never run twice.
set "UNDO_FAILED="
set "UNDO_RESTART="
call "%~1"
if defined UNDO_FAILED goto undo_failed
ren "%~1" "done-%~nx1"
if defined UNDO_RESTART call :result 3010
exit /b 0
:undo_failed
echo     Not put back: "%~1" has what to do by hand.
call :result 1
exit /b 1

:undo
rem Undoes the newest run that still has something to undo, the last change first.
set "LAST="
for /f "delims=" %%d in ('dir /b /ad /o-n "%ROOT%\run-*" 2^>nul') do if exist "%ROOT%\%%d\undo-*.cmd" if not defined LAST set "LAST=%%d"
if not defined LAST goto nothing_to_undo
if defined WHATIF goto show_undo
call :no_servicing_running
if errorlevel 1 goto undo_later
echo Undoing %LAST%
for /f "delims=" %%f in ('dir /b /o-n "%ROOT%\%LAST%\undo-*.cmd"') do call :undo_file "%ROOT%\%LAST%\%%f"
exit /b 0
:show_undo
echo Would undo %LAST%:
for /f "delims=" %%f in ('dir /b /o-n "%ROOT%\%LAST%\undo-*.cmd"') do type "%ROOT%\%LAST%\%%f"
exit /b 0
:undo_later
echo Nothing is undone while an installation is going on.
call :result 2
exit /b 0
:nothing_to_undo
echo There is nothing to undo.
exit /b 0
