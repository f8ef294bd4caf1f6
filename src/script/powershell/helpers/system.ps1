#region system
function Test-FreeSpace {
    param([string]$Drive, [long]$AtLeast)
    if ($Drive -eq 'system') {
        $Drive = $env:SystemDrive
    }
    $free = (New-Object -TypeName IO.DriveInfo -ArgumentList $Drive).AvailableFreeSpace
    return $free -ge $AtLeast
}

function Test-OsBuild {
    param([int]$AtLeast, [int]$AtMost)
    $build = [int](Get-RegistryRecord 'HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion' 'CurrentBuildNumber').data
    return ($build -ge $AtLeast -and $build -le $AtMost)
}

function Test-OnAcPower {
    $batteries = @(Get-CimInstance -ClassName Win32_Battery -ErrorAction SilentlyContinue)
    return @($batteries | Where-Object { $_.BatteryStatus -eq 1 }).Count -eq 0
}

function Test-NotWsusManaged {
    return -not (Test-RegistryValue 'HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU' 'UseWUServer' '1')
}

function Test-FileExists {
    param([string]$Path)
    return Test-Path -LiteralPath (Get-FullPath $Path)
}
#endregion system
