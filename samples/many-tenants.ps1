# Many tenants side by side from one list, each with its own connection, journal and file of passes. Needs PowerShell 7.
# A tenant that fails holds up no other. Run the same line again to finish what is left.
#   ./many-tenants.ps1 -Tenants tenants.csv -Folder ./autumn -Recipient onboarding.cer -SignIn @{ ClientId = $id; CertificateThumbprint = $thumbprint }
[CmdletBinding()]
param(
    # A CSV with the columns Name, TenantId and List, the path of the tenant's own list.
    [Parameter(Mandatory = $true)] [string] $Tenants,
    [Parameter(Mandatory = $true)] [string] $Folder,
    [Parameter(Mandatory = $true)] [object[]] $Recipient,

    # What Connect-TapGraph needs besides the tenant: an application that all of them trust.
    [Parameter(Mandatory = $true)] [hashtable] $SignIn,

    # How many at a time. Each has a limit of its own, so they do not disturb one another; this machine's memory and network do.
    [int] $ThrottleLimit = 8
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Module TapModule)) { Import-Module TapModule }
$module = Join-Path (Get-Module TapModule).ModuleBase 'TapModule.psd1'
$lists = Split-Path -Parent (Resolve-Path $Tenants).Path

$outcomes = Import-Csv $Tenants | ForEach-Object -ThrottleLimit $ThrottleLimit -Parallel {
    $tenant = $_
    try {
        Import-Module $using:module
        $own = Join-Path $using:Folder $tenant.Name
        $null = New-Item -ItemType Directory -Force -Path $own
        $signIn = ($using:SignIn).Clone()
        if (-not $signIn.Sandbox) { $signIn.TenantId = $tenant.TenantId }
        $connection = Connect-TapGraph @signIn -PassThru -ErrorAction Stop

        Import-Csv (Join-Path $using:lists $tenant.List) -Encoding utf8 |
            New-TapPass -Connection $connection -Journal (Join-Path $own 'run.jsonl') -ErrorAction SilentlyContinue -ErrorVariable failed |
            Export-TapPass (Join-Path $own 'passes.cms') -Recipient $using:Recipient -Append -ErrorAction Stop
        $delivered = (Get-TapRun (Join-Path $own 'run.jsonl') | Measure-Object Delivered -Sum).Sum
        [pscustomobject] @{ Tenant = $tenant.Name; Delivered = $delivered; Failed = @($failed).Count; Error = $null }
    } catch {
        [pscustomobject] @{ Tenant = $tenant.Name; Delivered = 0; Failed = 0; Error = "$_" }
    } finally {
        Disconnect-TapGraph
    }
}
$outcomes | Sort-Object Tenant
exit [int] (@($outcomes | Where-Object { $_.Error -or $_.Failed }).Count -gt 0)
