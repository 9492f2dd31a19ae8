# A nightly job: does the tenant's policy still say what we agreed on? Needs a connection with Policy.Read.AuthenticationMethod.
# Ends with exit code 0 if it does, and 1 with one line for each difference if it does not.
[CmdletBinding()]
param([string] $DesiredState = "$PSScriptRoot/tap-policy.psd1")

$ErrorActionPreference = 'Stop'
$differences = @(Test-TapPolicy $DesiredState)
foreach ($difference in $differences) { Write-Output "drift: $difference" }
exit [int] ($differences.Count -gt 0)
