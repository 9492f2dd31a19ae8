# A runbook for Azure Automation (PowerShell 7.4), with the account's system-assigned managed identity: no secret anywhere.
# Run it on a hybrid worker with -Folder on a file share. A cloud job loses its disk with the job, and the journal with it.
# Once: import TapModule into the account, and grant the identity UserAuthMethod-TAP.ReadWrite.All, User.Read.All and
# Policy.Read.AuthenticationMethod as application permissions.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)] [string] $List,
    [Parameter(Mandatory = $true)] [string] $Folder,
    [Parameter(Mandatory = $true)] [string] $Recipient,

    # For a user-assigned identity: @{ Identity = $true; ClientId = '...' }
    [hashtable] $SignIn = @{ Identity = $true }
)

$ErrorActionPreference = 'Stop'
Connect-TapGraph @SignIn
try {
    # Beside this file on the worker; in the account itself: a second runbook, called by its name.
    & (Join-Path (Split-Path -Parent $PSScriptRoot) 'onboarding.ps1') -List $List -Folder $Folder -Recipient $Recipient -IssueWhatIsReady
    # A job has no exit code; an error makes it a failed one, for the alert that watches failed jobs.
    if ($LASTEXITCODE) { throw "Not every row has its pass. See $Folder." }
} finally {
    Disconnect-TapGraph
}
