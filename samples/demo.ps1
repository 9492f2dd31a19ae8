# The main job: check a CSV, issue a pass for each row, hand the passes over encrypted, see what became of it. On the built-in sandbox, so
# nothing leaves this machine. Run it by ./build.ps1 -Task Demo, or after Import-Module TapModule. One row is wrong on purpose.
$folder = Join-Path ([System.IO.Path]::GetTempPath()) "tap-demo-$PID"
$null = New-Item -ItemType Directory $folder
$journal = Join-Path $folder 'run.jsonl'
$handOver = Join-Path $folder 'passes.cms'

# Whoever may read the passes has a certificate; here one is made for the occasion.
$key = [System.Security.Cryptography.RSA]::Create(2048)
$request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=Onboarding', $key, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
$usage = [System.Security.Cryptography.X509Certificates.X509KeyUsageFlags] 'KeyEncipherment, DataEncipherment'
$request.CertificateExtensions.Add([System.Security.Cryptography.X509Certificates.X509KeyUsageExtension]::new($usage, $true))
$certificate = $request.CreateSelfSigned((Get-Date).AddDays(-1), (Get-Date).AddDays(1))

Connect-TapGraph -Sandbox
function Import-NewHire { Import-Csv "$PSScriptRoot/new-hires.csv" -Encoding utf8 }

'1. Check the whole file before the first write:'
Import-NewHire | Test-TapPass | Format-Table

'2. Issue, and hand over encrypted. The codes are masked on the screen, and one row is wrong on purpose:'
Import-NewHire | New-TapPass -Journal $journal | Export-TapPass -Path $handOver -Recipient $certificate -PassThru | Format-Table

'3. The same line again issues nothing for those who have their pass, because the journal says so:'
Import-NewHire | New-TapPass -Journal $journal -ErrorAction SilentlyContinue | Export-TapPass -Path $handOver -Recipient $certificate -Append -PassThru |
    Measure-Object | ForEach-Object { "   $($_.Count) passes issued" }

'4. Who holds the key reads the file; the other columns of the CSV came along:'
Import-TapPass $handOver -Certificate $certificate |
    Select-Object @{ n = 'Name'; e = { $_.InputObject.Name } }, ExpirationDateTime, @{ n = 'Manager'; e = { $_.InputObject.Manager } } | Format-Table

'5. What the journal tells:'
Get-TapRun $journal

Disconnect-TapGraph
Remove-Item -Recurse $folder
