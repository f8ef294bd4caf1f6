<#
.SYNOPSIS
    Mends the causes of failed Windows updates that were found in this machine's logs.
.DESCRIPTION
    Steps:
<STEPS>
    Run it with -WhatIf first: it then says what it would do and changes nothing. Each change is tested for, backed up,
    made, verified and recorded. A step that fails or does not help puts back what it changed. Records and backups are
    kept in ProgramData\wutriage, one folder for each run. The script never restarts the machine.

    Exit codes: 0 all good, 1 something failed, 2 a guard refused something, 3010 a restart is needed.
    This script was parsed and checked, not run on every version of Windows.
.PARAMETER Undo
    Puts back what the newest run changed, the last change first.
.PARAMETER Force
    Changes domain controllers, Exchange, SQL, Hyper-V and cluster machines too; without it they are only told.
.PARAMETER AnyComputer
    Runs on another computer than the one the logs are from.
.EXAMPLE
    powershell.exe -NoProfile -ExecutionPolicy RemoteSigned -File .\remediate.ps1 -WhatIf
.EXAMPLE
    powershell.exe -NoProfile -ExecutionPolicy RemoteSigned -File .\remediate.ps1
.EXAMPLE
    powershell.exe -NoProfile -ExecutionPolicy RemoteSigned -File .\remediate.ps1 -Undo
#>
#Requires -Version 5.1
<ADMIN>[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = '<IMPACT>')]
param(
    [switch]$Undo,
    [switch]$Force,
    [switch]$AnyComputer
)

