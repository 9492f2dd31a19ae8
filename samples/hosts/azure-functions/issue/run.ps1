# One message is one tenant: {"name":"contoso","tenantId":"...","list":"lists/contoso.csv"}. The queue spreads tenants over instances, and hides a message
# while it is worked on, so no tenant is worked on twice at a time; the journal refuses a second run in any case.
# Application settings: TAP_DATA (a mounted file share), TAP_RECIPIENT (a .cer file there), TAP_CLIENT_ID and TAP_CERTIFICATE_THUMBPRINT of an
# application that all tenants trust. Plan: Premium or Dedicated; a run of hours outlives the time limit of the Consumption plan.
param([object] $Tenant, [object] $TriggerMetadata)

$ErrorActionPreference = 'Stop'
$signIn = if ($env:TAP_SANDBOX) { @{ Sandbox = $true } } else {
    @{ TenantId = $Tenant.tenantId; ClientId = $env:TAP_CLIENT_ID; CertificateThumbprint = $env:TAP_CERTIFICATE_THUMBPRINT }
}
$folder = Join-Path $env:TAP_DATA $Tenant.name
$null = New-Item -ItemType Directory -Force -Path $folder
$connection = Connect-TapGraph @signIn -PassThru
try {
    Import-Csv (Join-Path $env:TAP_DATA $Tenant.list) -Encoding utf8 |
        New-TapPass -Connection $connection -Journal (Join-Path $folder 'run.jsonl') -ErrorAction SilentlyContinue -ErrorVariable failed |
        Export-TapPass (Join-Path $folder 'passes.cms') -Recipient (Join-Path $env:TAP_DATA $env:TAP_RECIPIENT) -Append
} finally {
    Disconnect-TapGraph -Connection $connection
}

Write-Output "$($Tenant.name): $(@($failed).Count) rows failed, try $($TriggerMetadata.DequeueCount)"
# What may pass by itself goes back into the queue; what a person has to correct does not, the journal tells it.
$again = @($failed | Where-Object { $_.Exception.Reason -in 'Throttled', 'ServiceUnavailable', 'OutcomeUnknown' })
if ($again) { throw "$($Tenant.name): $($again.Count) rows need another try." }
