#region show
function Show-RegistryValue {
    param([string]$Key, [string]$Name)
    $record = Get-RegistryRecord $Key $Name
    if ($record.existed) {
        Write-Say ('  ' + $Key + '\' + $Name + ' (' + $record.type + ') = ' + (@($record.data) -join ', '))
    }
    else {
        Write-Say ('  ' + $Key + '\' + $Name + ' is not set')
    }
}

function Show-HostsFile {
    $path = Join-Path $script:System32 'drivers\etc\hosts'
    if (-not (Test-Path -LiteralPath $path)) {
        Write-Say '  There is no hosts file'
        return
    }
    $lines = @(Get-Content -LiteralPath $path | Where-Object { $_.Trim() -ne '' -and -not $_.Trim().StartsWith('#') })
    Write-Say ('  The hosts file has ' + $lines.Count + ' entries')
    foreach ($line in $lines) {
        Write-Say ('    ' + $line)
    }
}
#endregion show
