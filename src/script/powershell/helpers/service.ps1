#region service
$script:StopSeconds = 60

function Get-ServiceKey {
    param([string]$Name)
    return 'HKLM:\SYSTEM\CurrentControlSet\Services\' + $Name
}

# The live start type and triggers. A table of defaults would be wrong: servers and clients differ.
function Get-ServiceRecord {
    param([string]$Name)
    $live = Get-ItemProperty -LiteralPath (Get-ServiceKey $Name)
    $delayed = 0
    if ($null -ne $live.DelayedAutostart) {
        $delayed = [int]$live.DelayedAutostart
    }
    $triggers = 'not known'
    try {
        $triggers = Invoke-Native 'sc.exe' @('qtriggerinfo', $Name) @(0)
    }
    catch {
        Write-Say ('    Triggers of ' + $Name + ' cannot be read')
    }
    $status = [string](Get-Service -Name $Name).Status
    return @{ name = $Name; start = [int]$live.Start; delayed = $delayed; triggers = $triggers; status = $status }
}

function Test-ServiceStart {
    param([string]$Name, [int]$Start, [int]$Delayed)
    $now = Get-ServiceRecord $Name
    return ($now.start -eq $Start -and ($now.delayed -eq $Delayed -or $Start -ne 2))
}

function Test-ServiceRunning {
    param([string[]]$Names)
    foreach ($name in $Names) {
        $service = Get-Service -Name $name -ErrorAction SilentlyContinue
        if ($null -eq $service -or $service.Status -ne 'Running') {
            return $false
        }
    }
    return $true
}

# A service that is about to start or to stop still holds its files.
function Test-AllServicesStopped {
    param([string[]]$Names)
    foreach ($name in $Names) {
        $service = Get-Service -Name $name -ErrorAction SilentlyContinue
        if ($null -ne $service -and $service.Status -ne 'Stopped') {
            return $false
        }
    }
    return $true
}

# Old and new releases of Windows do not have the same services.
function Get-PresentService {
    param([string[]]$Names)
    return @($Names | Where-Object { Test-Path -LiteralPath (Get-ServiceKey $_) })
}

function Save-ServiceUndo {
    param([hashtable[]]$Records)
    foreach ($record in $Records) {
        Save-Undo 'service-state' $record
    }
}

function Test-ServiceNotDisabled {
    param([string[]]$Names)
    foreach ($name in $Names) {
        $live = Get-ItemProperty -LiteralPath (Get-ServiceKey $name) -ErrorAction SilentlyContinue
        if ($null -eq $live -or $live.Start -eq 4) {
            return $false
        }
    }
    return $true
}

# BITS carries the jobs of every product: it is stopped only when none is under way.
function Assert-BitsIdle {
    param([string[]]$Names)
    if ($Names -contains 'BITS' -and (Test-ServiceRunning 'BITS')) {
        $busy = @(Get-BitsTransfer -AllUsers | Where-Object { @('Transferring', 'Connecting') -contains [string]$_.JobState })
        if ($busy.Count -gt 0) {
            throw 'BITS has transfers under way; run this again when they are done'
        }
    }
}

# Stops one service within the time allowed. When it hangs, what was stopped is started again and the step ends.
function Stop-OneService {
    param([string]$Name)
    $service = Get-Service -Name $Name -ErrorAction SilentlyContinue
    if ($null -eq $service -or $service.Status -eq 'Stopped') {
        return
    }
    $dependents = @($service.DependentServices | Where-Object { $_.Status -eq 'Running' } | ForEach-Object { $_.Name })
    foreach ($stopped in @($dependents + $Name)) {
        if ($script:StoppedServices -notcontains $stopped) {
            $script:StoppedServices += $stopped
        }
    }
    try {
        if ($service.Status -ne 'StopPending') {
            $service.Stop()
        }
        $service.WaitForStatus('Stopped', [TimeSpan]::FromSeconds($script:StopSeconds))
    }
    catch {
        Restore-StoppedService
        throw ('The service ' + $Name + ' did not stop: ' + $_.Exception.GetBaseException().Message + ' What was stopped was started again')
    }
}

function Start-OneService {
    param([string]$Name)
    $service = Get-Service -Name $Name
    if ($service.Status -ne 'Running') {
        if ($service.Status -ne 'StartPending') {
            $service.Start()
        }
        $service.WaitForStatus('Running', [TimeSpan]::FromSeconds($script:StopSeconds))
    }
}

# Starts again what this step stopped, the last stopped first.
function Restore-StoppedService {
    $names = @($script:StoppedServices)
    $script:StoppedServices = @()
    [array]::Reverse($names)
    foreach ($name in $names) {
        try {
            Start-OneService $name
            Write-Say ('  Started again: ' + $name)
        }
        catch {
            Write-Warning ('The service ' + $name + ' does not start: ' + $_.Exception.Message)
        }
    }
}

function Set-ServiceStart {
    param([string]$Name, [int]$Start, [int]$Delayed)
    $word = 'demand'
    if ($Start -eq 2) {
        $word = 'auto'
        if ($Delayed -eq 1) {
            $word = 'delayed-auto'
        }
    }
    if ($Start -eq 4) {
        $word = 'disabled'
    }
    $null = Invoke-Native 'sc.exe' @('config', $Name, 'start=', $word) @(0)
}

function Undo-ServiceStart {
    param($Data)
    Set-ServiceStart $Data.name ([int]$Data.start) ([int]$Data.delayed)
    Write-Say ('  Start type put back: ' + $Data.name)
}

function Undo-ServiceState {
    param($Data)
    if ($Data.status -eq 'Running') {
        Start-OneService $Data.name
    }
    else {
        $script:StoppedServices = @()
        Stop-OneService $Data.name
        $script:StoppedServices = @()
    }
    Write-Say ('  State put back: ' + $Data.name)
}
#endregion service
