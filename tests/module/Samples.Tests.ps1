# The samples do their jobs, on the sandbox.

BeforeAll {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    Import-Module "$PSScriptRoot/HandoverTest.psm1"
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $null = New-TestCertificate onboarding -Folder (New-Item -ItemType Directory (Join-Path $TestDrive keys))
    $keys = Join-Path $TestDrive keys
    $configuration = if ($env:TAPMODULE_TEST_CONFIGURATION) { $env:TAPMODULE_TEST_CONFIGURATION } else { 'Release' }

    # A sample in a fresh process: it may exit, and it sees nothing of the tests. The script's text is Code, with $samples, $keys and $folder to use.
    function Invoke-Sample {
        param([string] $Code, [hashtable] $Environment = @{}, [string] $Folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName)

        Invoke-ChildPwsh -Environment $Environment ([scriptblock]::Create(@"
`$ErrorActionPreference = 'Stop'
`$samples = '$root/samples'; `$keys = '$keys'; `$folder = '$Folder'
Import-Module `$env:TAPMODULE_UNDER_TEST
Set-Location `$folder
$Code
"@))
    }
}

Describe 'The demos' {
    It 'show the main job, its one mistake, and a second run that issues nothing' {
        $run = Invoke-Sample '$ErrorActionPreference = "Continue"; & $samples/demo.ps1'
        $run.Out | Should -Match '\b0 passes issued'
    }

    It 'do the same from C#, without a code on the screen' {
        $out = & dotnet "$root/samples/CoreDemo/bin/$configuration/net10.0/CoreDemo.dll"
        $LASTEXITCODE | Should -Be 0
        @($out -match '\*{8}').Count | Should -Be 5
        @($out -match 'nobody@contoso.example').Count | Should -Be 2
        $out[-1] | Should -Be '0 passes issued'
    }
}

Describe 'Onboarding before a term' {
    It 'stops before it issues anything if rows would fail, and says which' {
        $run = Invoke-Sample 'Connect-TapGraph -Sandbox; & $samples/onboarding.ps1 $samples/new-hires.csv -Folder out -Recipient $keys/onboarding.cer; "exit $LASTEXITCODE"; Import-Csv out/problems.csv | Format-List; Test-Path out/run.jsonl'
        $run.Err | Should -BeNullOrEmpty
        $run.Out | Should -Match '1 rows would fail'
        $run.Out | Should -Match 'exit 1'
        $run.Out | Should -Match 'UserNotFound'
        $run.Out.Trim() | Should -Match 'False$'
    }

    It 'issues, hands over, reports, issues nothing twice, and revokes the rest' {
        $run = Invoke-Sample '
            Connect-TapGraph -Sandbox
            & $samples/onboarding.ps1 $samples/new-hires.csv -Folder out -Recipient $keys/onboarding.cer -IssueWhatIsReady
            $passes = Import-TapPass out/passes.cms -Certificate $keys/onboarding.pfx
            & $samples/onboarding.ps1 $samples/new-hires.csv -Folder out -Recipient $keys/onboarding.cer -IssueWhatIsReady
            $again = Import-TapPass out/passes.cms -Certificate $keys/onboarding.pfx
            "first $($passes.Count) again $($again.Count)"
            & $samples/revoke-the-rest.ps1 -Folder out
            "left $(@($passes.UserId | Get-TapPass).Count)"
            $text = Get-Content -Raw out/report.html, out/follow-up.html, out/run.jsonl, out/problems.csv
            "leaked $(@($passes | Where-Object { "$text".Contains($_.TemporaryAccessPass) }).Count)"'
        $run.Err | Should -BeNullOrEmpty
        $run.Out | Should -Match 'first 5 again 5'
        $run.Out | Should -Match 'Removed: 5'
        $run.Out | Should -Match 'left 0'
        $run.Out | Should -Match 'leaked 0'
    }
}

Describe 'The help desk' {
    It 'issues for one user, shows the code once, and notes the ticket without it' {
        $run = Invoke-Sample '
            Connect-TapGraph -Sandbox
            $pass = & $samples/help-desk.ps1 megan.bowen@contoso.example -Ticket INC0042 -Log log.csv -Confirm:$false
            $pass | Format-Table
            "shown $($pass.GetDisplayPass() -eq $pass.TemporaryAccessPass)"
            $log = Get-Content -Raw log.csv
            "noted $($log -match "megan.*INC0042") leaked $($log.Contains($pass.TemporaryAccessPass))"'
        $run.Err | Should -BeNullOrEmpty
        $run.Out | Should -Match 'shown True'
        $run.Out | Should -Match 'noted True leaked False'
    }

    It 'says why there can be none' {
        $run = Invoke-Sample 'Connect-TapGraph -Sandbox; & $samples/help-desk.ps1 nobody@contoso.example -Ticket INC0043 -Confirm:$false'
        $run.ExitCode | Should -Be 1
        $run.Err | Should -Match 'There can be no pass for nobody@contoso.example: .*UserNotFound'
    }
}

Describe 'Many tenants' {
    It 'gives each a journal and a file of its own, and one that fails holds up no other' {
        $run = Invoke-Sample '
            $rows = Import-Csv $samples/tenants.csv
            $rows += [pscustomobject] @{ Name = "broken"; TenantId = "x"; List = "missing.csv" }
            $rows | Export-Csv tenants.csv
            Get-Content $samples/new-hires.csv | Where-Object { $_ -notlike "nobody*" } | Set-Content new-hires.csv
            & $samples/many-tenants.ps1 -Tenants tenants.csv -Folder $folder/out -Recipient $keys/onboarding.cer -SignIn @{ Sandbox = $true } | ConvertTo-Json'
        $run.Err | Should -BeNullOrEmpty
        $run.Json.Tenant | Should -Be 'broken', 'contoso', 'fabrikam'
        $run.Json.Delivered | Should -Be 0, 5, 5
        $run.Json[0].Error | Should -Match 'missing.csv'
    }
}

Describe 'The hosts' {
    It 'run the job as Azure Automation does, and a job with failed rows fails' {
        $run = Invoke-Sample '
            try { & $samples/hosts/azure-automation.ps1 -List $samples/new-hires.csv -Folder out -Recipient $keys/onboarding.cer -SignIn @{ Sandbox = $true } }
            catch { "failed: $_" }
            (Import-TapPass out/passes.cms -Certificate $keys/onboarding.pfx).Count'
        $run.Err | Should -BeNullOrEmpty
        $run.Out | Should -Match 'failed: Not every row has its pass'
        $run.Out.Trim() | Should -Match '\b5$'
    }

    It 'run a queue message as Azure Functions does, and leave to a person what only a person can mend' {
        $data = New-Item -ItemType Directory (Join-Path $TestDrive functions)
        Copy-Item "$root/samples/new-hires.csv", "$keys/onboarding.cer" $data
        $run = Invoke-Sample -Environment @{ TAP_SANDBOX = '1'; TAP_DATA = $data.FullName; TAP_RECIPIENT = 'onboarding.cer' } '
            $message = @{ name = "contoso"; tenantId = "x"; list = "new-hires.csv" }
            & $samples/hosts/azure-functions/issue/run.ps1 -Tenant $message -TriggerMetadata @{ DequeueCount = 1 }'
        $run.Err | Should -BeNullOrEmpty
        $run.Out | Should -Match 'contoso: 1 rows failed, try 1'
        @(Import-TapPass "$data/contoso/passes.cms" -Certificate "$keys/onboarding.pfx").Count | Should -Be 5
        foreach ($file in Get-ChildItem "$root/samples/hosts/azure-functions" -Recurse -Filter '*.json') { { Get-Content -Raw $file | ConvertFrom-Json } | Should -Not -Throw }
    }

    It 'run the job as the container does' {
        # The same places as in the image.
        $app = New-Item -ItemType Directory (Join-Path $TestDrive app/container)
        Copy-Item "$root/samples/onboarding.ps1" $app.Parent
        Copy-Item "$root/samples/hosts/container/run.ps1" $app
        $data = New-Item -ItemType Directory (Join-Path $TestDrive data)
        $settings = @{ TAP_SIGN_IN = 'Sandbox'; TAP_LIST = "$root/samples/new-hires.csv"; TAP_DATA = $data.FullName; TAP_RECIPIENT = "$keys/onboarding.cer" }
        $run = Invoke-Sample -Environment $settings "& '$app/run.ps1'; exit `$LASTEXITCODE"
        $run.Err | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 1 -Because 'one row is wrong on purpose'
        @(Import-TapPass "$data/passes.cms" -Certificate "$keys/onboarding.pfx").Count | Should -Be 5
        foreach ($copied in Select-String -Path "$root/samples/hosts/container/Dockerfile" -Pattern '^COPY (\S+)') { "$root/$($copied.Matches[0].Groups[1].Value)" | Should -Exist }
    }
}

Describe 'What the samples say' {
    It 'names files that are there: <_>' -ForEach 'samples/README.md', 'docs/scale-out.md', 'CONTRIBUTING.md', 'SECURITY.md' {
        $page = Join-Path $root $_
        foreach ($link in [regex]::Matches((Get-Content -Raw $page), '\]\((?!https?:|#)([^)#]+)')) {
            Join-Path (Split-Path -Parent $page) $link.Groups[1].Value | Should -Exist
        }
    }
}
