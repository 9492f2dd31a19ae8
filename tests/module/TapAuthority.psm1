# A local sign-in authority for the tests of Connect-TapGraph: plain http on loopback, real protocols.
# Imported after TapTest.psm1, which brings the sandbox that the tokens are then used at.

. "$PSScriptRoot/../../tools/Common.ps1"

$ErrorActionPreference = 'Stop'
$Authority = $null

<#
.SYNOPSIS
    Starts the authority, once for the process, and gives its addresses (authority, control) and its tenantId.
.NOTES
    The server ends when its standard input does, which is when this process ends, however it ends.
#>
function Start-Authority {
    if (-not $script:Authority) {
        $configuration = if ($env:TAPMODULE_TEST_CONFIGURATION) { $env:TAPMODULE_TEST_CONFIGURATION } else { 'Release' }
        $server = Join-Path $RepositoryRoot "tests/TapModule.Authority.Server/bin/$configuration/net10.0/TapModule.Authority.Server.dll"
        $start = [System.Diagnostics.ProcessStartInfo] @{
            FileName = 'dotnet'; Arguments = "`"$server`""; UseShellExecute = $false
            RedirectStandardInput = $true; RedirectStandardOutput = $true
        }
        $process = [System.Diagnostics.Process]::Start($start)
        $line = $process.StandardOutput.ReadLine()
        if (-not $line) { throw "The authority did not start: $server" }
        $script:Authority = $line | ConvertFrom-Json | Add-Member -NotePropertyName Process -NotePropertyValue $process -PassThru
    }
    $script:Authority
}

<#
.SYNOPSIS
    Talks to the authority's control door, as in: Invoke-Authority secrets; Invoke-Authority device -Method Post -Body @{ ending = 'expired_token' }
#>
function Invoke-Authority {
    param([string] $Path, [string] $Method = 'Get', [object] $Body)

    $request = @{ Uri = "$((Start-Authority).control)/$Path"; Method = $Method }
    if ($null -ne $Body) { $request += @{ Body = ConvertTo-Json $Body -Depth 10; ContentType = 'application/json' } }
    Invoke-RestMethod @request
}

<#
.SYNOPSIS
    Registers an application, or adds to one, and gives back its id.
#>
function Register-App {
    param([hashtable] $Settings = @{}, [string] $ClientId = [guid]::NewGuid())

    if (-not $Settings.ContainsKey('roles')) { $Settings.roles = @('UserAuthMethod-TAP.ReadWrite.All') }
    $null = Invoke-Authority "apps/$ClientId" -Method Post -Body $Settings
    $ClientId
}

<#
.SYNOPSIS
    A text as the SecureString that Connect-TapGraph takes.
#>
function ConvertTo-Secret { param([string] $Text) [System.Net.NetworkCredential]::new('', $Text).SecurePassword }

Export-ModuleMember -Function Start-Authority, Invoke-Authority, Register-App, ConvertTo-Secret
