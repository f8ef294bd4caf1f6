#region guards
function Test-Elevated {
    $identity = [Security.Principal.WindowsIdentity]::GetCurrent()
    $principal = New-Object -TypeName Security.Principal.WindowsPrincipal -ArgumentList $identity
    return $principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
}

function Test-MachineIs {
    param([string]$Name)
    $short = $Name.Split('.')[0]
    if ($short.Length -gt 15) {
        $short = $short.Substring(0, 15)
    }
    return $short -eq $env:COMPUTERNAME
}

function Test-NotWinPE {
    return -not (Test-Path -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Control\MiniNT')
}

# TiWorker works only while TrustedInstaller is busy; msiexec stays behind idle, so its mutex is asked instead. A task
# sequence and the set-up of ConfigMgr are processes, its updates are states of its client.
function Get-RunningServicing {
    $names = @('TiWorker', 'wusa', 'SetupHost', 'Dism', 'DismHost', 'TSManager', 'ccmsetup')
    $running = @(Get-Process -Name $names -ErrorAction SilentlyContinue | ForEach-Object { $_.ProcessName })
    $mutex = $null
    try {
        if ([System.Threading.Mutex]::TryOpenExisting('Global\_MSIExecute', [ref]$mutex)) {
            $mutex.Close()
            $running += 'msiexec'
        }
    }
    catch [System.UnauthorizedAccessException] {
        $running += 'msiexec'
    }
    if (Test-ConfigMgrBusy) {
        $running += 'a ConfigMgr job'
    }
    return $running
}

# 2 to 7 and 11 of EvaluationState: submitted, detecting, downloading, waiting to install, installing, verifying.
function Test-ConfigMgrBusy {
    if ($null -eq (Get-Service -Name 'CcmExec' -ErrorAction SilentlyContinue)) {
        return $false
    }
    try {
        $updates = @(Get-CimInstance -Namespace 'root\ccm\ClientSDK' -ClassName 'CCM_SoftwareUpdate')
        return @($updates | Where-Object { @(2, 3, 4, 5, 6, 7, 11) -contains $_.EvaluationState }).Count -gt 0
    }
    catch {
        return $false
    }
}

function Test-NoServicingRunning {
    return @(Get-RunningServicing).Count -eq 0
}

function Test-NoRestartPending {
    $windows = 'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion'
    foreach ($name in @('Component Based Servicing\RebootPending', 'Component Based Servicing\PackagesPending', 'WindowsUpdate\Auto Update\RebootRequired')) {
        if (Test-Key ($windows + '\' + $name)) {
            return $false
        }
    }
    $sessions = Get-RegistryRecord ($windows + '\Component Based Servicing\SessionsPending') 'Exclusive'
    if ($sessions.existed -and $sessions.data -gt 0) {
        return $false
    }
    return -not (Test-Path -LiteralPath (Join-Path $env:windir 'WinSxS\pending.xml'))
}

# Roles whose owner must decide: a domain controller, or the service of a product that is there and may start. A service
# that may not be queried is an error on newer Windows, and none of these.
function Get-MachineRole {
    $roles = @()
    $product = Get-ItemProperty -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Control\ProductOptions'
    if ($product.ProductType -eq 'LanmanNT') {
        $roles += 'domain-controller'
    }
    $services = @(Get-Service -ErrorAction SilentlyContinue | Where-Object { $_.StartType -ne 'Disabled' } | ForEach-Object { $_.Name })
    if ($services -contains 'MSExchangeIS' -or $services -contains 'MSExchangeTransport') {
        $roles += 'exchange'
    }
    if (@($services | Where-Object { $_ -eq 'MSSQLSERVER' -or $_ -like 'MSSQL$*' }).Count -gt 0) {
        $roles += 'sql'
    }
    if ($product.ProductType -ne 'WinNT' -and $services -contains 'vmms') {
        $roles += 'hyper-v'
    }
    if ($services -contains 'ClusSvc') {
        $roles += 'cluster'
    }
    return $roles
}

function Test-RoleIsNot {
    param([string[]]$Roles)
    if ($Force) {
        return $true
    }
    return @(Get-MachineRole | Where-Object { $Roles -contains $_ }).Count -eq 0
}

# The guards that end the script, in their order. Their code is 2.
function Assert-Machine {
    param([string]$Name, [bool]$NeedsElevation)
    if ($Name -ne '' -and -not $AnyComputer -and -not (Test-MachineIs $Name)) {
        Write-Warning ('These steps are for ' + $Name + ', and this is ' + $env:COMPUTERNAME + '. Nothing was done. -AnyComputer runs them here.')
        exit 2
    }
    if ($NeedsElevation -and -not (Test-Elevated)) {
        Write-Warning 'Run this from an elevated prompt. Nothing was done.'
        exit 2
    }
    if (-not (Test-NotWinPE)) {
        Write-Warning 'This is Windows PE, not the installed Windows. Nothing was done.'
        exit 2
    }
}

# One run at a time; the mutex of a run that was cut off is abandoned and free, and that of an elevated run is closed to others.
function Enter-Instance {
    $free = $false
    try {
        $script:Mutex = New-Object -TypeName System.Threading.Mutex -ArgumentList $false, 'Global\wutriage'
        $free = $script:Mutex.WaitOne(0)
    }
    catch {
        $free = ($_.Exception.GetBaseException() -is [System.Threading.AbandonedMutexException])
    }
    if (-not $free) {
        Write-Warning 'Another run of this script is at work. Nothing was done.'
        exit 2
    }
}

# The guards under which steps that only read still run.
function Set-PrintOnly {
    $running = @(Get-RunningServicing)
    if ($running.Count -gt 0) {
        $script:PrintOnly += 'an installation is going on: ' + ($running -join ', ')
    }
    if (-not (Test-NoRestartPending)) {
        $script:PrintOnly += 'a restart is pending: restart first'
    }
    $roles = @(Get-MachineRole)
    if ($roles.Count -gt 0 -and -not $Force) {
        $script:PrintOnly += 'this machine is ' + ($roles -join ', ') + ': its owner decides, with -Force'
    }
    foreach ($reason in $script:PrintOnly) {
        Write-Warning ('Nothing will be changed: ' + $reason)
    }
}
#endregion guards
