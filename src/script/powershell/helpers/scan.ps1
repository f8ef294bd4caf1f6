#region scan
# The agent's COM interface returns an HRESULT; UsoClient and wuauclt return nothing.
function Invoke-UpdateSearch {
    $outcome = @{ ok = $false; code = ''; found = 0 }
    try {
        $session = New-Object -ComObject Microsoft.Update.Session
        $session.ClientApplicationID = 'wutriage'
        $result = $session.CreateUpdateSearcher().Search('IsInstalled=0')
        $outcome.ok = ($result.ResultCode -eq 2)
        $outcome.code = 'result ' + $result.ResultCode
        $outcome.found = $result.Updates.Count
    }
    catch {
        $outcome.code = '0x' + $_.Exception.GetBaseException().HResult.ToString('X8')
    }
    return $outcome
}

# A search starts the agent and makes it write, so -WhatIf makes none and goes on as if the answer were the one it is given.
function Test-ScanSucceeds {
    param([bool]$Assumed)
    if ($script:Preview) {
        Write-Say '  A search for updates would be made here.'
        return $Assumed
    }
    $outcome = Invoke-UpdateSearch
    Write-Say ('  Search for updates: ' + $outcome.code + ', ' + $outcome.found + ' found')
    return $outcome.ok
}

# What tells whether a step helped: when it did not, the step is put back and the next attempt may run.
function Assert-Helped {
    param([bool]$Holds, [string]$What)
    if (-not $Holds) {
        $script:NoHelp = $true
    }
    Assert-That $Holds $What
}

function Get-RegisteredService {
    try {
        $manager = New-Object -ComObject Microsoft.Update.ServiceManager
        return @($manager.Services | ForEach-Object { ([string]$_.ServiceID).Trim('{}').ToLowerInvariant() })
    }
    catch {
        Write-Warning 'The agent does not tell which update services are registered. If this machine gets updates for other Microsoft products, see in Settings afterwards that it still does.'
        return @()
    }
}

function Register-UpdateService {
    param([string]$Id)
    $manager = New-Object -ComObject Microsoft.Update.ServiceManager
    $null = $manager.AddService2($Id, 7, '')
}

function Undo-UpdateService {
    param($Data)
    $manager = New-Object -ComObject Microsoft.Update.ServiceManager
    $manager.RemoveService($Data.id)
    Write-Say ('  Registration removed again: ' + $Data.id)
}

function Get-LastSearch {
    try {
        return [string](New-Object -ComObject Microsoft.Update.AutoUpdate).Results.LastSearchSuccessDate
    }
    catch {
        return 'not known'
    }
}
#endregion scan
