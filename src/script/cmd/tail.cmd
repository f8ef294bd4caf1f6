
:finish
if defined LOCKED rd "%ROOT%\lock" 2>nul
echo.
echo Exit code %RESULT%: 0 all good, 1 something failed, 2 a guard refused something or a person has to act, 3010 a restart is needed
exit /b %RESULT%

:usage
echo remediate.cmd [/whatif] [/undo] [/force] [/anycomputer]
exit /b 1

:wrong_machine
echo These steps are for another computer. Nothing was done. /anycomputer runs them here.
exit /b 2

:not_elevated
echo Run this from an elevated prompt. Nothing was done.
exit /b 2

:in_winpe
echo This is Windows PE, not the installed Windows. Nothing was done.
exit /b 2

:in_wow64
echo Run this from the 64-bit command prompt. Nothing was done.
exit /b 2

:locked
echo Another run is at work, or one was cut off: then remove the folder lock in Logs\wutriage. Nothing was done.
exit /b 2

