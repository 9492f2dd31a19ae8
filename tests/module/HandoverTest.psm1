# What the tests of the handover share: certificates, and readers that are not ours.

$ErrorActionPreference = 'Stop'

<#
.SYNOPSIS
    Makes a certificate with its key, and files of it in a folder: Name.cer (DER), Name.pfx (no password), Name.pem (certificate and key).
#>
function New-TestCertificate {
    param(
        [string] $Name = 'recipient',
        [string] $Folder,
        [string] $Purpose = '1.3.6.1.4.1.311.80.1',
        [string] $KeyUsage = 'KeyEncipherment',
        [double] $FromDays = -30,
        [double] $ToDays = 30,
        [int] $KeySize = 2048,
        [switch] $Elliptic
    )

    $subject = "CN=$Name"
    $sha = [System.Security.Cryptography.HashAlgorithmName]::SHA256
    $request = if ($Elliptic) {
        [System.Security.Cryptography.X509Certificates.CertificateRequest]::new($subject, [System.Security.Cryptography.ECDsa]::Create(), $sha)
    } else {
        [System.Security.Cryptography.X509Certificates.CertificateRequest]::new(
            $subject, [System.Security.Cryptography.RSA]::Create($KeySize), $sha, [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
    }
    $request.CertificateExtensions.Add([System.Security.Cryptography.X509Certificates.X509KeyUsageExtension]::new($KeyUsage, $true))
    $purposes = [System.Security.Cryptography.OidCollection]::new()
    $null = $purposes.Add($Purpose)
    $request.CertificateExtensions.Add([System.Security.Cryptography.X509Certificates.X509EnhancedKeyUsageExtension]::new($purposes, $false))
    $now = [DateTimeOffset]::UtcNow
    $certificate = $request.CreateSelfSigned($now.AddDays($FromDays), $now.AddDays($ToDays))
    if ($Folder) {
        [System.IO.File]::WriteAllBytes((Join-Path $Folder "$Name.cer"), $certificate.Export('Cert'))
        [System.IO.File]::WriteAllBytes((Join-Path $Folder "$Name.pfx"), $certificate.Export('Pfx'))
        if (-not $Elliptic) {
            Set-Content (Join-Path $Folder "$Name.pem") "$($certificate.ExportCertificatePem())`n$($certificate.PrivateKey.ExportPkcs8PrivateKeyPem())"
        }
    }
    $certificate
}

<#
.SYNOPSIS
    The text in each block of an encrypted file, opened by PowerShell's own Unprotect-CmsMessage.
#>
function Unprotect-Block {
    param([string] $Path, [object] $Certificate)

    [regex]::Matches((Get-Content -Raw -LiteralPath $Path), '(?s)-----BEGIN CMS-----.+?-----END CMS-----').Value |
        ForEach-Object { Unprotect-CmsMessage -Content $_ -To $Certificate }
}

<#
.SYNOPSIS
    A pass as any tool may put it out; no tenant needed.
#>
function New-FakePass {
    param([string] $User = 'adele.vance@contoso.example', [object] $Code = 'ABC12345', [hashtable] $Row = @{})

    $pass = [ordered] @{
        UserId = $User; TemporaryAccessPass = $Code; StartDateTime = '2026-02-02T08:00:00Z'; ExpirationDateTime = '2026-02-02T16:00:00Z'
        LifetimeInMinutes = 480; IsUsableOnce = $true; PassId = [guid]::NewGuid().ToString(); CreatedDateTime = '2026-02-01T08:00:00Z'
    }
    foreach ($name in $Row.Keys) { $pass[$name] = $Row[$name] }
    [pscustomobject] $pass
}

<#
.SYNOPSIS
    The error that ends a script block; nothing if it does not fail.
#>
function Get-Failure {
    param([scriptblock] $Script)

    try { $null = & $Script } catch { $_ }
}

Export-ModuleMember -Function New-TestCertificate, Unprotect-Block, New-FakePass, Get-Failure
