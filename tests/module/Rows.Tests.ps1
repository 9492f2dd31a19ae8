# Rows and files as people have them, through PowerShell's own binding. What a text means is tested in tests/TapModule.Tests; over HTTP here, or in the built-in sandbox.

BeforeAll {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    function Get-User ([int] $Number) { 'user{0:d7}@contoso.example' -f $Number }
    function Get-UserId ([int] $Number) { (Get-TapUser (Get-User $Number)).Id }
    function Get-Sent { @(Invoke-Sandbox requests) | ForEach-Object { $_ } }
    function Get-SentBody { @(Get-Sent | Where-Object method -EQ POST | Where-Object path -NotMatch 'batch$').body }
    function Get-Held { @((Invoke-Sandbox passes).psobject.Properties) }
    function Get-Failure ([scriptblock] $Script) { try { & $Script; throw 'It did not fail.' } catch { $_ } }
    function Save-Text ([string] $Name, [string] $Text, [System.Text.Encoding] $Encoding = [System.Text.UTF8Encoding]::new($false)) {
        $path = Join-Path $TestDrive $Name
        [System.IO.File]::WriteAllText($path, $Text, $Encoding)
        $path
    }
}

Describe 'The command line' {
    BeforeEach {
        Reset-Sandbox @{ users = 20 }
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All', 'User.Read.All') }
    }

    It 'shows plain types' {
        $syntax = Get-Command New-TapPass -Syntax
        $syntax | Should -Match '\[-UserId\] <string\[\]>'
        $syntax | Should -Match '-LifetimeInMinutes <int>'
        $syntax | Should -Match '-StartDateTime <datetime>'
        $syntax | Should -Match '-IsUsableOnce <bool>'
        $syntax | Should -Match '-TimeZone <string>'
        $types = (Get-Module TapModule).ExportedCmdlets.Values.Parameters.Values.ParameterType | Where-Object Namespace -Like 'TapModule.*'
        $types | Should -BeNullOrEmpty
    }

    It 'says of a flag without a value that it takes a Boolean, and issues nothing' {
        { New-TapPass (Get-User 1) -IsUsableOnce } | Should -Throw '*System.Boolean*'
        (Get-Failure { New-TapPass (Get-User 1) -IsUsableOnce maybe }).Exception.Message | Should -BeLike "*'maybe' is not true or false. Write true, false, yes, no, 1 or 0."
        Get-Sent | Should -BeNullOrEmpty
    }

    It 'sends <Given> as <Body>' -ForEach @(
        @{ Given = @{ LifetimeInMinutes = '8h' }; Body = '{"lifetimeInMinutes":480}' }
        @{ Given = @{ LifetimeInMinutes = '08:00:00' }; Body = '{"lifetimeInMinutes":480}' }
        @{ Given = @{ LifetimeInMinutes = '1:30' }; Body = '{"lifetimeInMinutes":90}' }
        @{ Given = @{ LifetimeInMinutes = 'PT8H' }; Body = '{"lifetimeInMinutes":480}' }
        @{ Given = @{ StartDateTime = '2090-9-1 8:00'; TimeZone = 'Europe/Berlin' }; Body = '{"startDateTime":"2090-09-01T06:00:00Z"}' }
        @{ Given = @{ StartDateTime = [datetime] '2090-09-01 08:00'; TimeZone = 'W. Europe Standard Time' }; Body = '{"startDateTime":"2090-09-01T06:00:00Z"}' }
        @{ Given = @{ StartDateTime = '2090-09-01T08:00Z'; TimeZone = 'Europe/Berlin' }; Body = '{"startDateTime":"2090-09-01T08:00:00Z"}' }
        @{ Given = @{ StartDateTime = 'Fri, 01 Sep 2090 08:00:00 GMT' }; Body = '{"startDateTime":"2090-09-01T08:00:00Z"}' }
    ) {
        $null = New-TapPass (Get-User 1) @Given
        Get-SentBody | Should -BeExactly $Body
    }

    It 'issues a day for 24:00:00, and never 24 days' {
        $null = Invoke-Sandbox policy -Method Put -Body @{ maximumLifetimeInMinutes = 43200 }
        (New-TapPass (Get-User 1) -LifetimeInMinutes 24:00:00).LifetimeInMinutes | Should -Be 1440
        ("UPN,LifetimeInMinutes`n$(Get-User 2),24:00:00" | ConvertFrom-Csv | New-TapPass).LifetimeInMinutes | Should -Be 1440
    }

    It 'takes <Value> for -WaitForUser' -ForEach @(@{ Value = '30s' }, @{ Value = '00:01:00' }, @{ Value = [timespan] '00:01:00' }) {
        New-TapPass (Get-User 1) -WaitForUser $Value | Should -Not -BeNullOrEmpty
    }

    It 'refuses <Value> for -WaitForUser' -ForEach @(@{ Value = 60 }, @{ Value = '60' }, @{ Value = '24:00:00' }, @{ Value = [timespan] 60 }) {
        { New-TapPass nosuch@contoso.example -WaitForUser $Value } | Should -Throw '*Write 30s, 2 minutes or 00:02:00.'
        Get-Sent | Should -BeNullOrEmpty
    }

    It 'takes a script block for <Parameter>' -ForEach @(
        @{ Parameter = 'UserId'; Script = { $_.Login }; Body = '{}' }
        @{ Parameter = 'LifetimeInMinutes'; Script = { 60 * $_.Hours }; Body = '{"lifetimeInMinutes":480}' }
        @{ Parameter = 'StartDateTime'; Script = { "$($_.Morning)T08:00Z" }; Body = '{"startDateTime":"2090-09-01T08:00:00Z"}' }
        @{ Parameter = 'IsUsableOnce'; Script = { $_.Kind -eq 'once' }; Body = '{"isUsableOnce":true}' }
    ) {
        $row = [pscustomobject] @{ Login = Get-User 1; Hours = '8'; Morning = '2090-09-01'; Kind = 'once' }
        $given = @{ UserId = { $_.Login }; IgnoreColumn = 'Hours' }
        $given[$Parameter] = $Script
        $null = $row | New-TapPass @given
        Get-SentBody | Should -BeExactly $Body
        # The same in -ColumnMap, and with the caller's own variables.
        $null = Invoke-Sandbox requests -Method Delete
        $column = 'Login'
        $map = @{ UserId = { $_.$column } }
        if ($Parameter -ne 'UserId') { $map[$Parameter] = $Script }
        $null = $row | New-TapPass -ColumnMap $map -IgnoreColumn Hours
        Get-SentBody | Should -BeExactly $Body
    }

    It 'takes a script block for TimeZone' {
        $row = [pscustomobject] @{ UPN = Get-User 1; StartDateTime = '2090-09-01 08:00'; Site = 'Berlin' }
        $null = $row | New-TapPass -TimeZone { "Europe/$($_.Site)" }
        Get-SentBody | Should -BeExactly '{"startDateTime":"2090-09-01T06:00:00Z"}'
    }

    It 'tells of a script block that fails which row it was, and issues the others' {
        $rows = 1..3 | ForEach-Object { [pscustomobject] @{ UPN = Get-User $_; Divisor = $_ - 2 } }
        $passes = $rows | New-TapPass -LifetimeInMinutes { if ($_.Divisor) { 60 } else { throw 'no such number' } } -ErrorAction SilentlyContinue -ErrorVariable problems
        $passes.Count | Should -Be 2
        "$problems" | Should -Be 'Row 2: LifetimeInMinutes: the script block of LifetimeInMinutes failed: no such number'
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRow,*'
    }

    It 'tells a local time that the clocks skip' {
        $null = New-TapPass (Get-User 1) -StartDateTime '2090-03-26 02:30' -TimeZone Europe/Berlin -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*does not exist in Europe/Berlin*'
        Get-SentBody | Should -BeExactly '{"startDateTime":"2090-03-26T01:30:00Z"}'
    }
}

Describe 'A row' {
    BeforeEach {
        Reset-Sandbox @{ users = 60 }
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All', 'User.Read.All') }
    }

    It 'reads the same in every command: <Kind>' -ForEach @(
        @{ Kind = 'an object'; Make = { param($u) [pscustomobject] @{ UserPrincipalName = $u } } }
        @{ Kind = 'a hashtable'; Make = { param($u) @{ userPrincipalName = $u; displayName = 'x' } } }
        @{ Kind = 'JSON as hashtable'; Make = { param($u) "{ ""userPrincipalName"": ""$u"" }" | ConvertFrom-Json -AsHashtable } }
        @{ Kind = 'a header with blanks'; Make = { param($u) "User principal name,Display name`n$u,x" | ConvertFrom-Csv } }
        @{ Kind = 'an empty name beside an id'; Make = { param($u, $id) [pscustomobject] @{ Id = $id; UserPrincipalName = $null } } }
        @{ Kind = 'an employee number beside a name'; Make = { param($u) [pscustomobject] @{ UserId = 'E10042'; UserPrincipalName = $u } } }
        @{ Kind = 'a text'; Make = { param($u) " $u " } }
        @{ Kind = 'an object id'; Make = { param($u, $id) [guid] $id } }
        @{ Kind = 'a row of a database'; Make = {
                param($u)
                $table = [System.Data.DataTable]::new()
                foreach ($name in 'UPN', 'LifetimeInMinutes', 'StartDateTime') { $null = $table.Columns.Add($name) }
                , $table.Rows.Add($u, [DBNull]::Value, [DBNull]::Value)
            } }
    ) {
        $row = & $Make (Get-User 1) (Get-UserId 1)
        $expected = if ($Kind -match 'id$') { Get-UserId 1 } else { Get-User 1 }
        foreach ($command in 'Test-TapPass', 'New-TapPass', 'Get-TapPass', 'Get-TapUser') {
            $null = Invoke-Sandbox requests -Method Delete
            $row | & $command -WarningAction SilentlyContinue | Should -Not -BeNullOrEmpty -Because $command
            [uri]::UnescapeDataString((Get-Sent | Where-Object path -Match '/users/').path -join "`n") | Should -BeLike "*/users/$expected*" -Because $command
        }
        ($row | Remove-TapPass -Force -PassThru -WarningAction SilentlyContinue).Outcome | Should -Be 'Removed'
    }

    It 'is none if nothing is in any cell: counted once, no error, under any preference' {
        $rows = "UPN,LifetimeInMinutes`n$(Get-User 1),`n,`n  ,`n$(Get-User 2),`n,`n" | ConvertFrom-Csv
        $passes = $rows | New-TapPass -ErrorAction Stop -SummaryVariable figures
        $passes.Count | Should -Be 2
        $figures.Rows | Should -Be 2
        $figures.Blank | Should -Be 3
        "$figures" | Should -Match '3 blank rows'
        @('', (Get-User 3), $null, ' ' | New-TapPass -ErrorAction Stop).Count | Should -Be 1
        ($rows | Test-TapPass -SummaryVariable checked).Count | Should -Be 2
        $checked.Blank | Should -Be 3
        ($rows | Get-TapPass -ErrorAction Stop).Count | Should -Be 2
    }

    It 'with <What> is an error of its row, and under -ErrorAction Stop nothing in flight is lost' -ForEach @(
        @{ What = 'a list of users'; Cell = { @('a@contoso.example', 'b@contoso.example') }; Says = 'holds a list of 2 values' }
        @{ What = 'an object for a user'; Cell = { @{ a = 1 } }; Says = 'names nobody' }
        @{ What = 'a property that fails'; Cell = $null; Says = 'cannot be read: boom' }
    ) {
        $null = Invoke-Sandbox faults -Method Put -Body @{ latencyInMilliseconds = 40 }
        $rows = 1..50 | ForEach-Object { [pscustomobject] @{ UserPrincipalName = Get-User $_ } }
        if ($Cell) { $rows[30].UserPrincipalName = & $Cell }
        else {
            $rows[30] = [pscustomobject] @{ Name = 'x' }
            $rows[30] | Add-Member ScriptProperty UserPrincipalName { throw 'boom' }
        }
        $got = [System.Collections.Generic.List[object]]::new()
        $failure = try { $rows | New-TapPass -ErrorAction Stop -SummaryVariable figures | ForEach-Object { $got.Add($_) } } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike 'InvalidRow,*'
        $failure.Exception.RowNumber | Should -Be 31
        "$failure" | Should -Match $Says
        $got.Count | Should -Be @(Get-Held).Count
        $figures.Failed | Should -Be 1
    }

    It 'tells all its problems at once' {
        $row = "UPN,LifetimeInMinutes,StartDateTime,IsUsableOnce`n$(Get-User 1),8 parsecs,01/09/2090,ja" | ConvertFrom-Csv
        ($row | Test-TapPass).Problems.Count | Should -Be 3
        $row | New-TapPass -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems.Count | Should -Be 1
        foreach ($cell in '8 parsecs', '01/09/2090', 'ja') { "$problems" | Should -BeLike "*'$cell'*" }
    }

    It 'says when it is of no use as it is: <What>' -ForEach @(
        @{ What = 'a line of a CSV'; Row = 'a@contoso.example,60,true'; Says = 'looks like a line of a CSV file' }
        @{ What = 'a header'; Row = 'UserPrincipalName'; Says = 'is the name of a column' }
        @{ What = 'a list'; Row = , @('a@contoso.example', 'b@contoso.example'); Says = 'A row cannot be a list' }
        @{ What = 'a letter that cannot be seen'; Row = "adele$([char] 0x200B)@contoso.example"; Says = '\\u200B' }
        @{ What = 'a damaged letter'; Row = "j$([char] 0xFFFD)rg@contoso.example"; Says = '-Encoding' }
    ) {
        , $Row | New-TapPass -ErrorAction SilentlyContinue -ErrorVariable problems
        "$problems" | Should -Match $Says
        Get-Sent | Should -BeNullOrEmpty
    }

    It 'that names a person twice, by name and by id, gives one pass' {
        $rows = [pscustomobject] @{ UPN = Get-User 1; Id = Get-UserId 1 }, (Get-UserId 1)
        @($rows | New-TapPass -ErrorAction SilentlyContinue -ErrorVariable problems).Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'DuplicateUser,*'
        $null = (Get-User 2), (Get-UserId 3) | New-TapPass -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike 'Row 1 names its user by name and row 2 by object id.*'
    }
}

Describe 'A file, with the advice followed to its end' {
    BeforeEach {
        Reset-Sandbox @{ users = 20 }
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All', 'User.Read.All') }
        # What the advice says, with the file's name in it.
        function Get-Read ([string] $Advice, [string] $Path) {
            $line = [regex]::Match($Advice, '(Import-Csv|Get-Content) [^.]*(?:\.csv[^.]*)?').Value
            if ($line -match '^Import-Csv') { $line -replace '^Import-Csv', "Import-Csv '$Path'" } else { $line -replace '<file>', "'$Path'" }
        }
    }

    It 'is read: <What>' -ForEach @(
        @{ What = 'semicolons'; Text = "UserPrincipalName;LifetimeInMinutes`nUSER;60`n" }
        @{ What = 'tabs'; Text = "UserPrincipalName`tLifetimeInMinutes`nUSER`t60`n" }
        @{ What = 'a line for Excel'; Text = "sep=;`nUserPrincipalName;LifetimeInMinutes`nUSER;60`n" }
        @{ What = 'the portal''s template'; Text = "version:v1.0`nName [displayName] Required,User name [userPrincipalName] Required,LifetimeInMinutes`nAdele,USER,60`n" }
        @{ What = 'the template for members'; Text = "version:v1.0`nMember object ID or user principal name [memberObjectIdOrUpn] Required`nUSER`n" }
        @{ What = 'UTF-16 without a mark'; Text = "UserPrincipalName,LifetimeInMinutes`nUSER,60`n"; Encoding = [System.Text.UnicodeEncoding]::new($false, $false) }
    ) {
        $encoding = if ($Encoding) { $Encoding } else { [System.Text.UTF8Encoding]::new($false) }
        $path = Save-Text 'list.csv' $Text.Replace('USER', (Get-User 1)) $encoding
        $advices = foreach ($command in 'New-TapPass', 'Test-TapPass', 'Get-TapPass', 'Remove-TapPass') {
            $given = if ($command -eq 'Remove-TapPass') { @{ Force = $true } } else { @{} }
            $found = Import-Csv $path | & $command @given -ErrorAction SilentlyContinue -ErrorVariable failures
            if ($command -eq 'Test-TapPass') { $found[0].Problems[0].Advice } else { $failures[0].Exception.Advice }
        }
        @($advices | Select-Object -Unique).Count | Should -Be 1
        $line = Get-Read $advices[0] $path
        Get-Sent | Should -BeNullOrEmpty
        (Invoke-Expression $line | New-TapPass).UserId | Should -Be (Get-User 1)
    }

    It 'of another encoding says which' {
        $null = Invoke-Sandbox user -Method Post -Body @{ userPrincipalName = 'jörg@contoso.example' }
        $path = Save-Text 'ansi.csv' "UPN`njörg@contoso.example`n" ([System.Text.Encoding]::Latin1)
        Import-Csv $path | New-TapPass -ErrorAction SilentlyContinue -ErrorVariable failures
        $option = [regex]::Match("$failures", '-Encoding \w+').Value
        (Invoke-Expression "Import-Csv '$path' $option" | New-TapPass).UserId | Should -Be 'jörg@contoso.example'
    }

    It 'whose first line is data, and a whole answer of Graph' {
        Import-Csv (Save-Text 'bare.csv' "$(Get-User 1)`n$(Get-User 2)`n") | New-TapPass -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures[0].Exception.Advice | Should -Match '-Header UserPrincipalName'
        @{ '@odata.context' = 'x'; value = @(@{ id = 'a' }) } | New-TapPass -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures[0].Exception.Advice | Should -BeLike '*(...).value'
    }
}

Describe 'Thirty rows with a mistake of each kind' {
    BeforeAll { Connect-TapGraph -Sandbox }

    It 'read as a list that can be repaired, at 80 columns' {
        $found = Import-Csv "$PSScriptRoot/files/thirty-rows.csv" | Test-TapPass -WarningAction SilentlyContinue -SummaryVariable figures | Sort-Object RowNumber
        $figures.Blank | Should -Be 1
        $found.Count | Should -Be 29
        $lines = ($found | Out-String -Width 80) -replace '\x1b\[[\d;]*m' -split '\r?\n'
        $lines | ForEach-Object { $_.Length | Should -BeLessOrEqual 80 }
        ($lines.TrimEnd() -join "`n").Trim() | Should -BeExactly ((Get-Content -Raw "$PSScriptRoot/files/thirty-rows.txt") -replace '\r').Trim()
    }
}

Describe 'Re-issuing' {
    It 'what expired unused: the line of the documentation works' {
        Reset-Sandbox @{ users = 5; manualClock = '2090-01-01T00:00:00Z' }
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All') }
        $journal = Join-Path $TestDrive 'expired run [1].jsonl'
        $again = Join-Path $TestDrive 'again.jsonl'
        $null = 1..3 | ForEach-Object { [pscustomobject] @{ UPN = Get-User $_; LifetimeInMinutes = 60; StartDateTime = '2090-01-01T00:05:00Z' } } | New-TapPass -Journal $journal
        $null = Invoke-Sandbox clock -Method Post -Body @{ advanceSeconds = 7200 }
        # The first token has expired as well.
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All') }
        $passes = Get-TapRun $journal | Get-TapPass -State Expired | New-TapPass -Journal $again
        $passes.Count | Should -Be 3
        @($passes.State | Select-Object -Unique) | Should -Be 'Usable'
        @(Get-Sent | Where-Object method -EQ POST | Where-Object path -Match 'temporaryAccessPassMethods$').body | Select-Object -Last 3 | Should -Be '{}', '{}', '{}'
    }
}

Describe 'What the module wrote' {
    BeforeEach {
        Reset-Sandbox @{ users = 5 }
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All') }
    }

    It 'is read back in every culture' {
        # A process of its own, because its culture is that of everything in it.
        $child = Invoke-ChildPwsh -Environment @{ SANDBOX = (Start-Sandbox).graph; BACK = $TestDrive } {
            Import-Module $env:TAPMODULE_UNDER_TEST
            Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'x').SecurePassword) -GraphEndpoint $env:SANDBOX -WarningAction SilentlyContinue
            foreach ($culture in 'de-DE', 'en-US', 'en-GB', 'tr-TR', 'ar-SA', 'th-TH', 'fa-IR', '') {
                [cultureinfo]::CurrentCulture = $culture
                $path = Join-Path $env:BACK "back $culture.csv"
                New-TapPass user0000001@contoso.example -StartDateTime '2090-12-01T08:00Z' -LifetimeInMinutes 60 | Select-Object UserId, StartDateTime, LifetimeInMinutes | Export-Csv $path
                $again = Import-Csv $path | New-TapPass
                "$culture $($again.StartDateTime.ToUniversalTime().ToString('yyyy-MM-dd HH:mm', [cultureinfo]::InvariantCulture)) $((Get-Content $path)[1])"
            }
        }
        $child.Err | Should -BeNullOrEmpty
        $lines = $child.Out.TrimEnd() -split '\r?\n'
        $lines.Count | Should -Be 8
        foreach ($line in $lines) { $line | Should -BeLike '* 2090-12-01 08:00 "user0000001@contoso.example","2090-12-01T08:00:00+00:00","60"' }
    }

    It 'is still a time' {
        $pass = New-TapPass (Get-User 1) -StartDateTime '2090-12-01T08:00Z' -LifetimeInMinutes 60
        $pass.StartDateTime | Should -BeOfType datetimeoffset
        $pass.ExpirationDateTime | Should -Be $pass.StartDateTime.AddHours(1)
        $pass.StartDateTime -gt [datetimeoffset]::Now | Should -BeTrue
        ($pass.StartDateTime - [datetimeoffset] '2090-12-01T07:00Z').TotalMinutes | Should -Be 60
        $pass.StartDateTime.ToString('u') | Should -Be '2090-12-01 08:00:00Z'
        ($pass | ConvertTo-Json -Depth 2 | ConvertFrom-Json).StartDateTime.ToUniversalTime().Ticks | Should -Be ([datetime] '2090-12-01T08:00:00').Ticks
    }

    It 'stands for its users when whole passes come back' {
        $path = Join-Path $TestDrive whole.csv
        New-TapPass (Get-User 1) -LifetimeInMinutes 90 | Export-Csv $path
        $null = Invoke-Sandbox requests -Method Delete
        $null = Import-Csv $path | New-TapPass -WarningVariable warned -WarningAction SilentlyContinue
        Get-SentBody | Should -BeExactly '{}'
        "$warned" | Should -Match 'They stand for their users'
    }

    It 'to a path with brackets and letters of all kinds is read back by the same text' {
        Import-Module "$PSScriptRoot/HandoverTest.psm1"
        $certificates = New-Item -ItemType Directory (Join-Path $TestDrive certificates)
        $null = New-TestCertificate cert -Folder $certificates
        $folder = Join-Path $TestDrive '[External] HR – 入社 [2026]'
        $null = New-Item -ItemType Directory $folder
        $passes = (Get-User 1), (Get-User 2) | New-TapPass -Journal "$folder/run [1].jsonl" | Export-TapPass "$folder/passes[1].cms" -Recipient "$certificates/cert.cer" -PassThru
        $passes.Count | Should -Be 2
        (Get-TapRun "$folder/run [1].jsonl").Rows | Should -Be 2
        (Get-TapRun -LiteralPath "$folder/run [1].jsonl").Rows | Should -Be 2
        foreach ($given in @{ Path = "$folder/passes[1].cms" }, @{ LiteralPath = "$folder/passes[1].cms" }) {
            (Import-TapPass @given -Certificate "$certificates/cert.pfx").Count | Should -Be 2
        }
        (Get-ChildItem -LiteralPath $folder -Filter *.cms | Import-TapPass -Certificate "$certificates/cert.pfx").Count | Should -Be 2
        (Get-TapRun "$folder/run [1].jsonl" | Remove-TapPass -Force -PassThru).Outcome | Should -Be 'Removed', 'Removed'
        Export-TapReport -LiteralPath "$folder/report[1].html" -InputObject (Get-TapRun "$folder/run [1].jsonl")
        [System.IO.File]::Exists("$folder/report[1].html") | Should -BeTrue
    }

    It 'is told where nothing is found: <_>' -ForEach 'Get-TapRun', 'Import-TapPass' {
        & $_ (Join-Path $TestDrive 'no*such.file') -ErrorAction SilentlyContinue -ErrorVariable problem
        "$problem" | Should -BeLike "*No file matches '*no*such.file'*"
        $command = $_
        $problem = try { & $command (Join-Path $TestDrive 'nosuch.file') 2>&1 } catch { $_ }
        "$problem" | Should -Match 'nosuch.file'
    }

    It 'is a file: <_> is refused' -ForEach 'Env:run', 'Variable:run', 'Function:run' {
        (Get-Failure { New-TapPass (Get-User 1) -Journal $_ }).Exception.Message | Should -Match 'is on no file system'
        Get-TapRun $_ -ErrorAction SilentlyContinue -ErrorVariable problem
        "$problem" | Should -Match 'is on no file system'
        Get-Sent | Should -BeNullOrEmpty
    }

    It 'goes to no Windows share where there is none' {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'here it is a path' }
        (Get-Failure { New-TapPass (Get-User 1) -Journal '\\server\share\run.jsonl' }).Exception.Message | Should -Match 'is a network path of Windows'
    }
}

Describe 'Secrets' {
    It 'are taken as people have them: with a line break, "Bearer" or quotes around them' {
        Reset-Sandbox @{ users = 2 }
        $null = Invoke-Sandbox tokens -Method Put -Body @{ requireIssued = $true }
        $token = (Invoke-Sandbox tokens -Method Post -Body @{ roles = @('UserAuthMethod-TAP.ReadWrite.All') }).token
        foreach ($text in "$token`r`n", "Bearer $token", """$token""") {
            Connect-TapGraph -AccessToken (ConvertTo-SecureString $text -AsPlainText -Force) -GraphEndpoint (Start-Sandbox).graph -WarningAction SilentlyContinue
            New-TapPass (Get-User 1) | Should -Not -BeNullOrEmpty
        }
    }

    It 'as plain text get an error that shows the line and not the secret' {
        $failure = Get-Failure { Connect-TapGraph -AccessToken 'eyJsecret.eyJsecret.x' }
        "$failure" | Should -BeLike '*-AccessToken (ConvertTo-SecureString $text -AsPlainText -Force)*'
        "$failure $($failure.Exception) $($failure.InvocationInfo.PositionMessage -replace '(?m)^.*-AccessToken.*$')" | Should -Not -Match 'eyJsecret'
    }
}

Describe 'The policy' {
    BeforeEach { Connect-TapGraph -Sandbox }

    It 'takes lifetimes in words' {
        (Set-TapPolicy -MaximumLifetimeInMinutes 1day -DefaultLifetimeInMinutes ([timespan] '08:00') -PassThru).MaximumLifetimeInMinutes | Should -Be 1440
        Test-TapPolicy @{ maximumLifetimeInMinutes = '24:00:00'; defaultLifetimeInMinutes = '8h' } -Quiet | Should -BeTrue
        { Set-TapPolicy -DefaultLifetimeInMinutes 'a while' } | Should -Throw "*'a while' is not a length of time*"
        { Test-TapPolicy @{ defaultLifetimeInMinutes = 'a while' } } | Should -Throw "*DefaultLifetimeInMinutes in the desired state: 'a while' is not a length of time*"
    }

    It 'is compared with what the SDK of PowerShell writes' {
        $file = Join-Path $TestDrive 'policy [sdk].json'
        $policy = Get-TapPolicy
        @{
            Id = 'TemporaryAccessPass'; State = $policy.State; ExcludeTargets = @($policy.ExcludeTargets | ForEach-Object { @{ Id = $_.Id; TargetType = 'group' } })
            AdditionalProperties = @{
                '@odata.context' = 'https://graph.microsoft.com/v1.0/$metadata#x'; '@odata.type' = '#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration'
                defaultLifetimeInMinutes = $policy.DefaultLifetimeInMinutes; isUsableOnce = $policy.IsUsableOnce; 'includeTargets@odata.context' = 'y'
            }
        } | ConvertTo-Json -Depth 5 | Set-Content -LiteralPath $file
        Test-TapPolicy $file -Quiet | Should -BeTrue
        Test-TapPolicy -LiteralPath $file -Quiet | Should -BeTrue
    }
}
