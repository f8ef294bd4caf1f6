#region core
# Application control that restricts PowerShell would let some lines run and refuse others.
if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    Write-Warning 'PowerShell is restricted on this machine: sign this script as its policy asks, or use remediate.cmd. Nothing was done.'
    exit 2
}
$ErrorActionPreference = 'Stop'
$script:Cmdlet = $PSCmdlet
$script:Preview = [bool]$WhatIfPreference
# Only the script's own ShouldProcess asks; the cmdlets beneath must not ask again.
$ConfirmPreference = 'High'
$script:Stamp = (Get-Date).ToString('yyyyMMdd-HHmmss')
$script:Record = ''
$script:Step = 0
$script:Failed = @()
$script:Failures = 0
$script:NoHelp = $false
$script:Unhelped = @()
$script:LastCode = 0
$script:Refusals = 0
$script:Declined = $false
$script:Changed = $false
$script:RestartNeeded = $false
$script:TakesRestart = $false
$script:StoppedServices = @()
$script:Holders = @()
$script:PrintOnly = @()
$script:ServicesBefore = @()
$script:System32 = Join-Path $env:windir 'System32'
if ([Environment]::Is64BitOperatingSystem -and -not [Environment]::Is64BitProcess) {
    $script:System32 = Join-Path $env:windir 'Sysnative'
}

function Write-Say {
    param([string]$Text)
    Write-Host $Text
}

# Expands variables of Windows. System32 is redirected for a 32-bit process, and Sysnative is there for it alone; a record
# that one of them wrote is read by the other.
function Get-FullPath {
    param([string]$Path)
    $full = [Environment]::ExpandEnvironmentVariables($Path)
    foreach ($name in @('System32', 'Sysnative')) {
        $folder = Join-Path $env:windir $name
        if ($full.StartsWith($folder + '\', [StringComparison]::OrdinalIgnoreCase)) {
            return $script:System32 + $full.Substring($folder.Length)
        }
    }
    return $full
}

# Runs a program of System32 and returns what it says; throws on an exit code that does not mean success. Its standard error
# is text, not an error. sfc writes UTF-16, which leaves a zero after each character.
function Invoke-Native {
    param([string]$Program, [string[]]$Arguments, [int[]]$Accept)
    $path = Join-Path $script:System32 $Program
    $previous = $ErrorActionPreference
    $ErrorActionPreference = 'Continue'
    try {
        $output = & $path $Arguments 2>&1
    }
    finally {
        $ErrorActionPreference = $previous
    }
    $code = $LASTEXITCODE
    $script:LastCode = $code
    $text = (@($output | ForEach-Object { [string]$_ }) -join "`r`n").Replace([string][char]0, '').Trim()
    if ($Accept -notcontains $code) {
        throw ($Program + ' ended with exit code ' + $code + ': ' + $text)
    }
    if ($code -eq 3010) {
        $script:RestartNeeded = $true
    }
    return $text
}

# Asks -WhatIf and -Confirm, after the guards: a machine on which nothing may be changed is only told.
function Approve-Change {
    param([string]$Target, [string]$What)
    if ($script:PrintOnly.Count -gt 0 -and -not $script:Preview) {
        Write-Say ('  Not done: ' + $What + ' (' + ($script:PrintOnly -join '; ') + ')')
        $script:Refusals = $script:Refusals + 1
        $script:Declined = $true
        return $false
    }
    $approved = $script:Cmdlet.ShouldProcess($Target, $What)
    if ($approved) {
        $script:Changed = $true
    }
    else {
        $script:Declined = $true
    }
    return $approved
}

function Assert-That {
    param([bool]$Holds, [string]$What)
    if (-not $Holds) {
        throw ('Verification failed: ' + $What)
    }
    Write-Say ('  Verified: ' + $What)
}

function Show-Step {
    param([int]$Number, [string]$Title, [string]$Risk, [string]$Why)
    $script:Step = $Number
    $script:Declined = $false
    $script:Changed = $false
    $script:NoHelp = $false
    $script:TakesRestart = $false
    $script:Holders = @()
    Write-Say ''
    Write-Say ('Step ' + $Number + ': ' + $Title)
    Write-Say ('  Risk: ' + $Risk)
    Write-Say ('  Why: ' + $Why)
}

function Deny-Step {
    param([string]$Why)
    Write-Warning ('Step ' + $script:Step + ' is not run: ' + $Why)
    if (-not $script:Preview) {
        $script:Refusals = $script:Refusals + 1
    }
    $script:Failed += $script:Step
}

# Whether a step that this one builds on failed or was not run.
function Test-StepBlocked {
    param([int[]]$After)
    foreach ($number in $After) {
        if ($script:Failed -contains $number) {
            return $true
        }
    }
    return $false
}

# A step that did its work without mending anything is put back, and does not stop the next attempt.
function Add-Failure {
    param($ErrorRecord)
    if ($script:NoHelp) {
        $script:Unhelped += $script:Step
        Write-Warning ('Step ' + $script:Step + ' did not help: ' + $ErrorRecord.Exception.Message)
    }
    else {
        $script:Failed += $script:Step
        $script:Failures = $script:Failures + 1
        Write-Warning ('Step ' + $script:Step + ' failed: ' + $ErrorRecord.Exception.Message)
    }
    Undo-CurrentStep
}

# The attempts before this one no longer matter: it mended what they did not.
function Clear-Unhelped {
    param([int[]]$After)
    $script:Unhelped = @($script:Unhelped | Where-Object { $After -notcontains $_ })
}

# Appends one line to undo.json before the change it can undo is made.
function Save-Undo {
    param([string]$Kind, [hashtable]$Data)
    $entry = @{ kind = $Kind; step = $script:Step; restart = $script:TakesRestart; data = $Data }
    $line = ConvertTo-Json -InputObject $entry -Compress -Depth 6
    Add-Content -LiteralPath (Join-Path $script:Record 'undo.json') -Value $line -Encoding UTF8
}

# Writes what a backup found to a file of the record folder.
function Save-Text {
    param([string]$Name, [string]$Text)
    $file = Join-Path $script:Record ('step' + $script:Step + '-' + $Name)
    Set-Content -LiteralPath $file -Value $Text -Encoding UTF8
}

# Copies a file into the record folder, where it is there to copy.
function Copy-Aside {
    param([string]$Path)
    $folder = Join-Path $script:Record ('step' + $script:Step)
    if (-not (Test-Path -LiteralPath $folder)) {
        $null = New-Item -ItemType Directory -Path $folder
    }
    foreach ($file in @(Get-ChildItem -Path $Path -File -Force -ErrorAction SilentlyContinue)) {
        try {
            Copy-Item -LiteralPath $file.FullName -Destination $folder -Force
            Write-Say ('    Copied: ' + $file.FullName)
        }
        catch {
            Write-Say ('    Cannot be copied: ' + $file.FullName)
        }
    }
}

# The name itself, or with a number when that is taken: two steps of one run may keep the same folder.
function Get-FreeName {
    param([string]$Path)
    $free = $Path
    for ($number = 2; Test-Path -LiteralPath $free; $number++) {
        $free = $Path + '-' + $number
    }
    return $free
}
#endregion core
