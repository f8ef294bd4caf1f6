#region network
$script:ConnectMilliseconds = 5000

function Test-NameResolves {
    param([string[]]$Names)
    foreach ($name in $Names) {
        if (@(Get-Address $name).Count -eq 0) {
            return $false
        }
    }
    return $true
}

function Get-Address {
    param([string]$Name)
    try {
        return @([Net.Dns]::GetHostAddresses($Name.Split(':')[0]) | ForEach-Object { $_.IPAddressToString })
    }
    catch {
        return @()
    }
}

function Test-PortOpen {
    param([string]$Name, [int]$Port)
    $client = New-Object -TypeName Net.Sockets.TcpClient
    try {
        $pending = $client.BeginConnect($Name.Split(':')[0], $Port, $null, $null)
        if (-not $pending.AsyncWaitHandle.WaitOne($script:ConnectMilliseconds, $false)) {
            return $false
        }
        $client.EndConnect($pending)
        return $true
    }
    catch {
        return $false
    }
    finally {
        $client.Close()
    }
}

function Show-Address {
    param([string[]]$Names)
    foreach ($name in $Names) {
        $found = @(Get-Address $name)
        if ($found.Count -eq 0) {
            Write-Warning ($name + ' does not resolve')
        }
        else {
            Write-Say ('  ' + $name + ' is ' + ($found -join ', '))
        }
    }
}

function Show-Port {
    param([string[]]$Names, [int[]]$Ports)
    foreach ($name in $Names) {
        foreach ($port in $Ports) {
            if (Test-PortOpen $name $port) {
                Write-Say ('  ' + $name + ' answers on port ' + $port)
            }
            else {
                Write-Warning ($name + ' does not answer on port ' + $port)
            }
        }
    }
}
#endregion network
