# The main job: one pass for each row of a CSV. On the built-in sandbox, so nothing leaves this machine.
# Run it by ./build.ps1 -Task Demo, or after Import-Module TapModule. One row is wrong on purpose.
$journal = Join-Path ([System.IO.Path]::GetTempPath()) "tap-demo-$PID.jsonl"

Connect-TapGraph -Sandbox

# The codes are masked on the screen, and whole in the objects; the other columns of the CSV travel along in InputObject.
$passes = Import-Csv "$PSScriptRoot/new-hires.csv" -Encoding utf8 | New-TapPass -Journal $journal
$passes | Format-Table

'Who gets what from whom:'
$passes | Select-Object @{ n = 'Name'; e = { $_.InputObject.Name } }, ExpirationDateTime, @{ n = 'Manager'; e = { $_.InputObject.Manager } } |
    Format-Table

'The same line again issues nothing for those who have their pass, because the journal says so:'
Import-Csv "$PSScriptRoot/new-hires.csv" -Encoding utf8 | New-TapPass -Journal $journal -ErrorAction SilentlyContinue | Measure-Object |
    ForEach-Object { "$($_.Count) passes issued" }

Disconnect-TapGraph
Remove-Item $journal
