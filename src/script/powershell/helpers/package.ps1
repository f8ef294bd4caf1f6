#region package
# A file beside the script, signed by somebody this machine trusts.
function Get-PackagePath {
    param([string]$Name)
    $path = Join-Path $PSScriptRoot $Name
    if (-not (Test-Path -LiteralPath $path)) {
        throw ('Put ' + $Name + ' beside this script first')
    }
    return $path
}

function Assert-Signed {
    param([string]$Path)
    $signature = Get-AuthenticodeSignature -LiteralPath $Path
    if ([string]$signature.Status -ne 'Valid') {
        throw ('The signature of ' + $Path + ' is not valid: ' + $signature.Status)
    }
}

function Get-UpdateList {
    return (@(Get-HotFix | ForEach-Object { $_.HotFixID } | Sort-Object) -join ', ')
}
#endregion package
