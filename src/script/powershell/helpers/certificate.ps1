#region certificate
function Test-CertificateThere {
    param([string]$Store, [string]$Thumbprint)
    return Test-Path -LiteralPath ('Cert:\LocalMachine\' + $Store + '\' + $Thumbprint)
}

# The file must be the one certificate that was named.
function Assert-Certificate {
    param([string]$Path, [string]$Thumbprint)
    $certificate = New-Object -TypeName Security.Cryptography.X509Certificates.X509Certificate2 -ArgumentList $Path
    if ($certificate.Thumbprint -ne $Thumbprint) {
        throw ('The certificate in ' + $Path + ' has another thumbprint: ' + $certificate.Thumbprint)
    }
}

function Undo-Certificate {
    param($Data)
    $path = 'Cert:\LocalMachine\' + $Data.store + '\' + $Data.thumbprint
    if (Test-Path -LiteralPath $path) {
        Remove-Item -LiteralPath $path -Confirm:$false
    }
    Write-Say ('  Removed again: ' + $Data.thumbprint)
}
#endregion certificate
