# Before a term: checks the list, issues a pass for each row, hands them over encrypted, and writes a report. Needs a connection.
# Whatever interrupts it, run the same line again: it finishes the job and issues nothing twice. Ends with exit code 0 if every row has its pass.
#   ./onboarding.ps1 -List new-hires.csv -Folder ./autumn -Recipient onboarding.cer
[CmdletBinding()]
param(
    # A CSV with a column UserPrincipalName; see Get-Help New-TapPass for the others.
    [Parameter(Mandatory = $true)] [string] $List,

    # Gets run.jsonl (the journal), passes.cms, problems.csv and report.html. Must outlive this machine, because the journal must.
    [Parameter(Mandatory = $true)] [string] $Folder,

    # The certificates of those who hand the passes over.
    [Parameter(Mandatory = $true)] [object[]] $Recipient,

    # Issues for the rows that are ready, although others are not.
    [switch] $IssueWhatIsReady
)

$ErrorActionPreference = 'Stop'
$null = New-Item -ItemType Directory -Force -Path $Folder
$journal = Join-Path $Folder 'run.jsonl'
$problemFile = Join-Path $Folder 'problems.csv'

$notReady = @(Import-Csv $List -Encoding utf8 | Test-TapPass -Journal $journal | Where-Object { -not $_.Ready -and $_.Problems })
$notReady | Select-Object RowNumber, UserId, @{ n = 'Problem'; e = { $_.Problems -join ' ' } } | Export-Csv $problemFile -NoTypeInformation -Encoding utf8
if ($notReady -and -not $IssueWhatIsReady) {
    Write-Output "$($notReady.Count) rows would fail: see $problemFile. Nothing was issued. Correct the list, or give -IssueWhatIsReady."
    exit 1
}

# What the service refused is in the journal too. A row that was not sent, because of what it says, is in no journal: problems.csv has both.
Import-Csv $List -Encoding utf8 |
    New-TapPass -Journal $journal -ErrorAction SilentlyContinue -ErrorVariable failed |
    Export-TapPass (Join-Path $Folder 'passes.cms') -Recipient $Recipient -Append
if ($failed) {
    $failed.Exception | Select-Object RowNumber, UserId, Reason, Message, Advice | Export-Csv $problemFile -NoTypeInformation -Encoding utf8
}

$runs = @(Get-TapRun $journal)
@($runs; $runs | Get-TapPass -IncludeMissing) | Export-TapReport (Join-Path $Folder 'report.html')
Write-Output "$(($runs | Measure-Object Delivered -Sum).Sum) passes are in $Folder, $(@($failed).Count) rows failed."
exit [int] (@($failed).Count -gt 0)
