#region hosts
$script:HostsFile = Join-Path $script:System32 'drivers\etc\hosts'

# One character for each byte, so that a file in any code page, with or without a mark of its encoding, comes out as it went
# in. ReadAllText would follow such a mark whatever encoding it is given.
function Read-HostsText {
    param([string]$Path)
    return [Text.Encoding]::GetEncoding(28591).GetString([IO.File]::ReadAllBytes($Path))
}

function Test-HostsName {
    param([string]$Name, [string[]]$Hosts)
    foreach ($wanted in $Hosts) {
        if ($wanted.StartsWith('*.')) {
            if ($Name -eq $wanted.Substring(2) -or $Name -like $wanted) {
                return $true
            }
        }
        elseif ($Name -eq $wanted) {
            return $true
        }
    }
    return $false
}

# The line as it should be: commented out when it names a wanted host, with a line for the other names on it.
function Convert-HostsLine {
    param([string]$Line, [string[]]$Hosts)
    $entry = $Line.Split('#')[0].Trim()
    if ($entry -eq '') {
        return $Line
    }
    $words = @($entry -split '\s+')
    $names = @($words | Select-Object -Skip 1)
    $end = ''
    if ($Line.EndsWith("`r")) {
        $end = "`r"
    }
    $others = @($names | Where-Object { -not (Test-HostsName $_ $Hosts) })
    if ($others.Count -eq $names.Count) {
        return $Line
    }
    $comment = '# wutriage: ' + $Line
    if ($others.Count -gt 0) {
        return $comment + "`n" + $words[0] + ' ' + ($others -join ' ') + $end
    }
    return $comment
}

function Convert-HostsText {
    param([string[]]$Hosts)
    $lines = @((Read-HostsText $script:HostsFile).Split("`n"))
    return (@($lines | ForEach-Object { Convert-HostsLine $_ $Hosts }) -join "`n")
}

function Test-HostsClean {
    param([string[]]$Hosts)
    if (-not (Test-Path -LiteralPath $script:HostsFile)) {
        return $true
    }
    return (Convert-HostsText $Hosts) -ceq (Read-HostsText $script:HostsFile)
}

# Written in place: the file keeps its permissions, and one that is hidden can be written too.
function Write-HostsText {
    param([string]$Text)
    $bytes = [Text.Encoding]::GetEncoding(28591).GetBytes($Text)
    $item = Get-Item -LiteralPath $script:HostsFile -Force
    $locked = $item.IsReadOnly
    $item.IsReadOnly = $false
    try {
        $stream = [IO.File]::Open($script:HostsFile, [IO.FileMode]::Truncate, [IO.FileAccess]::Write)
        $stream.Write($bytes, 0, $bytes.Length)
        $stream.Close()
    }
    finally {
        $item.IsReadOnly = $locked
    }
}

function Undo-Hosts {
    param($Data)
    $now = Get-FreeName ($script:HostsFile + '.wut-undo-' + $script:Stamp)
    Copy-Item -LiteralPath $script:HostsFile -Destination $now -Confirm:$false
    Write-HostsText (Read-HostsText (Get-FullPath $Data.backup))
    $null = Invoke-Native 'ipconfig.exe' @('/flushdns') @(0)
    Write-Say ('  Put back: ' + $script:HostsFile + '; as it was until now: ' + $now)
}
#endregion hosts
