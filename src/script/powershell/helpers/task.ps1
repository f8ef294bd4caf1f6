#region task
function Get-TaskEnabled {
    param([string]$Name)
    $folder = $Name.Substring(0, $Name.LastIndexOf('\') + 1)
    $task = Get-ScheduledTask -TaskPath $folder -TaskName $Name.Substring($folder.Length)
    return [bool]$task.Settings.Enabled
}

function Set-TaskEnabled {
    param([string]$Name, [bool]$Enabled)
    $word = '/disable'
    if ($Enabled) {
        $word = '/enable'
    }
    $null = Invoke-Native 'schtasks.exe' @('/change', '/tn', $Name, $word) @(0)
}

function Undo-Task {
    param($Data)
    Set-TaskEnabled $Data.name ([bool]$Data.enabled)
    Write-Say ('  Put back: ' + $Data.name)
}
#endregion task
