# One user on the phone: checks, asks, issues a short one-time pass, shows it once, and notes the ticket without the code. Needs a connection.
#   ./help-desk.ps1 adele.vance@contoso.example -Ticket INC0042
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
param(
    [Parameter(Mandatory = $true, Position = 0)] [string] $UserId,
    [Parameter(Mandatory = $true)] [string] $Ticket,
    [string] $Log = 'help-desk.csv'
)

$ErrorActionPreference = 'Stop'
# Words that the caller cannot know are worth more than a birthday.
if (-not $PSCmdlet.ShouldProcess($UserId, 'Issue a pass: the caller was verified by a call back to the number on file')) { return }

$check = Test-TapPass $UserId -IsUsableOnce $true
foreach ($remark in $check.Warnings) { Write-Warning $remark }
if ($check.Problems) { throw "There can be no pass for ${UserId}: $($check.Problems)" }

$pass = New-TapPass $UserId -IsUsableOnce $true -ShowPass
$pass | Select-Object UserId, PassId, CreatedDateTime, ExpirationDateTime, RequestId | Add-Member -NotePropertyName Ticket -NotePropertyValue $Ticket -PassThru |
    Export-Csv $Log -Append -NoTypeInformation -Encoding utf8
$pass
