# After the first week: writes a report of who has used the pass, and revokes what nobody has. Needs a connection.
#   ./revoke-the-rest.ps1 -Folder ./autumn
[CmdletBinding()]
param(
    # The folder of onboarding.ps1.
    [Parameter(Mandatory = $true)] [string] $Folder
)

$ErrorActionPreference = 'Stop'
$runs = @(Get-TapRun (Join-Path $Folder 'run.jsonl'))

# The report first: it shows the passes that are revoked afterwards.
@($runs; $runs | Get-TapPass -IncludeMissing -IncludeMethods) | Export-TapReport (Join-Path $Folder 'follow-up.html') -Title 'After the first week'
$runs | Remove-TapPass -State Usable, NotYetValid, Expired -Force -PassThru | Group-Object Outcome -NoElement |
    ForEach-Object { Write-Output "$($_.Name): $($_.Count)" }
