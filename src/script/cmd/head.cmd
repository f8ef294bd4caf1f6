@echo off
rem Mends the causes of failed Windows updates that were found in this machine's logs.
rem /whatif says what would be done and changes nothing. /undo puts back what the newest run changed.
rem /force changes servers with special roles too. /anycomputer runs on another computer than the logs are from.
rem This script was parsed and checked, not run on every version of Windows.
setlocal EnableExtensions DisableDelayedExpansion
set "NoDefaultCurrentDirectoryInExePath=1"
set "PATH=%SystemRoot%\System32;%SystemRoot%"
set "ROOT=%SystemRoot%\Logs\wutriage"
set "LOG=NUL"
set "RESULT=0"
set "WHATIF="
set "UNDO="
set "FORCE="
set "ANYCOMPUTER="
set "PRINTONLY="
set "DECLINED="
set "CHANGED="
set "STOPPED="
set "LOCKED="
set "RECORD="

:arguments
if "%~1"=="" goto guards
if /i "%~1"=="/whatif" set "WHATIF=1"& shift & goto arguments
if /i "%~1"=="/undo" set "UNDO=1"& shift & goto arguments
if /i "%~1"=="/force" set "FORCE=1"& shift & goto arguments
if /i "%~1"=="/anycomputer" set "ANYCOMPUTER=1"& shift & goto arguments
goto usage

:guards
<MACHINE>fltmc.exe >nul 2>&1
if errorlevel 1 goto not_elevated
call :not_winpe
if errorlevel 1 goto in_winpe
if defined PROCESSOR_ARCHITEW6432 goto in_wow64
if defined WHATIF goto state
if not exist "%ROOT%" md "%ROOT%"
md "%ROOT%\lock" 2>nul
if errorlevel 1 goto locked
set "LOCKED=1"
:state
if defined UNDO call :undo
if defined UNDO goto finish
<GUARDS>if defined WHATIF goto steps
set /a "RUN=1000"
:next_run
set /a "RUN+=1"
if exist "%ROOT%\run-%RUN%" goto next_run
set "RECORD=%ROOT%\run-%RUN%"
md "%RECORD%"
set "LOG=%RECORD%\log.txt"
echo Records and backups: %RECORD%

:steps
