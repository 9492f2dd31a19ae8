# What the container runs. It signs in as the workload identity of its cluster, or as the managed identity of its host: TAP_SIGN_IN is WorkloadIdentity or Identity.
# Its exit code is that of the job: an orchestrator may start it again, and the journal on the volume lets it go on.
$ErrorActionPreference = 'Stop'
$way = if ($env:TAP_SIGN_IN) { $env:TAP_SIGN_IN } else { 'WorkloadIdentity' }
$signIn = @{ $way = $true }
Connect-TapGraph @signIn

$job = Join-Path (Split-Path -Parent $PSScriptRoot) 'onboarding.ps1'
& $job -List $env:TAP_LIST -Folder $env:TAP_DATA -Recipient $env:TAP_RECIPIENT -IssueWhatIsReady
exit $LASTEXITCODE
