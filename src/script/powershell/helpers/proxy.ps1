#region proxy
# netsh prints in the machine's language, so the setting is read where it lies: after size, counter and flags (four bytes
# each) comes the length of the proxy list and the list itself.
$script:ProxyKey = 'SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections'
$script:ProxyKeys = @(('HKLM\' + $script:ProxyKey), 'HKLM\SOFTWARE\Wow6432Node\Microsoft\Windows\CurrentVersion\Internet Settings\Connections')

function Get-WinHttpProxy {
    $record = Get-RegistryRecord $script:ProxyKeys[0] 'WinHttpSettings'
    if (-not $record.existed) {
        return ''
    }
    $bytes = [byte[]]$record.data
    if ($bytes.Length -lt 16) {
        return ''
    }
    $length = [BitConverter]::ToInt32($bytes, 12)
    if ($length -le 0 -or $length -gt $bytes.Length - 16) {
        return ''
    }
    return [Text.Encoding]::ASCII.GetString($bytes, 16, $length)
}

# netsh's text is lossy; the value itself is what is put back.
function Save-ProxyUndo {
    foreach ($key in $script:ProxyKeys) {
        $record = Get-RegistryRecord $key 'WinHttpSettings'
        if ($record.keyExisted) {
            Save-Undo 'registry' $record
        }
    }
}
#endregion proxy
