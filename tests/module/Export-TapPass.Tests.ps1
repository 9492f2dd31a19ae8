# Handing passes over as files: what is in them, who can read them, and what happens when they cannot be written.

BeforeAll {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    Import-Module "$PSScriptRoot/HandoverTest.psm1"
    $PSDefaultParameterValues['*-Tap*:WarningAction'] = 'SilentlyContinue'
    $keys = New-Item -ItemType Directory (Join-Path $TestDrive 'keys')
    $alice = New-TestCertificate alice -Folder $keys
    $bob = New-TestCertificate bob -Folder $keys
    $users = 'adele.vance@contoso.example', 'joerg.mueller@contoso.example', "sinead.o'brien@contoso.example"
    Connect-TapGraph -Sandbox

    function Get-Mode ([string] $Path) { [System.IO.File]::GetUnixFileMode($Path) }
    function New-Path ([string] $Name) { Join-Path (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))) $Name }
}

Describe 'Export-TapPass -Recipient' {
    It 'writes what Unprotect-CmsMessage opens, as JSON with the columns of the row' {
        $path = New-Path 'passes.cms'
        $passes = $users | ForEach-Object { [pscustomobject] @{ UPN = $_; Manager = 'Anna'; Cost = 7 } } | New-TapPass
        $passes | Export-TapPass $path -Recipient (Join-Path $keys 'alice.cer')

        $read = Unprotect-Block $path $alice | ConvertFrom-Json
        $read.UserId | Should -BeExactly $passes.UserId
        $read.TemporaryAccessPass | Should -BeExactly $passes.TemporaryAccessPass
        $read.Manager | Should -Be @('Anna', 'Anna', 'Anna')
        $read[0].Cost | Should -Be 7
        $read[0].psobject.Properties.Name | Should -Not -Contain 'InputObject'
        Get-Content -Raw $path | Should -Not -Match ([regex]::Escape($passes[0].TemporaryAccessPass))
    }

    It 'writes what OpenSSL opens' {
        if (-not (Get-Command openssl -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'openssl is not installed' }
        $path = New-Path 'passes.cms'
        New-FakePass -Code 'a b=c"<ü>' | Export-TapPass $path -Recipient $alice, $bob
        foreach ($key in 'alice', 'bob') {
            $text = & openssl cms -decrypt -inform PEM -in $path -inkey (Join-Path $keys "$key.pem") -recip (Join-Path $keys "$key.pem")
            ($text | ConvertFrom-Json).TemporaryAccessPass | Should -BeExactly 'a b=c"<ü>'
        }
        $asn = & openssl cms -cmsout -print -noout -inform PEM -in $path
        $asn -join "`n" | Should -Match 'aes-256-cbc'
    }

    It 'has rows with headers of their own as CSV' {
        $path = New-Path 'passes.cms'
        (New-FakePass -Row @{ Site = 'X' }), (New-FakePass -User b@c -Row @{ Floor = 3 }) | Export-TapPass $path -Recipient $alice -Format Csv
        $read = Unprotect-Block $path $alice | ForEach-Object { $_ | ConvertFrom-Csv }
        $read[0].Site | Should -Be 'X'
        $read[1].Floor | Should -Be '3'
    }

    It 'takes a thumbprint of a store, a file and an object (<Name>)' -ForEach @(
        @{ Name = 'thumbprint'; Make = { $alice.Thumbprint } }
        @{ Name = 'thumbprint as copied from a window'; Make = { "`u{200e}" + ($alice.Thumbprint.ToLower() -replace '(..)', '$1 ') } }
        @{ Name = 'DER file'; Make = { Join-Path $keys 'alice.cer' } }
        @{ Name = 'PEM file'; Make = { Join-Path $keys 'alice.pem' } }
        @{ Name = 'object'; Make = { $alice } }
    ) {
        $store = [System.Security.Cryptography.X509Certificates.X509Store]::new('My', 'CurrentUser')
        $store.Open('ReadWrite')
        try {
            $store.Add($alice)
            $path = New-Path 'passes.cms'
            New-FakePass | Export-TapPass $path -Recipient (& $Make)
            (Unprotect-Block $path $alice | ConvertFrom-Json).TemporaryAccessPass | Should -Be 'ABC12345'
            # And without naming a key: from the personal store.
            (Import-TapPass $path).TemporaryAccessPass | Should -Be 'ABC12345'
        } finally {
            $store.Remove($alice)
            $store.Dispose()
        }
    }

    It 'refuses a certificate that is <Name>, before anything is issued' -ForEach @(
        @{ Name = 'expired'; With = @{ FromDays = -30; ToDays = -1 }; Says = 'has expired' }
        @{ Name = 'not valid yet'; With = @{ FromDays = 1; ToDays = 30 }; Says = 'is not valid before' }
        @{ Name = 'for signing'; With = @{ KeyUsage = 'DigitalSignature' }; Says = 'is not for encryption' }
        @{ Name = 'of a web server'; With = @{ Purpose = '1.3.6.1.5.5.7.3.1' }; Says = 'is not for encrypting documents' }
        @{ Name = 'of an elliptic curve'; With = @{ Elliptic = $true; KeyUsage = 'KeyEncipherment' }; Says = 'has no RSA key' }
        @{ Name = 'weak'; With = @{ KeySize = 1024 }; Says = 'only 1024 bits' }
    ) {
        $issued = 0
        $bad = New-TestCertificate bad @With
        $failure = Get-Failure { 'a@b' | ForEach-Object { $script:issued++; New-FakePass } | Export-TapPass (New-Path 'x.cms') -Recipient $bad }
        $failure.FullyQualifiedErrorId | Should -Be 'RecipientUnusable,TapModule.Commands.ExportTapPassCommand'
        $failure.Exception.Message | Should -Match $Says
        $failure.ErrorDetails.RecommendedAction | Should -Match 'DocumentEncryptionCert'
        $issued | Should -Be 0
    }

    It 'refuses what is no certificate: <_>' -ForEach 'nowhere.cer', 'AABBCCDDEEFF00112233445566778899AABBCCDD', 'rows.txt' {
        Set-Content (Join-Path $TestDrive 'rows.txt') 'a,b'
        $what = if ($_ -eq 'rows.txt') { Join-Path $TestDrive $_ } else { $_ }
        (Get-Failure { New-FakePass | Export-TapPass (New-Path 'x.cms') -Recipient $what }).FullyQualifiedErrorId |
            Should -Be 'RecipientUnusable,TapModule.Commands.ExportTapPassCommand'
    }

    It 'takes a SecureString all the way' {
        $path = New-Path 'passes.cms'
        $users | New-TapPass -AsSecureString | Export-TapPass $path -Recipient $alice
        $read = Import-TapPass $path -Certificate $alice -AsSecureString
        $read.Count | Should -Be 3
        $read.TemporaryAccessPass | Should -BeOfType ([securestring])
        foreach ($one in Unprotect-Block $path $alice | ConvertFrom-Json) { $one.TemporaryAccessPass | Should -Match '^.{8}$' }
    }
}

Describe 'Every record' {
    It 'is on the disk when the next command is given its pass' {
        foreach ($kind in @{ Recipient = $alice }, @{ AsPlainText = $true }, @{ AsPlainText = $true; Format = 'Json' }) {
            $path = New-Path 'passes.out'
            $seen = 1..5 | ForEach-Object { New-FakePass -User "u$_@x" -Code "Code$_" } | Export-TapPass $path -PassThru @kind |
                ForEach-Object { @(Import-TapPass $path -Certificate $alice).Count }
            $seen | Should -Be @(1, 2, 3, 4, 5)
        }
    }

    It 'that is whole can be read from a file that ends in the middle (<Name>)' -ForEach @(
        @{ Name = 'encrypted'; With = { @{ Recipient = $alice } } }
        @{ Name = 'CSV'; With = { @{ AsPlainText = $true } } }
        @{ Name = 'JSON'; With = { @{ AsPlainText = $true; Format = 'Json' } } }
    ) {
        $with = & $With
        $path = New-Path 'passes.out'
        1..5 | ForEach-Object { New-FakePass -User "u$_@x" -Code "Code$_" -Row @{ Note = "two`r`nlines" } } | Export-TapPass $path @with
        $whole = [System.IO.File]::ReadAllBytes($path)
        [System.IO.File]::WriteAllBytes($path, $whole[0..($whole.Length - 20)])

        $read = Import-TapPass $path -Certificate $alice -WarningVariable warned
        $read.TemporaryAccessPass | Should -Be @('Code1', 'Code2', 'Code3', 'Code4')
        $warned | Should -Match 'record 5 is not whole'

        # A second run goes on behind the last whole record.
        New-FakePass -User u5@x -Code 'New5' -Row @{ Note = "two`r`nlines" } | Export-TapPass $path -Append @with
        $read = Import-TapPass $path -Certificate $alice -WarningVariable warned
        $read.TemporaryAccessPass | Should -Be @('Code1', 'Code2', 'Code3', 'Code4', 'New5')
        $read[4].InputObject.Note | Should -Be "two`r`nlines"
        $warned | Should -BeNullOrEmpty
    }

    It 'comes back as it was, and only the last of a user' {
        $path = New-Path 'passes.cms'
        $given = $users | ForEach-Object { [pscustomobject] @{ UPN = $_; Formula = '=1+1'; Quote = "'=x"; Phone = '+49 170' } } | New-TapPass | Sort-Object { $_.UserId -ne $users[0] }, UserId
        foreach ($with in @{ Recipient = $alice }, @{ Recipient = $alice; Format = 'Csv' }, @{ AsPlainText = $true }, @{ AsPlainText = $true; Format = 'Json' }) {
            $given + (New-FakePass -User $users[0].ToUpperInvariant() -Code 'Newer') | Export-TapPass $path -Force @with
            $read = Import-TapPass $path -Certificate $alice
            $read.UserId | Should -BeExactly @($given[1].UserId, $given[2].UserId, $users[0].ToUpperInvariant())
            $read.TemporaryAccessPass | Should -BeExactly @($given[1].TemporaryAccessPass, $given[2].TemporaryAccessPass, 'Newer')
            foreach ($name in 'PassId', 'LifetimeInMinutes', 'IsUsableOnce', 'State') { $read[0].$name | Should -Be $given[1].$name }
            $read[0].ExpirationDateTime.ToUnixTimeSeconds() | Should -Be $given[1].ExpirationDateTime.ToUnixTimeSeconds()
            $read[0].InputObject.Formula, $read[0].InputObject.Quote, $read[0].InputObject.Phone | Should -Be @('=1+1', "'=x", '+49 170')
        }
    }

    It 'is masked when it has been read' {
        $path = New-Path 'passes.cms'
        New-FakePass | Export-TapPass $path -Recipient $alice
        Import-TapPass $path -Certificate $alice | Out-String | Should -Not -Match 'ABC12345'
        Import-TapPass $path -Certificate $alice -ShowPass | Out-String | Should -Match 'ABC12345'
    }

    It 'is not read without the key, which is said once' {
        $path = New-Path 'passes.cms'
        (New-FakePass), (New-FakePass -User b@c), (New-FakePass -User c@d) | Export-TapPass $path -Recipient $alice
        Import-TapPass $path -Certificate $bob -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures.Count | Should -Be 1
        $failures[0].Exception.Message | Should -Match 'Record 1 .* 2 more records: 2, 3\.$'
        $failures[0].FullyQualifiedErrorId | Should -Be 'DecryptionFailed,TapModule.Commands.ImportTapPassCommand'
        $failures[0].Exception.Message | Should -Match 'CN=alice'
        (Get-Failure { Import-TapPass $path -Certificate (Join-Path $keys 'alice.cer') }).FullyQualifiedErrorId | Should -BeLike 'DecryptionFailed*'
    }

    It 'that is no such file is one error' -ForEach @(
        @{ What = 'rows'; Lines = @('A,B') + (1..23 | ForEach-Object { '1,2' }); Says = 'has no column UserId' }
        @{ What = 'prose'; Lines = 'A heading', 'Some words, and more.', 'Others', 'Again, and again, and again.', 'End'; Says = 'has no column UserId' }
        @{ What = 'other objects'; Lines = @('[', '{"A":1},', '{"A":2}', ']'); Says = 'Record 1 has no UserId\. .* 1 more record: 2' }
        @{ What = 'a certificate'; Lines = @('-----BEGIN CERTIFICATE-----', 'AAAA', '-----END CERTIFICATE-----'); Says = 'no record' }
    ) {
        $path = New-Path 'other.txt'
        Set-Content $path $Lines
        Import-TapPass $path -Certificate $alice -ErrorVariable failures -ErrorAction SilentlyContinue -WarningVariable warned | Should -BeNullOrEmpty
        $failures.Count | Should -Be 1
        $warned | Should -BeNullOrEmpty
        $failures[0].Exception.Message | Should -Match $Says
        $failures[0].Exception.Advice | Should -Match 'Export-TapPass'
    }

    It 'that was damaged is an error of its own, and the others are read' {
        $path = New-Path 'passes.cms'
        1..3 | ForEach-Object { New-FakePass -User "u$_@x" -Code "Code$_" } | Export-TapPass $path -Recipient $alice
        $lines = Get-Content $path
        $second = [array]::IndexOf($lines, '-----BEGIN CMS-----', 5)
        $lines[$second + 3] = 'AAAA' + $lines[$second + 3].Substring(4)
        Set-Content $path $lines
        $read = Import-TapPass $path -Certificate $alice -ErrorVariable failures -ErrorAction SilentlyContinue
        $read.TemporaryAccessPass | Should -Be @('Code1', 'Code3')
        $failures.Count | Should -Be 1
    }
}

Describe 'Export-TapPass -PerRecipient' {
    BeforeAll {
        $rows = @(
            [pscustomobject] @{ UPN = $users[0]; Manager = 'Anna@contoso.example' }
            [pscustomobject] @{ UPN = $users[1]; Manager = 'anna@contoso.example' }
            [pscustomobject] @{ UPN = $users[2]; Manager = '../Bob: the/boss' }
        )
    }

    It 'gives each value of the column a file that only its certificate opens' {
        $folder = New-Path 'out'
        $rows | New-TapPass | Export-TapPass $folder -PerRecipient Manager -RecipientMap @{ 'anna@contoso.example' = Join-Path $keys 'alice.cer'; '../Bob: the/boss' = $bob, $alice }
        $files = @(Get-ChildItem $folder)
        $files.Count | Should -Be 2
        $own = $files | Where-Object Name -eq 'anna@contoso.example.cms'
        if (-not $own) { $own = $files | Where-Object Name -eq 'Anna@contoso.example.cms' }
        (Import-TapPass $own -Certificate $alice).UserId | Sort-Object | Should -Be ($users[0, 1] | Sort-Object)
        $other = $files | Where-Object Name -like '*Bob*'
        (Import-TapPass $other -Certificate $bob).UserId | Should -Be $users[2]
    }

    It 'takes a folder of certificates' {
        $certificates = New-Item -ItemType Directory (New-Path 'certificates')
        Copy-Item (Join-Path $keys 'alice.cer') (Join-Path $certificates 'anna@contoso.example.cer')
        $folder = New-Path 'out'
        $rows[0, 1] | New-TapPass | Export-TapPass $folder -PerRecipient Manager -RecipientMap $certificates.FullName
        @(Get-ChildItem $folder).Count | Should -Be 1
    }

    It 'gives rows of nobody to -Recipient' {
        $folder = New-Path 'out'
        $rows | New-TapPass | Export-TapPass $folder -PerRecipient Manager -RecipientMap @{ 'anna@contoso.example' = $alice } -Recipient $bob
        (Import-TapPass (Join-Path $folder '_other.cms') -Certificate $bob).UserId | Should -Be $users[2]
    }

    It 'seals no pass for anybody but those it is for, whatever the values are called' {
        $carol = New-TestCertificate carol
        $map = @{ 'Other' = $alice; '_other' = $bob; 'Straße' = $alice; 'STRASSE' = $bob; "jo`u{308}rg" = $alice; 'CON' = $bob; 'a/b' = $alice; 'a:b' = $bob; 'x' = $alice; 'x.' = $bob }
        $shares = @($map.GetEnumerator() | ForEach-Object { @{ Site = $_.Key; Key = $_.Value } }) + @(
            @{ Site = ' OTHER '; Key = $alice }, @{ Site = 'jörg'; Key = $alice }, @{ Site = ''; Key = $carol }, @{ Site = 'nobody'; Key = $carol }, @{ Site = "x`u{200b}"; Key = $carol })
        $number = 0
        $passes = foreach ($share in $shares) { New-FakePass -User "u$((++$number))@x" -Code "Code$number" -Row @{ Site = $share.Site } }
        # The rest first, and last: which comes first must not matter.
        foreach ($order in $passes, $passes[($passes.Count - 1)..0]) {
            $folder = New-Path 'out'
            $order | Export-TapPass $folder -PerRecipient Site -RecipientMap $map -Recipient $carol
            $files = (Get-ChildItem $folder).FullName
            $files.Count | Should -Be ($map.Count + 1)
            @($files | ForEach-Object { $_.Normalize('FormKC').ToUpperInvariant().Replace('ß', 'SS') } | Sort-Object -Unique).Count | Should -Be $files.Count
            foreach ($key in $alice, $bob, $carol) {
                $opened = $files | ForEach-Object { Import-TapPass $_ -Certificate $key -ErrorAction SilentlyContinue } | ForEach-Object UserId | Sort-Object
                $meant = for ($i = 0; $i -lt $shares.Count; $i++) { if ($shares[$i].Key.Thumbprint -eq $key.Thumbprint) { $passes[$i].UserId } }
                $opened | Should -Be ($meant | Sort-Object)
            }
        }
    }

    It 'refuses a map that cannot be meant (<Name>), before anything is issued' -ForEach @(
        @{ Name = 'one value twice'; Map = { $map = [System.Collections.Specialized.OrderedDictionary]::new(); $map.Add('Anna', $alice); $map.Add('anna', $bob); $map } }
        @{ Name = 'one value in two forms'; Map = { @{ "jo`u{308}rg" = $alice; 'jörg' = $bob } } }
        @{ Name = 'a blank value'; Map = { @{ ' ' = $alice } } }
        @{ Name = 'no certificate'; Map = { @{ anna = @() } } }
    ) {
        $script:issued = 0
        $folder = New-Path 'out'
        $map = & $Map
        $failure = Get-Failure { 1 | ForEach-Object { $script:issued++; New-FakePass -Row @{ Site = 'anna' } } | Export-TapPass $folder -PerRecipient Site -RecipientMap $map }
        $failure.FullyQualifiedErrorId | Should -Be 'RecipientUnusable,TapModule.Commands.ExportTapPassCommand'
        $script:issued | Should -Be 0
        @(Get-ChildItem $folder).Count | Should -Be 0
    }

    It 'continues a file for the same recipients only' {
        $folder = New-Path 'out'
        $pass = New-FakePass -Row @{ Site = 'anna' }
        $pass | Export-TapPass $folder -PerRecipient Site -RecipientMap @{ anna = $alice }
        $pass | Export-TapPass $folder -PerRecipient Site -RecipientMap @{ anna = $alice } -Append
        $failure = Get-Failure { $pass | Export-TapPass $folder -PerRecipient Site -RecipientMap @{ anna = $bob } -Append }
        $failure.Exception.Message | Should -Match 'encrypted for others'
        $failure.FullyQualifiedErrorId | Should -BeLike 'RecipientUnusable*'
    }

    It 'ends where a row is of nobody, and the journal knows' {
        $folder = New-Path 'out'
        $journal = New-Path 'run.jsonl'
        $failure = Get-Failure { $rows[2] | New-TapPass -Journal $journal | Export-TapPass $folder -PerRecipient Manager -RecipientMap @{ 'anna@contoso.example' = $alice } }
        $failure.FullyQualifiedErrorId | Should -Be 'RecipientUnusable,TapModule.Commands.ExportTapPassCommand'
        $failure.Exception.Message | Should -Match 'Manager'
        Get-Content -Raw $journal | Should -Not -Match '"delivered"'
    }

    It 'refuses a map that names nobody, and a folder that is a file' {
        $file = New-Path 'file'
        Set-Content $file x
        (Get-Failure { New-FakePass | Export-TapPass (New-Path 'out') -PerRecipient Manager -RecipientMap @{} }).FullyQualifiedErrorId | Should -BeLike 'RecipientUnusable*'
        (Get-Failure { New-FakePass | Export-TapPass $file -PerRecipient Manager -RecipientMap @{ a = $alice } }).FullyQualifiedErrorId | Should -BeLike 'FileUnusable*'
    }
}

Describe 'Export-TapPass -AsPlainText' {
    It 'must be asked for by name' {
        Get-Failure { New-FakePass | Export-TapPass (New-Path 'x.csv') } | Should -Not -BeNullOrEmpty
    }

    It 'is not what an empty list of recipients means' {
        $path = New-Path 'passes.cms'
        foreach ($nobody in @(, @()), @($null)) { Get-Failure { New-FakePass | Export-TapPass $path -Recipient $nobody } | Should -Not -BeNullOrEmpty }
        $path | Should -Not -Exist
    }

    It 'leaves a file that others may read to its owner alone, and says so' {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'the rights of Windows cannot be tested here' }
        $path = New-Path 'passes.csv'
        Set-Content $path -Value $null
        [System.IO.File]::SetUnixFileMode($path, 'UserRead, UserWrite, GroupRead, OtherRead')
        $modes = New-FakePass | Export-TapPass $path -AsPlainText -Append -PassThru -WarningVariable warned | ForEach-Object { Get-Mode $path }
        $modes | Should -Be ([System.IO.UnixFileMode] 'UserRead, UserWrite')
        "$warned" | Should -Match 'Others could read'
    }

    It 'is refused where the rights of others stay: <_>' -ForEach 'a file of another user', 'a device', 'a pipe' {
        if (-not $IsLinux) { Set-ItResult -Skipped -Because 'only Linux tells' }
        $path = New-Path 'passes.csv'
        switch ($_) {
            'a file of another user' {
                if ((id -u) -ne 0) { Set-ItResult -Skipped -Because 'only root can make a file of another user' }
                Set-Content $path -Value $null
                & chown 65534 $path
            }
            'a device' { $null = New-Item -ItemType SymbolicLink -Path $path -Target /dev/null }
            'a pipe' { & mkfifo $path }
        }
        $failure = Get-Failure { New-FakePass | Export-TapPass $path -AsPlainText -Append }
        $failure.FullyQualifiedErrorId | Should -Be 'FileUnusable,TapModule.Commands.ExportTapPassCommand'
    }

    It 'warns, and lets only the owner read the file' {
        $path = New-Path 'passes.csv'
        New-FakePass | Export-TapPass $path -AsPlainText -WarningVariable warned
        "$warned" | Should -Match 'in the clear'
        if (-not $IsWindows) { Get-Mode $path | Should -Be ([System.IO.UnixFileMode] 'UserRead, UserWrite') }
        $path = New-Path 'passes.json'
        New-FakePass | Export-TapPass $path -AsPlainText
        if (-not $IsWindows) { Get-Mode $path | Should -Be ([System.IO.UnixFileMode] 'UserRead, UserWrite') }
    }

    It 'has cells that no spreadsheet takes for a formula, and codes that are exact' {
        $path = New-Path 'passes.csv'
        $codes = '=1+1"', '@x,y', '+4', '-5', "'=q", ' lead', 'plain'
        $codes | ForEach-Object { New-FakePass -User "=u$_@x" -Code $_ -Row @{ '=Title' = '=cmd|''/c calc''!A0'; Plus = '+1'; Minus = '-1'; At = '@SUM(A1)'; Tab = "`t=1"; Plain = 'Müller, "Jörg"' } } |
            Export-TapPass $path -AsPlainText -WarningVariable warned
        "$warned" | Should -Match 'spreadsheet'
        $read = Import-Csv $path
        $read.TemporaryAccessPass | Should -BeExactly $codes
        foreach ($row in $read) {
            foreach ($property in $row.psobject.Properties.Where{ $_.Name -ne 'TemporaryAccessPass' }) {
                $property.Name | Should -Not -Match '^[=+\-@\t\r\n]'
                $property.Value | Should -Not -Match '^[=+\-@\t\r\n]'
            }
            $row.Plain | Should -BeExactly 'Müller, "Jörg"'
        }
        (Import-TapPass $path).TemporaryAccessPass | Should -BeExactly $codes
        (Import-TapPass $path)[0].InputObject.'=Title' | Should -BeExactly '=cmd|''/c calc''!A0'
    }

    It 'is UTF-8, with a mark in CSV for Excel and Windows PowerShell, and valid JSON at every moment' {
        $path = New-Path 'passes.csv'
        New-FakePass -User 'łukasz.żółć@x' | Export-TapPass $path -AsPlainText
        [System.IO.File]::ReadAllBytes($path)[0..2] | Should -Be @(0xEF, 0xBB, 0xBF)
        $path = New-Path 'passes.json'
        $counts = 1..3 | ForEach-Object { New-FakePass -User "łukasz$_@x" } | Export-TapPass $path -AsPlainText -PassThru |
            ForEach-Object { @(Get-Content -Raw $path | ConvertFrom-Json).Count }
        $counts | Should -Be @(1, 2, 3)
        (Get-Content -Raw $path | ConvertFrom-Json)[2].UserId | Should -Be 'łukasz3@x'
    }

    It 'says once which columns a CSV file has no place for' {
        $path = New-Path 'passes.csv'
        (New-FakePass -Row @{ A = 1 }), (New-FakePass -User b@c -Row @{ B = 2 }), (New-FakePass -User c@c -Row @{ B = 2 }) |
            Export-TapPass $path -AsPlainText -WarningVariable warned
        @($warned -match 'no column for B').Count | Should -Be 1
        @(Import-Csv $path).Count | Should -Be 3
    }
}

Describe 'A file that is there' {
    It 'is not overwritten without -Force' {
        $path = New-Path 'passes.cms'
        Set-Content $path 'precious'
        $failure = Get-Failure { New-FakePass | Export-TapPass $path -Recipient $alice }
        $failure.FullyQualifiedErrorId | Should -Be 'FileExists,TapModule.Commands.ExportTapPassCommand'
        Get-Content $path | Should -Be 'precious'
    }

    It 'is replaced with -Force only when the new one is complete' {
        $path = New-Path 'passes.cms'
        Set-Content $path 'precious'
        $null = 1..3 | ForEach-Object { New-FakePass -User "u$_@x" } | Export-TapPass $path -Recipient $alice -Force -PassThru |
            ForEach-Object { Get-Content $path | Should -Be 'precious' }
        @(Import-TapPass $path -Certificate $alice).Count | Should -Be 3
        Get-ChildItem (Split-Path $path) | Should -HaveCount 1
    }

    It 'is kept when a run with -Force ends early, and what was delivered is beside it and is never overwritten' {
        $path = New-Path 'passes.cms'
        Set-Content $path 'precious'
        $null = Get-Failure { 1..3 | ForEach-Object { New-FakePass -User "u$_@x" } | Export-TapPass $path -Recipient $alice -Force -PassThru | ForEach-Object { throw 'no' } }
        Get-Content $path | Should -Be 'precious'
        @(Import-TapPass "$path.partial" -Certificate $alice).Count | Should -Be 1
        (Get-Failure { New-FakePass | Export-TapPass $path -Recipient $alice -Force }).Exception.Message | Should -Match 'partial.+exists'
        New-FakePass -User more@x | Export-TapPass $path -Recipient $alice -Append
        @(Import-TapPass $path -Certificate $alice).UserId | Should -Be @('u1@x', 'more@x')
    }

    It 'is not appended to if it is something else' {
        foreach ($with in @{ Recipient = $alice }, @{ AsPlainText = $true }, @{ AsPlainText = $true; Format = 'Json' }) {
            $path = New-Path 'x'
            Set-Content $path 'precious,thing'
            (Get-Failure { New-FakePass | Export-TapPass $path -Append @with }).FullyQualifiedErrorId | Should -BeLike 'FileUnusable*'
            Get-Content $path | Should -Be 'precious,thing'
        }
    }

    It 'that is a folder, in no folder, or read-only is refused before anything is issued' {
        $folder = New-Item -ItemType Directory (New-Path 'folder')
        $readOnly = New-Path 'readonly.cms'
        New-FakePass | Export-TapPass $readOnly -Recipient $alice
        Set-ItemProperty -LiteralPath $readOnly -Name IsReadOnly -Value $true
        $script:issued = 0
        foreach ($case in @(
                @{ Path = $folder.FullName; Says = 'folder' }
                @{ Path = Join-Path $folder 'missing/passes.cms'; Says = 'no folder' }
                @{ Path = $readOnly; Append = $true; Says = 'read-only' }
                @{ Path = $readOnly; Append = $true; Force = $true; Says = 'together' }
                @{ Path = 'Env:passes'; Says = 'file system' }
            )) {
            $says = $case.Says
            $case.Remove('Says')
            $failure = Get-Failure { 1 | ForEach-Object { $script:issued++; New-FakePass } | Export-TapPass @case -Recipient $alice }
            $failure.FullyQualifiedErrorId | Should -Be 'FileUnusable,TapModule.Commands.ExportTapPassCommand'
            $failure.Exception.Message | Should -Match $says
        }
        $issued | Should -Be 0
        Set-ItemProperty -LiteralPath $readOnly -Name IsReadOnly -Value $false
    }

    It 'is not made where there is no pass' {
        $path = New-Path 'passes.cms'
        @() | Export-TapPass $path -Recipient $alice
        $path | Should -Not -Exist
    }
}

Describe 'A file that goes away in mid-run' {
    It 'ends the command, and the journal has as delivered only what was in it (<_>)' -ForEach 'deleted', 'replaced' {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'Windows does not let it happen' }
        $path = New-Path 'passes.cms'
        $journal = New-Path 'run.jsonl'
        $what = $_
        $failure = Get-Failure {
            $users | New-TapPass -Journal $journal -BatchSize 1 | Export-TapPass $path -Recipient $alice -PassThru | ForEach-Object {
                if ($what -eq 'deleted') { Remove-Item -LiteralPath $path } else { Move-Item -LiteralPath $path "$path.old"; Copy-Item -LiteralPath "$path.old" $path }
            }
        }
        $failure.FullyQualifiedErrorId | Should -Be 'FileUnusable,TapModule.Commands.ExportTapPassCommand'
        $failure.Exception.Message | Should -Match 'deleted, moved or replaced'
        @(Get-Content $journal | Where-Object { $_ -match '"event":"delivered"' }).Count | Should -Be 1
    }
}

Describe 'A file without a pass' {
    It 'is told: <Name>' -ForEach @(
        @{ Name = 'empty'; Text = '' }
        @{ Name = 'blank lines'; Text = "`n`n" }
        @{ Name = 'an array of nothing'; Text = '[]' }
    ) {
        $path = New-Path 'passes.x'
        [System.IO.File]::WriteAllText($path, $Text)
        Import-TapPass $path -WarningVariable warned -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$warned" | Should -Match 'holds no pass'
    }
}

Describe 'An object without a code' {
    It 'is an error of its own, and the others are written' {
        $path = New-Path 'passes.cms'
        $null = $users[0] | New-TapPass
        $read = $users[0] | Get-TapPass
        $read, $null, 'text', (New-FakePass -Code ''), (New-FakePass) | Export-TapPass $path -Recipient $alice -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures.Count | Should -Be 4
        $failures[0].FullyQualifiedErrorId | Should -Be 'InvalidRow,TapModule.Commands.ExportTapPassCommand'
        $failures[0].Exception.Message | Should -Match "'adele.vance@contoso.example' has no code"
        $failures[0].TargetObject | Should -Be 'adele.vance@contoso.example'
        @(Import-TapPass $path -Certificate $alice).Count | Should -Be 1
    }
}

Describe 'A run that cannot be written to its end' {
    It 'ends when the disk is full, with a whole file; a second run with the same journal gives every user the pass that is in it' {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'there is no ulimit' }
        Reset-Sandbox @{ users = 60 }
        $path = New-Path 'passes.cms'
        $script = New-Path 'run.ps1'
        Set-Content $script @"
Import-Module '$(Get-TapModulePath)'
Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'x').SecurePassword) -GraphEndpoint '$((Start-Sandbox).graph)'
1..60 | ForEach-Object { 'user{0:d7}@contoso.example' -f `$_ } | New-TapPass -Journal '$path.jsonl' -WarningAction SilentlyContinue | Export-TapPass '$path' -Recipient '$(Join-Path $keys 'alice.cer')' -Append
"@
        # No file may grow beyond 24 KiB; the signal for it is ignored, so that writing fails as on a full disk.
        $limited = Start-FreshPwsh '-File', $script -Redirect -FileSizeLimit 24
        $limited.StandardError.ReadToEnd() | Should -Match 'cannot be written'
        $first = Import-TapPass $path -Certificate $alice -WarningVariable torn
        $torn | Should -BeNullOrEmpty
        $first.Count | Should -BeGreaterThan 5
        $first.Count | Should -BeLessThan 60
        @(Get-Content "$path.jsonl" | Where-Object { $_ -match '"event":"delivered"' }).Count | Should -Be $first.Count

        # The journal and the file are all that a second run needs, so it is done here.
        & $script 2>&1 | Should -BeNullOrEmpty
        $putOut = @{}
        foreach ($pass in Import-TapPass $path -Certificate $alice) { $putOut[$pass.UserId] = $pass.TemporaryAccessPass }
        $held = @((Invoke-Sandbox passes).psobject.Properties)
        $held.Count | Should -Be 60
        foreach ($one in $held) { $putOut[$one.Name] | Should -BeExactly $one.Value.temporaryAccessPass }
    }

    It 'and is killed leaves a file that a second run completes' {
        Reset-Sandbox @{ users = 120; faults = @{ latencyInMilliseconds = 20 } }
        $path = New-Path 'passes.cms'
        $script = New-Path 'run.ps1'
        Set-Content $script @"
Import-Module '$(Get-TapModulePath)'
Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'x').SecurePassword) -GraphEndpoint '$((Start-Sandbox).graph)'
1..120 | ForEach-Object { 'user{0:d7}@contoso.example' -f `$_ } | New-TapPass -Journal '$path.jsonl' -BatchSize 5 -WarningAction SilentlyContinue | Export-TapPass '$path' -Recipient '$(Join-Path $keys 'alice.cer')' -Append
"@
        $run = Start-FreshPwsh '-File', $script -Redirect
        while (-not $run.HasExited -and -not ((Test-Path $path) -and (Get-Item $path).Length -gt 20000)) { [System.Threading.Thread]::Sleep(5) }
        $run.Kill()
        $run.WaitForExit()
        # The journal and the file are all that a second run needs, so it is done here.
        & $script 2>&1 | Should -BeNullOrEmpty
        $putOut = @{}
        foreach ($pass in Import-TapPass $path -Certificate $alice) { $putOut[$pass.UserId] = $pass.TemporaryAccessPass }
        foreach ($one in (Invoke-Sandbox passes).psobject.Properties) { $putOut[$one.Name] | Should -BeExactly $one.Value.temporaryAccessPass }
        $putOut.Count | Should -Be 120
    }
}
