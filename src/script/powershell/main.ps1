#region main
Assert-Machine <NAME> <ELEVATED>
Enter-Instance
try {
    if (-not $script:Preview) {
        New-Record
    }
    if ($Undo) {
        Invoke-Undo
    }
    else {
<STEPS>    }
    $code = Get-ResultCode
    Write-Say ''
    Write-Say ('Exit code ' + $code + ': 0 all good, 1 something failed, 2 a guard refused something, 3010 a restart is needed')
}
finally {
    if ($script:Record -ne '') {
        $null = Stop-Transcript
    }
    $script:Mutex.ReleaseMutex()
}
exit $code
#endregion main
