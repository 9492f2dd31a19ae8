# What somebody may try who controls an answer, a file, a folder or a name. Other attacks are tested where their subject is: docs/security.md lists them all.

BeforeAll {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    Import-Module "$PSScriptRoot/HandoverTest.psm1"
    $PSDefaultParameterValues['*-Tap*:WarningAction'] = 'SilentlyContinue'

    $all = [System.Collections.Generic.List[System.Net.HttpListener]]::new()

    # A web server on loopback that answers everything in one way and remembers what it was asked.
    function Start-Listener ([int] $Status = 200, [hashtable] $Header = @{}, [string] $Body = '{}') {
        $socket = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $socket.Start()
        $port = $socket.LocalEndpoint.Port
        $socket.Stop()
        $listener = [System.Net.HttpListener]::new()
        $listener.Prefixes.Add("http://127.0.0.1:$port/")
        $listener.Start()
        $asked = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
        $shell = [powershell]::Create().AddScript({
                param($Listener, $Asked, $Status, $Header, $Body)
                while ($Listener.IsListening) {
                    try { $context = $Listener.GetContext() } catch { return }
                    $Asked.Enqueue("$($context.Request.HttpMethod) $($context.Request.RawUrl) $($context.Request.Headers['Authorization'])")
                    $context.Response.StatusCode = $Status
                    foreach ($name in $Header.Keys) { $context.Response.Headers[$name] = $Header[$name] }
                    $context.Response.ContentType = 'application/json'
                    $bytes = [System.Text.Encoding]::UTF8.GetBytes($Body)
                    $context.Response.OutputStream.Write($bytes, 0, $bytes.Length)
                    $context.Response.Close()
                }
            }).AddParameters(@{ Listener = $listener; Asked = $asked; Status = $Status; Header = $Header; Body = $Body })
        $null = $shell.BeginInvoke()
        $all.Add($listener)
        [pscustomobject] @{ Port = $port; Address = "http://127.0.0.1:$port"; Asked = $asked }
    }

    function Connect-Listener ([object] $Listener) {
        Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'SECRET-TOKEN').SecurePassword) -GraphEndpoint $Listener.Address -PassThru
    }
}

AfterAll { foreach ($listener in $all) { $listener.Close() } }

Describe 'A token' {
    It 'does not follow a redirect (<_>)' -ForEach 301, 302, 303, 307, 308 {
        $elsewhere = Start-Listener
        $graph = Start-Listener -Status $_ -Header @{ Location = "$($elsewhere.Address)/v1.0/users" }
        $connection = Connect-Listener $graph
        foreach ($try in { Get-TapUser -All -Connection $connection }, { New-TapPass 'a@x.example' -Connection $connection }, { 'a@x.example', 'b@x.example' | New-TapPass -Connection $connection }) {
            try { & $try 2>$null | Should -BeNullOrEmpty } catch { "$_" | Should -Match 'HTTP 30' }
        }
        $graph.Asked.Count | Should -BeGreaterThan 2
        $elsewhere.Asked | Should -BeNullOrEmpty
    }

    It 'does not follow a next link to <_>' -ForEach @(
        'http://127.0.0.1:{1}/v1.0/users', 'http://127.0.0.1:{0}@127.0.0.1:{1}/v1.0/users', '//127.0.0.1:{1}/v1.0/users', 'http://127.0.0.1:{0}.x.example/v1.0/users'
        'http://localhost:{1}/v1.0/users', 'http://127.0.0.1:{1}\@127.0.0.1:{0}/v1.0/users', 'http://[::ffff:127.0.0.1]:{1}/v1.0/users', 'https://127.0.0.1:{0}/v1.0/users', 'file:///etc/passwd'
    ) {
        $elsewhere = Start-Listener -Body '{"value":[]}'
        # The link names the server's own port, so a first one finds out which is free.
        $probe = Start-Listener
        $all[$all.Count - 1].Close()
        $link = ConvertTo-Json ($_ -f $probe.Port, $elsewhere.Port)
        $graph = Start-Listener -Body "{`"value`":[{`"id`":`"1`",`"userPrincipalName`":`"a@x.example`"}],`"@odata.nextLink`":$($link.Replace([string] $probe.Port, 'PORT'))}".Replace('PORT', [string] $probe.Port)
        $failure = Get-Failure { Get-TapUser -All -Connection (Connect-Listener $graph) -ErrorAction Stop }
        $failure.FullyQualifiedErrorId | Should -Not -BeNullOrEmpty
        $elsewhere.Asked | Should -BeNullOrEmpty
    }

    It 'is given to no endpoint that only looks like a good one: <_>' -ForEach @(
        'http://127.0.0.1.x.example', 'http://localhost.x.example', 'http://127.0.0.1@x.example', 'https://graph.microsoft.com@x.example', 'http://x.example/127.0.0.1', 'http://localhost@x.example:80'
    ) {
        { Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'SECRET-TOKEN').SecurePassword) -GraphEndpoint $_ } | Should -Throw
    }
}

Describe 'A file' {
    It 'of XML with an entity that leads elsewhere is refused, and nothing is looked up (<Name>)' -ForEach @(
        @{ Name = 'passes'; Read = { Import-TapPass $file -ErrorAction Stop } }
        @{ Name = 'journal'; Read = { Get-TapRun $file -ErrorAction Stop } }
        @{ Name = 'template'; Read = { New-FakePass | Export-TapSlip (Join-Path $TestDrive "$([guid]::NewGuid()).html") -Template $file } }
        @{ Name = 'texts'; Read = { New-FakePass | Export-TapSlip (Join-Path $TestDrive "$([guid]::NewGuid()).html") -TextFile $file } }
        @{ Name = 'certificate'; Read = { New-FakePass | Export-TapPass (Join-Path $TestDrive "$([guid]::NewGuid()).cms") -Recipient $file } }
        @{ Name = 'desired state'; Read = { Test-TapPolicy $file -ErrorAction Stop } }
    ) {
        Connect-TapGraph -Sandbox
        $elsewhere = Start-Listener
        $file = Join-Path $TestDrive 'file.xml'
        Set-Content $file "<?xml version=`"1.0`"?><!DOCTYPE x [<!ENTITY e SYSTEM `"$($elsewhere.Address)/`"><!ENTITY f SYSTEM `"file:///etc/passwd`">]><x>&e;&f;<!-- slip -->{{Code}}<!-- /slip --></x>"
        Get-Failure $Read | Should -Not -BeNullOrEmpty
        $elsewhere.Asked | Should -BeNullOrEmpty
    }

    It 'of PowerShell data runs nothing' {
        Connect-TapGraph -Sandbox
        $made = Join-Path $TestDrive 'made'
        $file = Join-Path $TestDrive 'state.psd1'
        foreach ($text in "@{ State = `$(New-Item '$made') }", "New-Item '$made'; @{ State = 'enabled' }", "@{ State = [System.IO.File]::WriteAllText('$made', 'x') }") {
            Set-Content $file $text
            (Get-Failure { Test-TapPolicy $file }).FullyQualifiedErrorId | Should -BeLike 'InvalidPolicy*'
        }
        $made | Should -Not -Exist
    }

    It 'beside the user''s work is not taken for one of the module''s assemblies' {
        $planted = New-Item -ItemType Directory (Join-Path $TestDrive 'planted')
        foreach ($folder in '', 'dependencies', 'bin/net8.0', 'bin/net8.0/dependencies') {
            $null = New-Item -ItemType Directory -Force (Join-Path $planted $folder)
            foreach ($name in 'TapModule.dll', 'TapModule.Core.dll', 'TapModule.Sandbox.dll', 'Azure.Core.dll', 'Azure.Identity.dll', 'System.Text.Json.dll', 'QRCoder.dll', 'CsvHelper.dll', 'libc.so', 'libc', 'libc.so.6', 'libc.dll') {
                Set-Content (Join-Path $planted "$folder/$name") 'planted'
            }
        }
        $child = Invoke-ChildPwsh -TimeoutInSeconds 300 -Environment @{ PLANTED = $planted.FullName } -Script {
            $ErrorActionPreference = 'Stop'
            Set-Location $env:PLANTED
            [Environment]::CurrentDirectory = $env:PLANTED
            $env:PATH = "$env:PLANTED$([System.IO.Path]::PathSeparator)$env:PATH"
            Import-Module $env:TAPMODULE_UNDER_TEST
            Connect-TapGraph -Sandbox
            'adele.vance@contoso.example' | New-TapPass -WarningAction SilentlyContinue | Export-TapSlip slips.html -WarningAction SilentlyContinue
            'done'
            [AppDomain]::CurrentDomain.GetAssemblies().Where{ -not $_.IsDynamic }.Location
        }
        $child.Err | Should -BeNullOrEmpty
        $lines = @($child.Out.Trim() -split '\r?\n')
        $lines[0] | Should -Be 'done'
        $lines | Should -Not -Match 'planted'
    }
}

Describe 'What a tenant or a row says' {
    It 'is text in a terminal: an imported pass has no control characters in what the views show' {
        $file = Join-Path $TestDrive 'passes.json'
        Set-Content $file '[{"UserId":"adele@x.example\u001b[2J\u001b]0;owned\u0007","TemporaryAccessPass":"ABC12345"}]'
        Import-TapPass $file -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$failures" | Should -Not -Match "`e|`a"
    }

    It 'leaves the folder by no name' {
        $folder = Join-Path $TestDrive 'slips'
        foreach ($user in '../../out@x', '..\..\out@x', '/etc/out@x', 'C:\out@x', '~/out@x', '$env:HOME/out@x', "a`0b@x", '....//out@x', 'CON', '.') { New-FakePass -User $user | Export-TapSlip $folder -PerUser -Append }
        @(Get-ChildItem $folder -Recurse -File).Count | Should -Be 10
        @(Get-ChildItem $TestDrive -Recurse -File -Filter '*out@x*' | Where-Object { (Split-Path $_.FullName) -ne $folder }).Count | Should -Be 0
    }
}

# What docs/security.md says of Export-Clixml, ConvertTo-Json and the like: true for as long as this holds.
Describe 'A serialised pass' {
    BeforeAll {
        Connect-TapGraph -Sandbox
        $user = 'adele.vance@contoso.example'
        $file = Join-Path $TestDrive 'pass.xml'
    }

    It 'holds the code, and shows it in no view when it comes back' {
        $pass = New-TapPass $user
        $pass | Export-Clixml $file
        Get-Content -Raw $file | Should -Match ([regex]::Escape([System.Security.SecurityElement]::Escape($pass.TemporaryAccessPass)))
        $back = Import-Clixml $file
        $back.TemporaryAccessPass | Should -BeExactly $pass.TemporaryAccessPass
        foreach ($text in ($back | Out-String), ($back | Format-List | Out-String), "$back") { $text | Should -Not -Match ([regex]::Escape($pass.TemporaryAccessPass)) }
        $back | Out-String | Should -Match '\*{8}'
        $pass | ConvertTo-Json -Depth 1 | Should -Match 'TemporaryAccessPass'
        $back | Export-TapPass (Join-Path $TestDrive 'again.json') -AsPlainText
        (Import-TapPass (Join-Path $TestDrive 'again.json')).TemporaryAccessPass | Should -BeExactly $pass.TemporaryAccessPass
    }

    It 'made with -AsSecureString is encrypted for this user and machine on Windows, and elsewhere not at all' {
        $pass = New-TapPass $user -AsSecureString
        $pass | Export-Clixml $file
        $code = [System.Net.NetworkCredential]::new('', $pass.TemporaryAccessPass).Password
        $text = [System.BitConverter]::ToString([System.Text.Encoding]::Unicode.GetBytes($code)).Replace('-', '')
        if ($IsWindows) { Get-Content -Raw $file | Should -Not -Match $text } else { Get-Content -Raw $file | Should -Match $text }
        $pass | ConvertTo-Json -Depth 1 | Should -Not -Match ([regex]::Escape($code))
        $pass | ConvertTo-Csv | Out-String | Should -Not -Match ([regex]::Escape($code))
    }

    It 'that an earlier command put out is shown masked behind objects of other kinds, unless -ShowPass asked for it' {
        $pass = New-TapPass $user
        @([pscustomobject] @{ A = 1 }; $pass) | Format-List | Out-String | Should -Not -Match ([regex]::Escape($pass.TemporaryAccessPass))
        $shown = New-TapPass $user -ShowPass
        @(1; $pass) | Out-String | Should -Not -Match ([regex]::Escape($pass.TemporaryAccessPass))
        @(1; $shown) | Out-String | Should -Match ([regex]::Escape($shown.TemporaryAccessPass))
    }
}
