# The follow-up report: the file as it is, and as a real browser shows it.

BeforeAll {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    $browser = Get-Command chromium, chromium-browser, google-chrome, msedge -ErrorAction Ignore | Select-Object -First 1 -ExpandProperty Source
    function Get-User ([int] $Number) { 'user{0:d7}@contoso.example' -f $Number }

    # A journal without a run: so many rows, every tenth failed, every 25th without an answer, and the figures of its pace.
    function New-Journal ([int] $Rows, [hashtable] $Names = @{}) {
        $path = Join-Path $TestDrive "$([guid]::NewGuid()).jsonl"
        $start = [datetimeoffset]::UtcNow.AddHours(-1)
        $lines = [System.Collections.Generic.List[string]]::new()
        $line = { param($What, $After, $More) $lines.Add((@{ event = $What; at = $start.AddSeconds($After).ToString('o') } + $More | ConvertTo-Json -Compress)) }
        & $line 'run' 0 @{ journal = 1; run = [guid]::NewGuid(); tenant = [guid]::NewGuid(); cloud = 'Global'; operator = 'helpdesk@contoso.example' }
        foreach ($row in 1..$Rows) {
            $user = if ($Names[$row]) { $Names[$row] } else { Get-User $row }
            & $line 'sent' $row @{ row = $row; user = $user }
            if ($row % 10 -eq 0) { & $line 'failed' $row @{ row = $row; user = $user; reason = 'NotInPolicyScope'; status = 400; code = 'badRequest'; message = 'Said <i>so</i>.' } }
            elseif ($row % 25) { & $line 'delivered' $row @{ row = $row; user = $user; passId = [guid]::NewGuid(); createdDateTime = $start.ToString('o'); expirationDateTime = $start.AddDays(3).ToString('o') } }
            if ($row % 100 -eq 0) { & $line 'pace' $row @{ rows = $row; done = $row - $row / 10; failed = $row / 10; skipped = 0; requests = $row + 30; refused = 30; seconds = $row } }
        }
        [System.IO.File]::WriteAllLines($path, $lines)
        $path
    }

    # The page as the browser has it after its script ran: the markup, and what the console said.
    function Show-Report ([string] $Path, [string] $View = '', [string[]] $Options = @()) {
        $profileFolder = Join-Path $TestDrive 'browser'
        $start = [System.Diagnostics.ProcessStartInfo] @{ FileName = $browser; RedirectStandardOutput = $true; RedirectStandardError = $true }
        $all = @('--headless', '--no-sandbox', '--disable-gpu', "--user-data-dir=$profileFolder", '--virtual-time-budget=5000', '--enable-logging=stderr') + $Options + '--dump-dom' + "$([uri]::new($Path).AbsoluteUri)$View"
        foreach ($option in $all) { $start.ArgumentList.Add($option) }
        $process = [System.Diagnostics.Process]::Start($start)
        $log = $process.StandardError.ReadToEndAsync()
        $html = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        [pscustomobject] @{
            Html    = $html
            Console = @($log.Result -split '\r?\n' -match 'CONSOLE')
            Found   = [regex]::Match($html, '<p id="found"[^>]*>([^<]*)').Groups[1].Value
            Users   = @([regex]::Matches(($html -replace '(?s).*<table id="table"[^>]*>.*?<tbody>'), '<th scope="row"[^>]*>([^<]*)') | ForEach-Object { $_.Groups[1].Value })
        }
    }

    function Read-Tile ([string] $Html, [string] $Name) { [int] ([regex]::Match($Html, "id=`"tile-$Name`">([\d,]+)").Groups[1].Value -replace ',') }
}

Describe 'Export-TapReport' {
    BeforeAll { $file = Join-Path $TestDrive 'report.html' }
    BeforeEach { Remove-Item $file -ErrorAction Ignore }

    It 'writes a file, and puts it out with -PassThru' {
        $run = Get-TapRun (New-Journal 20)
        $run | Export-TapReport $file | Should -BeNullOrEmpty
        $file | Should -Exist
        ($run | Export-TapReport $file -PassThru).FullName | Should -Be $file
    }

    It 'holds no pass, whatever it is given' {
        Reset-Sandbox @{ users = 20 }
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All') }
        $passes = 1..20 | ForEach-Object { Get-User $_ } | New-TapPass
        $passes | Export-TapReport $file
        $html = Get-Content -Raw $file
        foreach ($pass in $passes) { $html | Should -Not -BeLike "*$([WildcardPattern]::Escape($pass.TemporaryAccessPass))*" }
        Read-Tile $html 'usable' | Should -Be 20
    }

    It 'needs nothing from anywhere: no address, and a policy that allows none' {
        Get-TapRun (New-Journal 20) | Export-TapReport $file
        $html = Get-Content -Raw $file
        $html | Should -Match "Content-Security-Policy`" content=`"default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'`""
        $html | Should -Not -Match 'https?:|\bsrc=|@import|url\(|\sstyle=|\son\w+='
    }

    It 'escapes every text' {
        $evil = '</script><img src=x onerror=alert(1)>"''&@contoso.example'
        Get-TapRun (New-Journal 20 @{ 3 = $evil; 10 = "$evil.b" }) | Export-TapReport $file -Title "<b>$evil"
        $html = Get-Content -Raw $file
        $html | Should -Not -Match '<img|<b>|<i>'
        [regex]::Matches($html, '</script>').Count | Should -Be 2
    }

    It 'counts as the input does' {
        $run = Get-TapRun (New-Journal 1000)
        $run | Export-TapReport $file
        $html = Get-Content -Raw $file
        Read-Tile $html 'delivered' | Should -Be $run.Delivered
        Read-Tile $html 'failed' | Should -Be $run.Failed
        Read-Tile $html 'lost' | Should -Be ($run.Unknown + $run.Undelivered)
        $html | Should -Match "NotInPolicyScope</a></th><td class=`"n`"[^>]*>$($run.Failed)</td><td>Put the user into a group"
        $html | Should -Match "$($run.Delivered) passes expire"
    }

    It 'counts a row once, if its run comes too, and one that a later run took up there only' {
        $journal = New-Journal 20
        $lines = Get-Content $journal
        # The same run again, as a second one of the journal.
        [System.IO.File]::AppendAllText($journal, (($lines -replace '"run":"[^"]+"', "`"run`":`"$([guid]::NewGuid())`"") -join "`n") + "`n")
        @(Get-TapRun $journal; Get-TapRun $journal -Detail) | Export-TapReport $file
        $html = Get-Content -Raw $file
        Read-Tile $html 'delivered' | Should -Be 18
        Read-Tile $html 'failed' | Should -Be 2
        ([regex]::Match($html, '(?s)id="data">(.*?)</script>').Groups[1].Value | ConvertFrom-Json).rows.Count | Should -Be 40
    }

    It 'puts the users'' passes beside the rows of their run' {
        Reset-Sandbox @{ users = 30 }
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All', 'UserAuthenticationMethod.Read.All') }
        $journal = Join-Path $TestDrive 'real.jsonl'
        $null = @(1..20 | ForEach-Object { Get-User $_ }; 'nobody@x') | New-TapPass -Journal $journal -IsUsableOnce $true -ErrorAction SilentlyContinue
        foreach ($number in 1..3) { $null = Invoke-Sandbox use-pass -Method Post -Body @{ user = Get-User $number } }
        Remove-TapPass (Get-User 4) -Force
        $null = New-TapPass (Get-User 25)
        $passes = 1..30 | ForEach-Object { Get-User $_ } | Get-TapPass -IncludeMissing -IncludeMethods
        @(Get-TapRun $journal; $passes) | Export-TapReport $file
        $html = Get-Content -Raw $file
        Read-Tile $html 'delivered' | Should -Be 20
        Read-Tile $html 'used' | Should -Be 3
        Read-Tile $html 'usable' | Should -Be 17
        Read-Tile $html 'enrolled' | Should -Be 0
        $rows = ([regex]::Match($html, '(?s)id="data">(.*?)</script>').Groups[1].Value | ConvertFrom-Json).rows
        $rows.Count | Should -Be 31
        ($rows | Where-Object { $_[0] -eq (Get-User 4) }) -join '|' | Should -Match 'Delivered\|.*No pass'
    }

    It 'overwrites, unless -NoClobber forbids it, and writes nothing with -WhatIf' {
        $run = Get-TapRun (New-Journal 5)
        Set-Content $file 'mine'
        { $run | Export-TapReport $file -NoClobber } | Should -Throw -ErrorId 'FileExists,*'
        $run | Export-TapReport $file -WhatIf
        Get-Content $file | Should -Be 'mine'
        $run | Export-TapReport $file
        (Get-Content $file)[0] | Should -Be '<!doctype html>'
    }

    It 'is for its owner alone, also in the place of a file that others could read' {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'the rights of Windows cannot be tested here' }
        Set-Content $file 'mine'
        [System.IO.File]::SetUnixFileMode($file, 'UserRead, UserWrite, GroupRead, OtherRead')
        Get-TapRun (New-Journal 5) | Export-TapReport $file
        [System.IO.File]::GetUnixFileMode($file) | Should -Be ([System.IO.UnixFileMode] 'UserRead, UserWrite')
        @(Get-ChildItem "$file*").Count | Should -Be 1
    }

    It 'names the people behind the ids' {
        Connect-TapGraph -Sandbox
        $known = Get-TapUser 'adele.vance@contoso.example' | Select-Object @{ Name = 'UserId'; Expression = 'Id' }, UserPrincipalName, DisplayName
        $known | New-TapPass | Export-TapReport $file
        $data = [regex]::Match((Get-Content -Raw $file), '(?s)id="data">(.*?)</script>').Groups[1].Value | ConvertFrom-Json
        $data.rows[0][0] | Should -Be $known.UserPrincipalName
        $data.rows[0][1] | Should -Be $known.DisplayName
    }

    It 'writes a report of nothing, too' {
        @() | Export-TapReport $file -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Match 'No pass and no run came in'
        Get-Content -Raw $file | Should -Match 'None of the passes is still to expire'
    }

    It 'says at once where it cannot write, and of each thing that it cannot report' {
        { Get-TapRun (New-Journal 5) | Export-TapReport "$TestDrive/none/report.html" } | Should -Throw -ErrorId 'FileUnusable,*'
        1, (Get-TapRun (New-Journal 5)) | Export-TapReport $file -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem.FullyQualifiedErrorId | Should -Be 'InvalidRow,TapModule.Commands.ExportTapReportCommand'
        $file | Should -Exist
    }
}

Describe 'The report in a browser' {
    BeforeEach { if (-not $browser) { Set-ItResult -Skipped -Because 'neither Chromium nor Chrome nor Edge is installed' } }

    BeforeAll {
        if (-not $browser) { return }
        $file = Join-Path $TestDrive 'shown.html'
        $run = Get-TapRun (New-Journal 1000 @{ 7 = "$([char] 0xdf)charlotte <b>@contoso.example" })
        $run | Export-TapReport $file
        $shown = Show-Report $file
    }

    It 'runs its script and its style, and the console has nothing to say' {
        $shown.Console | Should -BeNullOrEmpty
        $shown.Found | Should -Be '1,000 rows, 1 to 50 shown'
        $shown.Users.Count | Should -Be 50
        $shown.Users[0] | Should -Be (Get-User 1)
        $shown.Html | Should -Not -Match '<b>@contoso'
    }

    It 'filters, and finds as many as the numbers say: <_>' -ForEach 'Delivered', 'Failed', 'Unknown' {
        (Show-Report $file "#outcome=$_").Found | Should -Match "^$($run.$_) of 1,000 rows"
    }

    It 'searches, several words at once, in any column' {
        (Show-Report $file '#q=CHARLOTTE').Users | Should -Be "$([char] 0xdf)charlotte &lt;b&gt;@contoso.example"
        $found = Show-Report $file '#q=00099+notinpolicy'
        $found.Users | Should -Be (Get-User 990)
        (Show-Report $file '#q=nothing-like-this').Found | Should -Be '0 of 1,000 rows'
    }

    It 'sorts either way, and tells it to who cannot see it' {
        $down = Show-Report $file '#sort=user&descending=1&q=user'
        $down.Users[0] | Should -Be (Get-User 1000)
        $down.Html | Should -Match '<th scope="col" aria-sort="descending"><button type="button">User'
        (Show-Report $file '#sort=reason').Users[0] | Should -Be (Get-User 10) -Because 'empty cells come last'
    }

    It 'turns pages' {
        $third = Show-Report $file '#page=3'
        $third.Users[0] | Should -Be (Get-User 101)
        $third.Found | Should -Match '101 to 150 shown'
        (Show-Report $file '#page=999').Users[-1] | Should -Be (Get-User 1000)
    }

    It 'prints' {
        $pdf = Join-Path $TestDrive 'shown.pdf'
        $null = Show-Report $file -View '#outcome=Failed' -Options "--print-to-pdf=$pdf"
        $pdf | Should -Exist
    }

    It 'is fine with 10,000 rows' {
        $large = Join-Path $TestDrive 'large.html'
        $runs = Get-TapRun (New-Journal 10000)
        $runs | Export-TapReport $large
        (Show-Report $large '#q=user0009999&sort=user').Users | Should -Be (Get-User 9999)
    }
}

Describe 'The report in use' {
    BeforeEach { if (-not $browser) { Set-ItResult -Skipped -Because 'neither Chromium nor Chrome nor Edge is installed' } }

    BeforeAll {
        if (-not $browser) { return }
        $file = Join-Path $TestDrive 'used.html'
        Get-TapRun (New-Journal 1000) | Export-TapReport $file

        # The browser's own protocol, so that keys and clicks are real and the page's policy does not stand in the way.
        $start = [System.Diagnostics.ProcessStartInfo] @{ FileName = $browser; RedirectStandardOutput = $true; RedirectStandardError = $true }
        foreach ($option in '--headless', '--no-sandbox', '--disable-gpu', "--user-data-dir=$TestDrive/remote", '--remote-debugging-port=0', [uri]::new($file).AbsoluteUri) { $start.ArgumentList.Add($option) }
        $process = [System.Diagnostics.Process]::Start($start)
        do { $said = $process.StandardError.ReadLine() } until ($null -eq $said -or $said -match 'listening on ws://([^/]+)/')
        $null = $process.StandardError.ReadToEndAsync()
        for ($try = 0; -not $page -and $try -lt 200; $try++) {
            Start-Sleep -Milliseconds 50
            $page = Invoke-RestMethod "http://$($Matches[1])/json" | ForEach-Object { $_ } | Where-Object { $_.type -eq 'page' -and $_.url -like 'file:*' }
        }
        if (-not $page) { throw 'The browser did not open the report.' }
        $socket = [System.Net.WebSockets.ClientWebSocket]::new()
        $null = $socket.ConnectAsync($page.webSocketDebuggerUrl, [System.Threading.CancellationToken]::None).Wait(30000)
        $script:sent = 0

        function Send-Browser ([string] $Method, [hashtable] $Parameters = @{}) {
            $script:sent++
            $bytes = [System.Text.Encoding]::UTF8.GetBytes((ConvertTo-Json @{ id = $script:sent; method = $Method; params = $Parameters } -Depth 5 -Compress))
            $null = $socket.SendAsync([ArraySegment[byte]]::new($bytes), 'Text', $true, [System.Threading.CancellationToken]::None).Wait(30000)
            $buffer = [byte[]]::new(1MB)
            while ($true) {
                $text = [System.Text.StringBuilder]::new()
                do {
                    $received = $socket.ReceiveAsync([ArraySegment[byte]]::new($buffer), [System.Threading.CancellationToken]::None).GetAwaiter().GetResult()
                    $null = $text.Append([System.Text.Encoding]::UTF8.GetString($buffer, 0, $received.Count))
                } until ($received.EndOfMessage)
                $answer = $text.ToString() | ConvertFrom-Json
                if ($answer.psobject.Properties['id'] -and $answer.id -eq $script:sent) { return $answer.result }
            }
        }

        function Get-FromPage ([string] $Expression) { (Send-Browser 'Runtime.evaluate' @{ expression = $Expression; returnByValue = $true; userGesture = $true }).result.value }
        function Send-Key ([string] $Key, [string] $Text = '') {
            $code = @{ Tab = 9; Enter = 13 }[$Key]
            $null = Send-Browser 'Input.dispatchKeyEvent' @{ type = 'keyDown'; key = $Key; code = $Key; windowsVirtualKeyCode = $code; text = $Text }
            $null = Send-Browser 'Input.dispatchKeyEvent' @{ type = 'keyUp'; key = $Key; code = $Key; windowsVirtualKeyCode = $code }
        }
        function Get-Found { Get-FromPage "document.getElementById('found').textContent" }
        function Get-First { Get-FromPage "document.querySelector('#table tbody th').textContent" }
        for ($try = 0; (Get-FromPage 'document.readyState') -ne 'complete' -and $try -lt 200; $try++) { Start-Sleep -Milliseconds 50 }
    }

    AfterAll {
        if (-not $browser) { return }
        try { $null = Send-Browser 'Browser.close' } catch { $process.Kill() }
        $socket.Dispose()
        if (-not $process.WaitForExit(10000)) { $process.Kill() }
    }

    It 'searches while one types, keeps the view in the address, and shows all again' {
        $null = Get-FromPage "document.getElementById('search').focus()"
        $null = Send-Browser 'Input.insertText' @{ text = 'policy user00009' }
        Get-Found | Should -Be '10 of 1,000 rows'
        Get-FromPage 'location.hash' | Should -Be '#q=policy+user00009'
        $null = Get-FromPage "document.querySelector('.controls button').click()"
        Get-Found | Should -Match '^1,000 rows'
        Get-FromPage "document.getElementById('search').value" | Should -BeNullOrEmpty
    }

    It 'sorts with the keyboard, and back' {
        $null = Get-FromPage "document.querySelector('#table thead button').focus()"
        Send-Key Enter "`r"
        Send-Key Enter "`r"
        Get-First | Should -Be (Get-User 1000)
        Get-FromPage "document.querySelector('#table th').getAttribute('aria-sort')" | Should -Be 'descending'
        Get-FromPage 'document.activeElement.textContent' | Should -Be 'User' -Because 'the focus stays where it was'
        Send-Key Enter "`r"
        Get-First | Should -Be (Get-User 1)
    }

    It 'goes from a number to its rows, with the focus' {
        $null = Get-FromPage "document.querySelector('#shares-outcome a[href*=Failed]').focus()"
        Send-Key Enter "`r"
        for ($try = 0; $try -lt 100 -and (Get-Found) -notmatch '^100 of'; $try++) { Start-Sleep -Milliseconds 20 }
        Get-Found | Should -Match '^100 of 1,000 rows'
        Get-FromPage 'document.activeElement.id' | Should -Be 'rows'
        Get-FromPage "document.getElementById('filter-outcome').value" | Should -Be 'Failed'
    }

    It 'turns pages with the buttons' {
        $null = Get-FromPage "location.hash = ''"
        for ($try = 0; $try -lt 100 -and (Get-Found) -notmatch '^1,000'; $try++) { Start-Sleep -Milliseconds 20 }
        $null = Get-FromPage "document.getElementById('next').click()"
        Get-First | Should -Be (Get-User 51)
        $null = Get-FromPage "document.getElementById('previous').click()"
        Get-FromPage "document.getElementById('previous').disabled" | Should -BeTrue
    }

    It 'follows the system into the dark' {
        $colour = { Get-FromPage 'getComputedStyle(document.body).backgroundColor' }
        $null = Send-Browser 'Emulation.setEmulatedMedia' @{ features = @(@{ name = 'prefers-color-scheme'; value = 'light' }) }
        & $colour | Should -Be 'rgb(245, 246, 248)'
        $null = Send-Browser 'Emulation.setEmulatedMedia' @{ features = @(@{ name = 'prefers-color-scheme'; value = 'dark' }) }
        & $colour | Should -Be 'rgb(18, 22, 27)'
    }

    It 'prints what was found, without its controls' {
        $null = Get-FromPage "location.hash = '#outcome=Failed'"
        for ($try = 0; $try -lt 100 -and (Get-Found) -notmatch '^100 of'; $try++) { Start-Sleep -Milliseconds 20 }
        $null = Get-FromPage "window.dispatchEvent(new Event('beforeprint'))"
        Get-FromPage "document.querySelectorAll('#table tbody tr').length" | Should -Be 100
        $null = Send-Browser 'Emulation.setEmulatedMedia' @{ media = 'print' }
        Get-FromPage "getComputedStyle(document.querySelector('.controls')).display" | Should -Be 'none'
        $null = Get-FromPage "window.dispatchEvent(new Event('afterprint'))"
        Get-FromPage "document.querySelectorAll('#table tbody tr').length" | Should -Be 50
    }
}
