# Slips: what is on them, that nothing can break out of them, and that each takes one page of paper.

BeforeDiscovery {
    $chromium = @('chromium', 'chromium-browser', 'google-chrome', 'msedge').Where({ Get-Command $_ -ErrorAction Ignore }, 'First')[0]
    $canPrint = $chromium -and (Get-Command pdfinfo -ErrorAction Ignore)
}

BeforeAll {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    Import-Module "$PSScriptRoot/HandoverTest.psm1"
    $PSDefaultParameterValues['*-Tap*:WarningAction'] = 'SilentlyContinue'
    $alice = New-TestCertificate alice
    function New-Path ([string] $Name) { Join-Path (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))) $Name }

    # What a reader sees of it: the texts of the pages.
    function Get-Page ([string] $Path) {
        foreach ($page in [regex]::Matches((Get-Content -Raw $Path), '(?s)<section.+?</section>').Value) {
            [System.Net.WebUtility]::HtmlDecode(($page -replace '<[^>]+>', ' ' -replace '\s+', ' '))
        }
    }
}

Describe 'A slip' {
    It 'says who, what, from when, until when, how often, and the ten-minute rule' {
        $path = New-Path 'slips.html'
        New-FakePass -Code '0Ol1I+aZ' -Row @{ DisplayName = 'Adele Vance' } | Export-TapSlip $path -Language en -TimeZone Europe/Berlin
        $page = Get-Page $path
        $page | Should -Match 'Hello Adele Vance,'
        $page | Should -Match 'adele\.vance@contoso\.example'
        $page | Should -Match '0 digit O capital l small 1 digit I capital \+ symbol a small Z capital'
        $page | Should -Match 'digit zero · capital Oscar · small Lima · digit one · capital India · plus · small Alfa · capital Zulu'
        $page | Should -Match 'Valid from Monday, 2 February 2026, 09:00 Europe/Berlin \(UTC\+01:00\)'
        $page | Should -Match 'Valid until Monday, 2 February 2026, 17:00'
        $page | Should -Match 'One time only'
        $page | Should -Match 'ten minutes'
        $page | Should -Match 'https://aka\.ms/mysecurityinfo'
    }

    It 'speaks the language and the time zone of its row' {
        $path = New-Path 'slips.html'
        @(
            New-FakePass -Row @{ PreferredLanguage = 'de-AT'; TimeZone = 'America/New_York'; IsUsableOnce = $false }
            New-FakePass -User 'b@c' -Row @{ Language = 'en-GB'; TimeZone = 'W. Europe Standard Time' }
            New-FakePass -User 'c@c' -Row @{ Language = 'xx'; TimeZone = 'Middle/Earth' }
        ) | Export-TapSlip $path -Language de -TimeZone Asia/Tokyo -WarningVariable warned -WarningAction SilentlyContinue
        $pages = @(Get-Page $path)
        $pages[0] | Should -Match 'Gültig ab Montag, 2\. Februar 2026, 03:00 Uhr America/New_York'
        $pages[0] | Should -Match 'So oft Sie ihn'
        $pages[1] | Should -Match 'Valid from Monday, 2 February 2026, 09:00'
        $pages[2] | Should -Match 'Gültig ab Montag, 2\. Februar 2026, 17:00 Uhr Asia/Tokyo'
        "$warned" | Should -Match "'Middle/Earth' is no time zone"
    }

    It 'lets nothing out of a text that is HTML, and loads nothing' {
        $path = New-Path 'slips.html'
        $evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{CodePlain}}<!-- /slip -->'
        New-FakePass -User "u@x$evil" -Code '<&>"''' -Row @{ DisplayName = $evil } | Export-TapSlip $path
        $html = Get-Content -Raw $path
        $html | Should -Not -Match '<script'
        $html | Should -Not -Match '<img'
        @([regex]::Matches($html, '<!-- /slip -->')).Count | Should -Be 1
        $html | Should -Not -Match '(src|href)="(?!#tap-qr)'
        $html | Should -Not -Match 'url\(|@import'
        $html | Should -Match "default-src 'none'"
        Get-Page $path | Should -Match ([regex]::Escape('< symbol & symbol > symbol " symbol '' symbol'))
        # A place in a cell is no place.
        Get-Page $path | Should -Match ([regex]::Escape('{{CodePlain}}'))
    }

    It 'has the name and the sign-in name also where the row is known by its object id' {
        $path = New-Path 'slips.html'
        New-FakePass -User ([guid]::NewGuid()) -Row @{ UserPrincipalName = 'adele@x'; 'Display Name' = 'Adele' } | Export-TapSlip $path -Language en
        Get-Page $path | Should -Match 'Hello Adele, .+ Your account adele@x'
    }

    It 'spells every character that a code may have, in every language' {
        $code = -join [char[]] (33..126)
        foreach ($language in 'en', 'de') {
            $path = New-Path 'slips.html'
            New-FakePass -Code $code | Export-TapSlip $path -Language $language
            $spelled = [regex]::Match((Get-Content -Raw $path), '(?s)class="spelled">.*?</strong>(.*?)</p>').Groups[1].Value
            $words = [System.Net.WebUtility]::HtmlDecode($spelled).Trim() -split ' · '
            $words.Count | Should -Be 94
            $words | Should -Not -Match '^.$'
            @($words | Sort-Object -Unique -CaseSensitive).Count | Should -Be 94
        }
    }

    It 'takes a SecureString' {
        $path = New-Path 'slips.html'
        New-FakePass -Code ([System.Net.NetworkCredential]::new('', 'Sec1').SecurePassword) | Export-TapSlip $path -Language en
        Get-Page $path | Should -Match 'S capital e small c small 1 digit'
    }
}

Describe 'Export-TapSlip' {
    It 'writes for the owner only, warns, and has a whole document at every moment' {
        $path = New-Path 'slips.html'
        $seen = 1..3 | ForEach-Object { New-FakePass -User "u$_@x" } | Export-TapSlip $path -PassThru -WarningVariable warned -WarningAction SilentlyContinue | ForEach-Object {
            $html = Get-Content -Raw $path
            $html.TrimEnd().EndsWith('</html>') | Should -BeTrue
            @([regex]::Matches($html, '<section')).Count
        }
        $seen | Should -Be @(1, 2, 3)
        "$warned" | Should -Match 'in the clear'
        if (-not $IsWindows) { [System.IO.File]::GetUnixFileMode($path) | Should -Be ([System.IO.UnixFileMode] 'UserRead, UserWrite') }
    }

    It 'goes on with -Append, replaces with -Force, and refuses else' {
        $path = New-Path 'slips.html'
        New-FakePass | Export-TapSlip $path
        (Get-Failure { New-FakePass | Export-TapSlip $path }).FullyQualifiedErrorId | Should -BeLike 'FileExists*'
        New-FakePass -User 'b@c' | Export-TapSlip $path -Append
        @(Get-Page $path).Count | Should -Be 2
        New-FakePass -User 'b@c' | Export-TapSlip $path -Force
        @(Get-Page $path).Count | Should -Be 1
    }

    It 'gives each user a file with -PerUser' {
        $folder = New-Path 'slips'
        (New-FakePass), (New-FakePass -User 'a/../b@c') | Export-TapSlip $folder -PerUser
        $files = @(Get-ChildItem $folder)
        $files.Count | Should -Be 2
        $files.Name | Should -Contain 'adele.vance@contoso.example.html'
        foreach ($file in $files) { @(Get-Page $file.FullName).Count | Should -Be 1 }
        (Get-Failure { New-FakePass -User 'new@x' | Export-TapSlip $folder -PerUser }).FullyQualifiedErrorId | Should -BeLike 'FileExists*'
        New-FakePass -User 'new@x' | Export-TapSlip $folder -PerUser -Append
        New-FakePass -User 'new@x' -Code 'Newer' | Export-TapSlip $folder -PerUser -Force
        @(Get-ChildItem $folder).Count | Should -Be 3
    }

    It 'encrypts with -Recipient: the blocks put together are the document' {
        $path = New-Path 'slips.html.cms'
        1..3 | ForEach-Object { New-FakePass -User "u$_@x" -Code "Code000$_" } | Export-TapSlip $path -Recipient $alice
        Get-Content -Raw $path | Should -Not -Match 'Code000|section'
        $html = New-Path 'slips.html'
        Unprotect-Block $path $alice | Set-Content $html
        @(Get-Page $html).Count | Should -Be 3
        Get-Content -Raw $html | Should -Match '(?s)^<!DOCTYPE html>.+tap-qr'

        $folder = New-Path 'slips'
        New-FakePass | Export-TapSlip $folder -PerUser -Recipient $alice
        $html = (Get-ChildItem $folder).FullName | ForEach-Object { Unprotect-Block $_ $alice }
        $html | Should -Match '(?s)^<!DOCTYPE html>.+</html>'
    }

    It 'takes other texts and another template, and says what is wrong with them' {
        $texts = New-Path 'fr.json'
        Set-Content $texts '{ "language": "fr", "dateTime": "dddd d MMMM yyyy, HH:mm", "greeting": "Bonjour", "spelling": { "a": "Anatole" } }'
        $template = New-Path 'slip.html'
        Set-Content $template '<html lang="{{Language}}"><!-- slip --><section>{{Text:greeting}} {{DisplayName}} {{CodePlain}} {{CodeSpelled}} {{ValidFrom}} {{Column:Department}}</section><!-- /slip --></html>'
        $path = New-Path 'slips.html'
        New-FakePass -Code 'aB' -Row @{ DisplayName = 'A&B'; Department = '<R&D>'; Language = 'de' } | Export-TapSlip $path -TextFile $texts -Template $template -TimeZone UTC
        Get-Page $path | Should -Be ' Bonjour A&B aB small Anatole · capital Bravo lundi 2 février 2026, 08:00 <R&D> '

        foreach ($wrong in '{', '{ "language": "zz-@@" }', '{ "greting": "x" }', '{ "dateTime": "%" }', '[]') {
            Set-Content $texts $wrong
            (Get-Failure { New-FakePass | Export-TapSlip (New-Path 'x.html') -TextFile $texts }).FullyQualifiedErrorId | Should -Be 'TemplateUnusable,TapModule.Commands.ExportTapSlipCommand'
        }
        foreach ($wrong in 'x', '<!-- slip -->{{Nonsense}}<!-- /slip -->', '{{Code}}<!-- slip --><!-- /slip -->', '<!-- slip -->{{Text:nonsense}}<!-- /slip -->') {
            Set-Content $template $wrong
            (Get-Failure { New-FakePass | Export-TapSlip (New-Path 'x.html') -Template $template }).FullyQualifiedErrorId | Should -Be 'TemplateUnusable,TapModule.Commands.ExportTapSlipCommand'
        }
        (Get-Failure { New-FakePass | Export-TapSlip (New-Path 'x.html') -TimeZone 'Middle/Earth' }).Exception.Message | Should -BeLike '*Middle/Earth*'
        foreach ($wrong in @{ Language = 'xx' }, @{ Url = 'javascript:alert(1)' }, @{ Template = 'nowhere.html' }) {
            (Get-Failure { New-FakePass | Export-TapSlip (New-Path 'x.html') @wrong }).FullyQualifiedErrorId | Should -BeLike 'TemplateUnusable*'
        }
    }

    It 'takes no template in which a row could become a link or a script, and lets no template load or run anything' {
        $template = New-Path 'slip.html'
        foreach ($page in '<a href="{{Column:Link}}">x</a>', '<img src="https://x.example/?{{CodePlain}}">', '<script>x</script>', '<style>p { color: {{Column:Link}} }</style>') {
            Set-Content $template "<html><!-- slip -->$page<!-- /slip --></html>"
            (Get-Failure { New-FakePass -Row @{ Link = 'javascript:alert(1)' } | Export-TapSlip (New-Path 'x.html') -Template $template }).FullyQualifiedErrorId | Should -BeLike 'TemplateUnusable*'
        }
        Set-Content $template '<!DOCTYPE html><html><head><title>x</title></head><!-- slip --><section onclick="alert(1)">{{Column:Link}}</section><!-- /slip --></html>'
        $path = New-Path 'slips.html'
        New-FakePass -Row @{ Link = 'javascript:alert(1)' } | Export-TapSlip $path -Template $template
        Get-Content -Raw $path | Should -Match "^<!DOCTYPE html><html><head><meta http-equiv=`"Content-Security-Policy`" content=`"default-src 'none'"
    }

    It 'makes a folder that says who got a pass for its owner alone' {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'the rights of Windows cannot be tested here' }
        $folder = New-Path 'slips'
        New-FakePass | Export-TapSlip $folder -PerUser -Recipient $alice
        [System.IO.File]::GetUnixFileMode($folder) | Should -Be ([System.IO.UnixFileMode] 'UserRead, UserWrite, UserExecute')
    }

    It 'makes thousands of slips without keeping them in memory' {
        $path = New-Path 'slips.html'
        $before = [GC]::GetTotalMemory($true)
        1..2000 | ForEach-Object { New-FakePass -User "user$_@contoso.example" } | Export-TapSlip $path
        [GC]::GetTotalMemory($true) - $before | Should -BeLessThan ((Get-Item $path).Length / 2)
        (Get-Item $path).Length / 1MB | Should -BeLessThan 8
        @([regex]::Matches([System.IO.File]::ReadAllText($path), '<section')).Count | Should -Be 2000
    }

    It 'completes languages and time zones' {
        (Complete 'Export-TapSlip -Language ').CompletionText | Should -Be @('de', 'en')
        (Complete 'Export-TapSlip -TimeZone Berl').CompletionText | Should -Be "'Europe/Berlin'"
    }
}

Describe 'On paper' {
    It 'a slip takes one page of <_>, the longest code and name too' -ForEach 'A4', 'Letter' {
        $browser = @('chromium', 'chromium-browser', 'google-chrome', 'msedge').Where({ Get-Command $_ -ErrorAction Ignore }, 'First')[0]
        if (-not $browser -or -not (Get-Command pdfinfo -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'there is no Chromium, Chrome or Edge to print with, or no pdfinfo to look into the file' }
        $path = New-Path 'slips.html'
        'en', 'de' | ForEach-Object {
            $language = $_
            New-FakePass -Code '0Ol1I+aZ' -Row @{ DisplayName = 'Adele Vance'; Language = $language }
            New-FakePass -User ('x' * 50 + '.' + 'ü' * 40 + '@contoso.example') -Code ('=W<&>"@m' * 6) -Row @{ DisplayName = 'Wolfeschlegelsteinhausenbergerdorff ' * 8; Language = $language }
        } | Export-TapSlip $path
        # What the person at the printer chooses.
        $html = (Get-Content -Raw $path).Replace('@page {', "@page { size: $_;")
        Set-Content $path $html
        $pdf = "$path.pdf"
        & $browser --headless --no-sandbox --disable-gpu --no-pdf-header-footer "--user-data-dir=$path.profile" "--print-to-pdf=$pdf" "file://$path" 2>$null
        $info = & pdfinfo $pdf
        $info -match '^Pages' | Should -Match '\s4$'
        $info -match '^Page size' | Should -Match $(if ($_ -eq 'A4') { '59[45](\.\d+)? x 84[12]' } else { '612 x 792' })
        # The last line of each page is there, so nothing was cut off.
        1..4 | ForEach-Object { (& pdftotext -f $_ -l $_ $pdf -) -join ' ' | Should -Match 'Destroy the page|Vernichten Sie das Blatt' }
    }
}
