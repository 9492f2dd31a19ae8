# No code in any text that nobody asked for: the whole main job with everything on that writes something down, under faults, and
# then a search through all that was written for every code that the sandbox issued. Encrypted files excepted.

BeforeAll {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    Import-Module "$PSScriptRoot/HandoverTest.psm1"

    # A home in which nothing but the child writes: its temporary files, its configuration with module and script block logging and
    # transcripts switched on, its log.
    function New-LoggedHome {
        $root = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))
        foreach ($name in 'tmp', 'config/powershell', 'transcripts', 'work') { $null = New-Item -ItemType Directory (Join-Path $root $name) -Force }
        Set-Content (Join-Path $root 'config/powershell/powershell.config.json') (@{
                LogLevel = 'verbose'; LogChannels = 'Operational,Analytic'; LogKeywords = 'Runspace,Pipeline,Protocol,Transport,Host,Cmdlets,Serializer,Session,ManagedPlugin'
                PowerShellPolicies = @{
                    ModuleLogging = @{ EnableModuleLogging = $true; ModuleNames = @('*') }
                    ScriptBlockLogging = @{ EnableScriptBlockLogging = $true; EnableScriptBlockInvocationLogging = $true }
                    Transcription = @{ EnableTranscripting = $true; EnableInvocationHeader = $true; OutputDirectory = Join-Path $root 'transcripts' }
                }
            } | ConvertTo-Json -Depth 5)
        $root.FullName
    }

    # Module logging goes to the system's log, which on Linux is a socket. Where there is none, we are the log.
    function Start-SystemLog ([string] $Path) {
        if (-not $IsLinux -or (Test-Path /dev/log) -or [Environment]::UserName -ne 'root') { return }
        $socket = [System.Net.Sockets.Socket]::new('Unix', 'Dgram', 'Unspecified')
        $socket.Bind([System.Net.Sockets.UnixDomainSocketEndPoint]::new('/dev/log'))
        $reader = [powershell]::Create().AddScript({
                param($Socket, $Path)
                $file = [System.IO.File]::Create($Path)
                $buffer = [byte[]]::new(1MB)
                try {
                    while (($count = $Socket.Receive($buffer)) -ne 1) { $file.Write($buffer, 0, $count) }
                } finally { $file.Dispose() }
            }).AddArgument($socket).AddArgument($Path)
        @{ Socket = $socket; Reader = $reader; Running = $reader.BeginInvoke() }
    }

    function Stop-SystemLog ([hashtable] $Log) {
        if (-not $Log) { return }
        # One byte is our sign that everything before it has been written.
        $last = [System.Net.Sockets.Socket]::new('Unix', 'Dgram', 'Unspecified')
        $null = $last.SendTo([byte[]] @(0), [System.Net.Sockets.UnixDomainSocketEndPoint]::new('/dev/log'))
        $last.Dispose()
        $null = $Log.Reader.EndInvoke($Log.Running)
        $Log.Socket.Dispose()
        Remove-Item /dev/log -ErrorAction Ignore
        $Log.Reader.Dispose()
    }

    # Runs a script in such a home, and gives the root of what was written. What other processes could see of it, arguments and
    # environment, is written there too.
    function Invoke-Logged ([string] $Script) {
        $root = New-LoggedHome
        $file = Join-Path $root 'work/run.ps1'
        Set-Content $file $Script
        $environment = @{ HOME = $root; TMPDIR = Join-Path $root 'tmp'; XDG_CONFIG_HOME = Join-Path $root 'config'; XDG_DATA_HOME = $root; XDG_CACHE_HOME = $root }
        $log = Start-SystemLog (Join-Path $root 'syslog')
        try {
            $process = Start-FreshPwsh '-File', $file -Redirect -Environment $environment -WorkingDirectory (Join-Path $root 'work')
            $out, $err = $process.StandardOutput.ReadToEndAsync(), $process.StandardError.ReadToEndAsync()
            $seen = [System.Text.StringBuilder]::new()
            while (-not $process.WaitForExit(50)) {
                if (-not $IsLinux) { continue }
                foreach ($what in 'cmdline', 'environ') { try { $null = $seen.AppendLine([System.IO.File]::ReadAllText("/proc/$($process.Id)/$what")) } catch { $null = $_ } }
            }
            Set-Content (Join-Path $root 'stdout') $out.Result
            Set-Content (Join-Path $root 'stderr') $err.Result
            Set-Content (Join-Path $root 'seen-by-others') $seen.ToString()
        } finally {
            Stop-SystemLog $log
        }
        $root
    }

    # Every code that the tenant has ever issued.
    function Get-IssuedCode ([string[]] $User) {
        foreach ($one in $User) { (Invoke-Sandbox "passes/$([uri]::EscapeDataString($one))").issuedCodes }
    }

    # Where a code stands in what was written: as it is, in UTF-16, escaped for JSON, HTML or a URL, in Base64.
    function Find-Code ([string] $Root, [string[]] $Code) {
        $latin = [System.Text.Encoding]::Latin1
        $forms = foreach ($one in $Code) {
            $one
            $latin.GetString([System.Text.Encoding]::Unicode.GetBytes($one))
            [System.Text.Json.JsonEncodedText]::Encode($one).ToString()
            [System.Net.WebUtility]::HtmlEncode($one)
            [uri]::EscapeDataString($one)
            [Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($one)).TrimEnd('=')
        }
        $forms = $forms | Sort-Object -Unique -CaseSensitive
        foreach ($file in Get-ChildItem $Root -Recurse -File -Force | Where-Object Extension -ne '.cms') {
            $text = $latin.GetString([System.IO.File]::ReadAllBytes($file.FullName))
            foreach ($form in $forms) { if ($text.Contains($form, [StringComparison]::Ordinal)) { "$form in $($file.Name)" } }
        }
    }

    # What the HTTP stack tells whoever listens: its event source, and activities with their tags.
    $ear = @'
Add-Type -TypeDefinition '
using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.IO;
using System.Linq;
public sealed class Ear : EventListener
{
    private static readonly TextWriter To = TextWriter.Synchronized(new StreamWriter(Path.Combine(System.Environment.GetEnvironmentVariable("HOME"), "events.txt")) { AutoFlush = true });

    public Ear()
    {
        ActivitySource.AddActivityListener(new ActivityListener {
            ShouldListenTo = source => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = one => To.WriteLine("activity " + one.Source.Name + " " + one.DisplayName + " " + string.Join(" ", one.TagObjects.Concat(one.Baggage.Select(b => new System.Collections.Generic.KeyValuePair<string, object>(b.Key, b.Value))))) });
    }

    protected override void OnEventSourceCreated(EventSource source)
    {
        if (source.Name.StartsWith("System.Net.") || source.Name.StartsWith("Azure-Core")) EnableEvents(source, EventLevel.Verbose, EventKeywords.All);
    }

    protected override void OnEventWritten(EventWrittenEventArgs one)
    {
        To.WriteLine(one.EventSource.Name + " " + one.EventName + " " + (one.Payload == null ? "" : string.Join(" ", one.Payload)));
    }
}'
$ear = [Ear]::new()
'@

    $preamble = @"
$ear
`$VerbosePreference = `$DebugPreference = `$InformationPreference = 'Continue'
Import-Module '$(Get-TapModulePath)'
(Get-Module TapModule).LogPipelineExecutionDetails = `$true
`$null = Start-Transcript (Join-Path `$HOME 'transcripts/own.txt') -IncludeInvocationHeader
Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'x').SecurePassword) -GraphEndpoint '$((Start-Sandbox).graph)'
"@
}

Describe 'The main job, with everything on that writes something down' {
    It 'leaves no code in any of it, under faults' {
        Reset-Sandbox @{
            users = 80
            faults = @{
                dropBeforeWork = 0.05; dropAfterWork = 0.1; cutShort = 0.1; garbage = 0.1; omitItem = 0.05; shuffleItems = $true
                internalServerError = @{ probability = 0.05; afterWork = 0.5 }; gatewayTimeout = @{ probability = 0.05; afterWork = 0.5 }
            }
        }
        $keys = New-Item -ItemType Directory (Join-Path $TestDrive 'keys')
        $alice = New-TestCertificate alice -Folder $keys
        $users = 1..80 | ForEach-Object { 'user{0:d7}@contoso.example' -f $_ }
        $recipient = Join-Path $keys 'alice.cer'

        $root = Invoke-Logged @"
$preamble
`$rows = @('UserPrincipalName,LifetimeInMinutes,DisplayName') + (1..60 | ForEach-Object { 'user{0:d7}@contoso.example,60,User {0}' -f `$_ }) + 'nobody@contoso.example,60,No' + ',60,Blank' + 'user0000001@contoso.example,60,Twice' + 'user0000070@contoso.example,99999,Long'
Set-Content rows.csv `$rows
`$watch = Join-Path `$HOME 'binding.txt'
& {
    Import-Csv rows.csv | New-TapPass -Journal run.jsonl -BatchSize 7 | Export-TapPass passes.cms -Recipient '$recipient' -Append -PassThru | Export-TapSlip slips.html.cms -Recipient '$recipient' -Append
    Import-Csv rows.csv | New-TapPass -Journal run.jsonl -BatchSize 7 | Export-TapPass passes.cms -Recipient '$recipient' -Append
    # Shown, in the views as they are.
    'user0000061@contoso.example' | New-TapPass
    'user0000062@contoso.example' | New-TapPass | Format-List *
    'user0000063@contoso.example' | New-TapPass -AsSecureString | Format-List *
    'user0000064@contoso.example' | New-TapPass | ForEach-Object { "`$_"; Write-Verbose `$_; Write-Warning `$_ }
    'user0000065@contoso.example' | New-TapPass -AsSecureString | ConvertTo-Json
    'user0000066@contoso.example' | New-TapPass | Get-TapPass
    Trace-Command -Name ParameterBinding, CommandDiscovery -FilePath `$watch { 'user0000067@contoso.example' | New-TapPass | Export-TapPass traced.cms -Recipient '$recipient' }
    # Failures in the middle of it.
    'user0000068@contoso.example' | New-TapPass | Export-TapPass /nowhere/passes.cms -Recipient '$recipient'
    'user0000069@contoso.example' | New-TapPass | ForEach-Object { throw "no: `$_" }
    'user0000070@contoso.example' | New-TapPass | Export-TapPass parted -PerRecipient Site -RecipientMap @{ a = '$recipient' }
    `$Error | Format-List * -Force
    Get-Error -Newest 20
} *>&1 | Tee-Object streams.txt
Import-TapPass passes.cms -Certificate '$(Join-Path $keys 'alice.pem')'
Stop-Transcript
"@
        # Format-List * shows what it is asked for; that one code is not ours to hide.
        $codes = @(Get-IssuedCode ($users -ne 'user0000062@contoso.example'))
        $codes.Count | Should -BeGreaterThan 70
        Find-Code $root $codes | Should -BeNullOrEmpty

        # The net has no hole: the job ran, and what writes things down wrote.
        @(Import-TapPass (Join-Path $root 'work/passes.cms') -Certificate $alice).Count | Should -Be 60
        Get-Content -Raw (Join-Path $root 'events.txt') | Should -Match '(?s)activity (Experimental\.)?System\.Net\.Http.*System\.Net\.Http RequestStart|System\.Net\.Http RequestStart.*activity (Experimental\.)?System\.Net\.Http'
        foreach ($name in 'transcripts/own.txt', 'work/streams.txt', 'binding.txt', 'stdout') {
            Get-Content -Raw (Join-Path $root $name) | Should -Match 'user00000\d\d@contoso'
        }
        Get-Content -Raw (Join-Path $root 'seen-by-others') | Should -Match 'run\.ps1'
        Get-ChildItem (Join-Path $root 'transcripts') -Recurse -File | Should -HaveCount 2
        if (Test-Path (Join-Path $root 'syslog')) { Get-Content -Raw (Join-Path $root 'syslog') | Should -Match 'ParameterBinding\(Export-TapPass\)' }
    }

    It 'is searched so that a code that was asked for is found' {
        Reset-Sandbox @{ users = 2 }
        $root = Invoke-Logged @"
$preamble
'user0000001@contoso.example' | New-TapPass -ShowPass
"@
        $code = Get-IssuedCode 'user0000001@contoso.example'
        Find-Code $root $code | Should -Contain "$code in own.txt"
    }
}

Describe 'New-TapPass -ShowPass' {
    It 'warns once of <Name>' -ForEach @(
        @{ Name = 'a transcript'; Before = 'Start-Transcript -Path $env:TAPTEST_TRANSCRIPT | Out-Null'; Says = 'recorded by a transcript, and' }
        @{ Name = 'module logging of this module'; Before = '(Get-Module TapModule).LogPipelineExecutionDetails = $true'; Says = 'recorded by module logging \(TapModule\)' }
        @{ Name = 'module logging of another module'; Before = '(Get-Module Microsoft.PowerShell.Utility).LogPipelineExecutionDetails = $true'; Says = 'module logging \(Microsoft.PowerShell.Utility\)' }
        @{ Name = 'both'; Before = 'Start-Transcript -Path $env:TAPTEST_TRANSCRIPT | Out-Null; (Get-Module TapModule).LogPipelineExecutionDetails = $true'; Says = 'a transcript and module logging' }
    ) {
        $child = Invoke-ChildPwsh -Environment @{ TAPTEST_TRANSCRIPT = Join-Path $TestDrive "$([guid]::NewGuid()).txt"; TAPTEST_BEFORE = $Before } {
            Import-Module $env:TAPMODULE_UNDER_TEST
            Import-Module Microsoft.PowerShell.Utility
            . ([scriptblock]::Create($env:TAPTEST_BEFORE))
            Connect-TapGraph -Sandbox
            $users = 'adele.vance@contoso.example', 'megan.bowen@contoso.example'
            $null = $users | New-TapPass -ShowPass -WarningVariable shown -WarningAction SilentlyContinue
            $null = $users | New-TapPass -WarningVariable masked
            $null = $users | New-TapPass -ShowPass -AsSecureString -WarningVariable secure
            Write-Output "json:$(ConvertTo-Json @{ Shown = @($shown.Message); Masked = $masked.Count; Secure = $secure.Count } -Compress)"
        }
        $result = [regex]::Match($child.Out, '(?m)^json:(.+)$').Groups[1].Value | ConvertFrom-Json
        $result.Shown | Should -HaveCount 1
        $result.Shown | Should -Match $Says
        $result.Masked, $result.Secure | Should -Be @(0, 0)
    }

    It 'says nothing where nobody records' {
        $child = Invoke-ChildPwsh { Import-Module $env:TAPMODULE_UNDER_TEST; Connect-TapGraph -Sandbox; $null = 'adele.vance@contoso.example' | New-TapPass -ShowPass -WarningVariable w; $w.Count }
        $child.Out.Trim() | Should -Be '0'
    }
}
