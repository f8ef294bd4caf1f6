#region registry
# The registry through .NET: names may hold '/' and '*', and a 32-bit process still sees the 64-bit view.
function Open-Key {
    param([string]$Key, [bool]$Writable)
    $parts = $Key.Split([char[]]@('\'), 2)
    $hive = [Microsoft.Win32.RegistryHive]::LocalMachine
    if ($parts[0] -eq 'HKU') {
        $hive = [Microsoft.Win32.RegistryHive]::Users
    }
    $base = [Microsoft.Win32.RegistryKey]::OpenBaseKey($hive, [Microsoft.Win32.RegistryView]::Registry64)
    if ($Writable) {
        return $base.CreateSubKey($parts[1])
    }
    return $base.OpenSubKey($parts[1], $false)
}

# Type, data and absence of a value, as -Undo needs them.
function Get-RegistryRecord {
    param([string]$Key, [string]$Name)
    $record = @{ key = $Key; value = $Name; keyExisted = $false; existed = $false; type = ''; data = $null }
    $opened = Open-Key $Key $false
    if ($null -ne $opened) {
        $record.keyExisted = $true
        if ($opened.GetValueNames() -contains $Name) {
            $record.existed = $true
            $record.type = [string]$opened.GetValueKind($Name)
            $record.data = $opened.GetValue($Name, $null, 'DoNotExpandEnvironmentNames')
        }
        $opened.Close()
    }
    return $record
}

# A copy for people, beside the record for -Undo.
function Export-Key {
    param([string]$Key)
    $opened = Open-Key $Key $false
    if ($null -ne $opened) {
        $opened.Close()
        $file = Join-Path $script:Record ('step' + $script:Step + '-' + [Guid]::NewGuid().ToString('N') + '.reg')
        $null = Invoke-Native 'reg.exe' @('export', $Key, $file, '/y') @(0)
        Write-Say ('  Backup: ' + $file)
    }
}

function Test-RegistryAbsent {
    param([string]$Key, [string]$Name)
    return -not (Get-RegistryRecord $Key $Name).existed
}

function Test-Key {
    param([string]$Key)
    return (Get-RegistryRecord $Key '').keyExisted
}

# Data is compared as text; a dword above 2147483647 is read as a negative number. Windows does not read a value of another
# type than it expects, so a value that is to be written must have its type too.
function Test-RegistryValue {
    param([string]$Key, [string]$Name, [string]$Data, [string]$Type = '')
    $record = Get-RegistryRecord $Key $Name
    if (-not $record.existed) {
        return $false
    }
    if ($Type -ne '' -and $record.type -ne $Type) {
        return $false
    }
    $text = [string]$record.data
    if ($record.type -eq 'DWord') {
        $text = [string][BitConverter]::ToUInt32([BitConverter]::GetBytes([int]$record.data), 0)
    }
    return $text -eq $Data
}

function Set-RegistryValue {
    param([string]$Key, [string]$Name, [string]$Type, $Data)
    $typed = [string]$Data
    if ($Type -eq 'DWord') {
        $typed = [BitConverter]::ToInt32([BitConverter]::GetBytes([uint32]$Data), 0)
    }
    if ($Type -eq 'QWord') {
        $typed = [long]$Data
    }
    $opened = Open-Key $Key $true
    $opened.SetValue($Name, $typed, [Microsoft.Win32.RegistryValueKind]$Type)
    $opened.Close()
}

function Remove-RegistryValue {
    param([string]$Key, [string]$Name)
    $opened = Open-Key $Key $false
    if ($null -eq $opened) {
        return
    }
    $opened.Close()
    $opened = Open-Key $Key $true
    $opened.DeleteValue($Name, $false)
    $opened.Close()
}

# A key that was made for its value goes with it, when nobody else put something there.
function Remove-EmptyKey {
    param([string]$Key)
    $opened = Open-Key $Key $false
    if ($null -ne $opened) {
        $empty = ($opened.ValueCount -eq 0 -and $opened.SubKeyCount -eq 0)
        $opened.Close()
        if ($empty) {
            $parent = Open-Key $Key.Substring(0, $Key.LastIndexOf('\')) $true
            $parent.DeleteSubKey($Key.Substring($Key.LastIndexOf('\') + 1), $false)
            $parent.Close()
        }
    }
}

function Undo-Registry {
    param($Data)
    if (-not $Data.existed) {
        Remove-RegistryValue $Data.key $Data.value
        if (-not $Data.keyExisted) {
            Remove-EmptyKey $Data.key
        }
        Write-Say ('  Removed again: ' + $Data.key + '\' + $Data.value)
        return
    }
    $typed = $Data.data
    if ($Data.type -eq 'DWord') {
        $typed = [int]$Data.data
    }
    if ($Data.type -eq 'QWord') {
        $typed = [long]$Data.data
    }
    if (@('Binary', 'None') -contains $Data.type) {
        $typed = [byte[]]@($Data.data)
    }
    if ($Data.type -eq 'MultiString') {
        $typed = [string[]]@($Data.data)
    }
    $opened = Open-Key $Data.key $true
    $opened.SetValue($Data.value, $typed, [Microsoft.Win32.RegistryValueKind]$Data.type)
    $opened.Close()
    Write-Say ('  Put back: ' + $Data.key + '\' + $Data.value)
}
#endregion registry
