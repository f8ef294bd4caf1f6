#region record
# Only administrators and the system may write where -Undo reads; a folder that somebody else made is not trusted. The user
# is trusted only without elevation: what one does as an ordinary user must not steer an elevated run.
function Test-TrustedFolder {
    param([string]$Path)
    $item = Get-Item -LiteralPath $Path -Force
    if (($item.Attributes -band [IO.FileAttributes]::ReparsePoint) -ne 0) {
        return $false
    }
    $owner = (Get-Acl -LiteralPath $Path).GetOwner([Security.Principal.SecurityIdentifier]).Value
    $trusted = @('S-1-5-32-544', 'S-1-5-18')
    if (-not (Test-Elevated)) {
        $trusted += [Security.Principal.WindowsIdentity]::GetCurrent().User.Value
    }
    return $trusted -contains $owner
}

function Get-RecordRoot {
    if (Test-Elevated) {
        return Join-Path $env:ProgramData 'wutriage'
    }
    return Join-Path $env:LOCALAPPDATA 'wutriage'
}

function New-Record {
    $root = Get-RecordRoot
    if (-not (Test-Path -LiteralPath $root)) {
        $null = New-Item -ItemType Directory -Path $root
        if (Test-Elevated) {
            $null = Invoke-Native 'icacls.exe' @($root, '/setowner', '*S-1-5-32-544') @(0)
        }
    }
    if (-not (Test-TrustedFolder $root)) {
        Write-Warning ('The folder ' + $root + ' was made by somebody else. Look into it, remove it, and run this again. Nothing was done.')
        exit 2
    }
    if (Test-Elevated) {
        $null = Invoke-Native 'icacls.exe' @($root, '/inheritance:r', '/grant:r', '*S-1-5-32-544:(OI)(CI)F', '*S-1-5-18:(OI)(CI)F') @(0)
    }
    $record = Get-FreeName (Join-Path $root $script:Stamp)
    $null = New-Item -ItemType Directory -Path $record
    Copy-Item -LiteralPath $PSCommandPath -Destination $record
    $null = Start-Transcript -LiteralPath (Join-Path $record 'transcript.txt')
    $script:Record = $record
    Write-Say ('Records and backups: ' + $script:Record)
}

# A line that was cut off with its run stands for a change that was not made: the line is written first.
function Convert-UndoLine {
    param([string]$Line)
    try {
        return ConvertFrom-Json -InputObject $Line
    }
    catch {
        Write-Say '  A line of the record is cut off; its change was not made.'
    }
}

# The lines of a record that can still be undone, the last change first. A step that was put back when it failed is none of
# them: undoing it once more would overwrite what came after.
function Get-UndoEntry {
    param([string]$Record)
    $file = Join-Path $Record 'undo.json'
    if (-not (Test-Path -LiteralPath $file)) {
        return @()
    }
    $entries = @(Get-Content -LiteralPath $file -Encoding UTF8 | ForEach-Object { Convert-UndoLine $_ })
    $back = @($entries | Where-Object { $_.kind -eq 'put-back' } | ForEach-Object { $_.step })
    $entries = @($entries | Where-Object { $back -notcontains $_.step })
    [array]::Reverse($entries)
    return $entries
}

# The newest record that holds something to undo and was not undone yet. A second run that found nothing to do leaves only
# notes, and must not hide the first.
function Find-Record {
    $root = Get-RecordRoot
    if (-not (Test-Path -LiteralPath $root) -or -not (Test-TrustedFolder $root)) {
        return $null
    }
    foreach ($folder in @(Get-ChildItem -LiteralPath $root -Directory | Sort-Object -Property Name -Descending)) {
        if ((Test-Path -LiteralPath (Join-Path $folder.FullName 'undone.txt')) -or -not (Test-TrustedFolder $folder.FullName)) {
            continue
        }
        $changes = @(Get-UndoEntry $folder.FullName | Where-Object { $_.kind -ne 'nothing' })
        if ($changes.Count -gt 0) {
            return $folder.FullName
        }
    }
    return $null
}

function Invoke-Undo {
    $record = Find-Record
    if ($null -eq $record) {
        Write-Say 'There is nothing to undo.'
        return
    }
    $running = @(Get-RunningServicing)
    if ($running.Count -gt 0 -and -not $script:Preview) {
        Write-Warning ('Nothing is undone while an installation is going on: ' + ($running -join ', '))
        $script:Refusals = $script:Refusals + 1
        return
    }
    Write-Say ('Undoing ' + $record)
    $left = 0
    foreach ($entry in @(Get-UndoEntry $record)) {
        if (-not $script:Cmdlet.ShouldProcess(('step ' + $entry.step), ('undo ' + $entry.kind))) {
            $left = $left + 1
            continue
        }
        try {
            Invoke-UndoEntry $entry
            if ($entry.restart) {
                $script:RestartNeeded = $true
            }
        }
        catch {
            $left = $left + 1
            $script:Failures = $script:Failures + 1
            Write-Warning ('Not undone: ' + $entry.kind + ' of step ' + $entry.step + ': ' + $_.Exception.Message)
        }
    }
    if ($left -eq 0) {
        Set-Content -LiteralPath (Join-Path $record 'undone.txt') -Value $script:Stamp -Encoding ASCII
    }
}

# A step that failed puts back what it changed, the last change first.
function Undo-CurrentStep {
    if ($script:Record -eq '') {
        return
    }
    $left = 0
    foreach ($entry in @(Get-UndoEntry $script:Record | Where-Object { $_.step -eq $script:Step })) {
        try {
            Invoke-UndoEntry $entry
        }
        catch {
            $left = $left + 1
            Write-Warning ('Not put back: ' + $entry.kind + ': ' + $_.Exception.Message + ' Try -Undo.')
        }
    }
    if ($left -eq 0) {
        Save-Undo 'put-back' @{}
    }
}

function Undo-Nothing {
    param($Data)
    Write-Say ('  ' + $Data.note)
}

# 1 something failed, 2 a guard refused something, 3010 a restart is needed, 0 all good.
function Get-ResultCode {
    if ($script:Failures -gt 0 -or $script:Unhelped.Count -gt 0) {
        return 1
    }
    if ($script:Refusals -gt 0) {
        return 2
    }
    if ($script:RestartNeeded) {
        return 3010
    }
    return 0
}
#endregion record
