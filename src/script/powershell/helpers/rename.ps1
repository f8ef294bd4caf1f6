#region rename
# The agent's own history goes with the folder; it is copied first.
function Save-UpdateLog {
    Copy-Aside (Join-Path $env:windir 'SoftwareDistribution\ReportingEvents.log')
    Copy-Aside (Join-Path $env:windir 'Logs\WindowsUpdate\*.etl')
    Copy-Aside (Join-Path $script:System32 'winevt\Logs\Microsoft-Windows-WindowsUpdateClient%4Operational.evtx')
}

function Test-PlainItem {
    param([string]$Path)
    $item = Get-Item -LiteralPath $Path -Force
    return ($item.Attributes -band [IO.FileAttributes]::ReparsePoint) -eq 0
}

# The copy that a run of the last day kept. Another one would take room and mend nothing more.
function Get-KeptCopy {
    param([string]$Path)
    $prefix = [IO.Path]::GetFileName($Path) + '.wut-'
    $yesterday = $prefix + (Get-Date).AddDays(-1).ToString('yyyyMMdd-HHmmss')
    foreach ($item in @(Get-ChildItem -LiteralPath ([IO.Path]::GetDirectoryName($Path)) -Force)) {
        if ($item.Name -match '\.wut-[0-9]+-[0-9-]+$' -and $item.Name.StartsWith($prefix) -and [string]::CompareOrdinal($item.Name, $yesterday) -gt 0) {
            return $item.FullName
        }
    }
    return ''
}

# Services on demand come back by themselves, so a rename that meets one stops them again and is tried three times.
function Rename-Aside {
    param([string]$Path, [string]$Backup)
    for ($attempt = 1; $attempt -le 3; $attempt++) {
        try {
            Rename-Item -LiteralPath $Path -NewName (Split-Path -Path $Backup -Leaf) -Confirm:$false
            return
        }
        catch {
            if ($attempt -eq 3) {
                throw
            }
            Start-Sleep -Seconds 5
            foreach ($name in @($script:Holders)) {
                Stop-OneService $name
            }
        }
    }
}

# What grew in the meantime is moved aside too, never deleted. The services that hold the folder may be running by now also
# when they were not then.
function Undo-Rename {
    param($Data)
    $path = Get-FullPath $Data.path
    $backup = Get-FullPath $Data.backup
    if (-not (Test-Path -LiteralPath $backup)) {
        Write-Say ('  Was not renamed: ' + $path)
        return
    }
    $script:StoppedServices = @()
    $script:Holders = @($Data.services)
    try {
        foreach ($name in $script:Holders) {
            Stop-OneService $name
        }
        if (Test-Path -LiteralPath $path) {
            Rename-Aside $path (Get-FreeName ($path + '.wut-undo-' + $script:Stamp))
        }
        Rename-Aside $backup $path
        Write-Say ('  Put back: ' + $path)
    }
    finally {
        Restore-StoppedService
    }
}
#endregion rename
