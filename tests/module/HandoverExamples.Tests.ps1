# Every example of docs/handover.md, in its order, in a fresh process and a folder of its own.

BeforeAll {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    Import-Module "$PSScriptRoot/HandoverTest.psm1"
    $text = Get-Content -Raw (Join-Path $PSScriptRoot '../../docs/handover.md')
    $blocks = [regex]::Matches($text, '(?ms)^```(powershell|bash)\n(.+?)^```') | ForEach-Object { [pscustomobject] @{ Language = $_.Groups[1].Value; Text = $_.Groups[2].Value } }
    $folder = New-Item -ItemType Directory (Join-Path $TestDrive 'examples')
    Set-Content (Join-Path $folder 'new-hires.csv') @(
        'UserPrincipalName,DisplayName,Manager,Ticket'
        'adele.vance@contoso.example,Adele Vance,anna@contoso.example,T1'
        'joerg.mueller@contoso.example,Jörg Müller,ben@contoso.example,T2'
        "sinead.o'brien@contoso.example,Sinéad O'Brien,,T3"
    )
}

Describe 'The examples of docs/handover.md' {
    It 'make a certificate with OpenSSL that is accepted' {
        if (-not (Get-Command openssl -ErrorAction Ignore)) {
            $null = New-TestCertificate cert -Folder $folder
            Set-ItResult -Skipped -Because 'openssl is not installed'
        }
        $make = ($blocks | Where-Object { $_.Language -eq 'bash' -and $_.Text -match 'openssl req' }).Text
        Set-Content (Join-Path $folder 'make.sh') "set -e`ncd '$folder'`n$make"
        & bash (Join-Path $folder 'make.sh') 2>&1 | Out-Null
        $LASTEXITCODE | Should -Be 0
    }

    It 'run as they stand' {
        Copy-Item (Join-Path $folder 'cert.cer') (Join-Path $folder 'deputy.cer')
        $examples = ($blocks | Where-Object Language -eq 'powershell').Text
        # Each with a journal of its own, as one would have it on different days. The vault is a stand-in where there is none.
        $script = @"
`$ErrorActionPreference = 'Stop'
`$WarningPreference = 'SilentlyContinue'
Set-Location '$folder'
Import-Module `$env:TAPMODULE_UNDER_TEST
Connect-TapGraph -Sandbox
`$vault = @{}
function Set-Secret {
    [CmdletBinding()] param([string] `$Name, [securestring] `$SecureStringSecret, [string] `$Vault, [hashtable] `$Metadata)
    `$script:vault[`$Name] = @{ User = `$Metadata.User; Length = `$SecureStringSecret.Length }
}
$(for ($i = 0; $i -lt $examples.Count; $i++) { "`$null = . {`n$($examples[$i].Replace('run.jsonl', "run$i.jsonl"))`n}`n" })
ConvertTo-Json @{ Vault = @(`$vault.Values.User); Lengths = @(`$vault.Values.Length); Html = `$html; Notes = Get-Content -Raw notes.csv }
"@
        $child = Invoke-ChildPwsh ([scriptblock]::Create($script))
        $child.Err | Should -BeNullOrEmpty
        $child.ExitCode | Should -Be 0
        $child.Json.Vault | Should -HaveCount 3
        $child.Json.Lengths | Should -Be @(8, 8, 8)
        $child.Json.Html | Should -Match '^<!DOCTYPE html>'
        $child.Json.Notes | Should -Match '"T1","Pass [0-9a-f-]+ for adele'

        @(Get-ChildItem (Join-Path $folder 'handover')).Name | Sort-Object | Should -Be @('_other.cms', 'anna@contoso.example.cms', 'ben@contoso.example.cms')
        @(Import-Csv (Join-Path $folder 'merge.csv')).DisplayName | Sort-Object | Should -Be @('Adele Vance', 'Jörg Müller', "Sinéad O'Brien")
    }

    It 'open the file with OpenSSL alone' {
        if (-not (Get-Command openssl -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'openssl is not installed' }
        $open = ($blocks | Where-Object { $_.Language -eq 'bash' -and $_.Text -match 'awk' }).Text
        Set-Content (Join-Path $folder 'open.sh') "set -e`ncd '$folder'`n$open"
        $read = & bash (Join-Path $folder 'open.sh') | ConvertFrom-Json
        $expected = Import-TapPass (Join-Path $folder 'passes.cms') -Certificate (Join-Path $folder 'cert.pfx')
        $read.TemporaryAccessPass | Should -BeExactly $expected.TemporaryAccessPass
        $read | Should -HaveCount 3
    }
}
