#requires -Version 7.4
<#
.SYNOPSIS
    The bulk engine against what an admin would use instead, and against the limits of a service. Prints a table. Run it on a quiet machine:

        ./build.ps1; pwsh -NoProfile -File tests/benchmarks/bulk.ps1

.DESCRIPTION
    Everything runs side by side in one run, against the sandbox server on a loopback address, so that the ratios hold where the times do not.
    -Only names the parts to run; -Minutes is roughly how long each limit is kept up.
#>
param(
    [ValidateSet('Throughput', 'Limits', 'Change', 'Memory', 'Processor', 'Single')]
    [string[]] $Only = @('Throughput', 'Limits', 'Change', 'Memory', 'Processor', 'Single'),
    [double] $Minutes = 2
)

$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/../../tools/Common.ps1"
$module = (Get-ChildItem "$RepositoryRoot/out/TapModule/*/TapModule.psd1" | Sort-Object LastWriteTime | Select-Object -Last 1).FullName
$serverPath = "$RepositoryRoot/tests/TapModule.Sandbox.Server/bin/Release/net10.0/TapModule.Sandbox.Server.dll"
Import-Module $module

function Start-Server ([int] $Users, [hashtable] $Faults = @{}) {
    $start = [System.Diagnostics.ProcessStartInfo] @{ FileName = 'dotnet'; Arguments = "`"$serverPath`" --users $Users"; RedirectStandardInput = $true; RedirectStandardOutput = $true }
    $process = [System.Diagnostics.Process]::Start($start)
    $server = $process.StandardOutput.ReadLine() | ConvertFrom-Json | Add-Member -NotePropertyName Process -NotePropertyValue $process -PassThru
    $null = Set-Server $server record @{ recordRequests = $false }
    if ($Faults.Count) { $null = Set-Server $server faults $Faults }
    $server
}

function Set-Server ($Server, [string] $Path, [hashtable] $Body) {
    Invoke-RestMethod "$($Server.control)/$Path" -Method Put -Body (ConvertTo-Json $Body -Depth 5) -ContentType application/json
}

function Stop-Server ($Server) { $Server.Process.StandardInput.Close(); $Server.Process.WaitForExit() }

function Get-Row ([int] $From, [int] $To) { foreach ($n in $From..$To) { [pscustomobject] @{ UserPrincipalName = 'user{0:d7}@contoso.example' -f $n; LifetimeInMinutes = 60 } } }

function Measure-Second ([scriptblock] $Work) { $watch = [System.Diagnostics.Stopwatch]::StartNew(); $null = & $Work; $watch.Elapsed.TotalSeconds }

function Connect-Server ($Server) { Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'x').SecurePassword) -GraphEndpoint $Server.graph -PassThru }

function Write-Figure ([string] $What, [string] $Result, [string] $Goal, [bool] $IsMet) {
    [pscustomobject] @{ What = $What; Result = $Result; Goal = $Goal; Met = if ($IsMet) { 'yes' } else { 'NO' } }
}

# One limit in a process of its own, so that several can be kept up at the same time.
$limitScript = {
    param($Module, $Graph, $Control, $Items)
    Import-Module $Module
    Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'x').SecurePassword) -GraphEndpoint $Graph
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $count = 0
    $marks = [System.Collections.Generic.List[double]]::new()
    1..$Items | ForEach-Object { 'user{0:d7}@contoso.example' -f $_ } | New-TapPass -ErrorAction Continue | ForEach-Object { $count++; $marks.Add($watch.Elapsed.TotalSeconds) }
    $seconds = $watch.Elapsed.TotalSeconds
    [pscustomobject] @{ Seconds = $seconds; Count = $count; Throttled = (Invoke-RestMethod "$Control/counters").itemsRefused; Marks = $marks.ToArray() }
}

$figures = @(
    if ('Throughput' -in $Only) {
        $server = Start-Server 2000 @{ latencyInMilliseconds = 60 }
        $headers = @{ Authorization = 'Bearer x' }
        $graph = $server.graph
        $rows = Get-Row 1 2000
        # Each of the three is a first run: a connection just made, nothing learned.
        $ours = 1..3 | ForEach-Object { $connection = Connect-Server $server; Measure-Second { $rows | New-TapPass -Connection $connection } } | Sort-Object
        $parallel = Measure-Second {
            $rows | ForEach-Object -ThrottleLimit 16 -Parallel {
                Invoke-RestMethod "$using:graph/v1.0/users/$($_.UserPrincipalName)/authentication/temporaryAccessPassMethods" -Method Post -Headers $using:headers -Body '{"lifetimeInMinutes":60}' -ContentType application/json
            }
        }
        # The loop's time is proportional to its rows; a part of them is enough.
        $loop = 10 * (Measure-Second {
                foreach ($row in $rows[0..199]) {
                    Invoke-RestMethod "$graph/v1.0/users/$($row.UserPrincipalName)/authentication/temporaryAccessPassMethods" -Method Post -Headers $headers -Body '{"lifetimeInMinutes":60}' -ContentType application/json
                }
            })
        Stop-Server $server
        $own = $ours[1]
        Write-Figure '2,000 passes, 60 ms latency, no limit: against ForEach-Object -Parallel' ('{0:n2} s against {1:n1} s: {2:n1} times' -f $own, $parallel, ($parallel / $own)) '10 times' ($parallel / $own -ge 10)
        Write-Figure 'the same against a plain foreach loop' ('{0:n2} s against {1:n0} s: {2:n0} times' -f $own, $loop, ($loop / $own)) '80 times' ($loop / $own -ge 80)
    }

    if ('Limits' -in $Only) {
        $cases = @(
            @{ Rate = 0.5; Burst = 5; Factor = 3 }, @{ Rate = 0.5; Burst = 20; Factor = 3 }
            @{ Rate = 5; Burst = 5; Factor = 1 }, @{ Rate = 5; Burst = 50; Factor = 2 }
            @{ Rate = 20; Burst = 5; Factor = 1 }, @{ Rate = 20; Burst = 200; Factor = 2 }
            @{ Rate = 200; Burst = 5; Factor = 1 }, @{ Rate = 200; Burst = 200; Factor = 1 }
        )
        $running = foreach ($case in $cases) {
            $items = [int] ($case.Burst + $case.Rate * 60 * $Minutes * $case.Factor)
            $server = Start-Server $items @{ latencyInMilliseconds = 60; throttle = @{ ratePerSecond = $case.Rate; burst = $case.Burst; retryAfter = 'wholeSeconds' } }
            @{ Case = $case; Items = $items; Server = $server; Job = Start-Job $limitScript -ArgumentList $module, $server.graph, $server.control, $items }
        }
        foreach ($run in $running) {
            $result = $run.Job | Receive-Job -Wait -AutoRemoveJob
            Stop-Server $run.Server
            $ideal = ($run.Items - $run.Case.Burst) / $run.Case.Rate
            $share = $ideal / $result.Seconds
            $refused = $result.Throttled / $run.Items
            Write-Figure ("limit {0} a second, burst {1}, {2:n0} rows" -f $run.Case.Rate, $run.Case.Burst, $run.Items) ('{0:p1} of the ideal, {1:p1} refused' -f $share, $refused) '95 %, 5 %' ($result.Count -eq $run.Items -and $share -ge 0.95 -and $refused -le 0.05)
        }
    }

    if ('Change' -in $Only) {
        foreach ($rate in 20, 200) {
            $items = $rate * 90
            $server = Start-Server $items @{ latencyInMilliseconds = 60; throttle = @{ ratePerSecond = $rate; burst = $rate } }
            $job = Start-Job $limitScript -ArgumentList $module, $server.graph, $server.control, $items
            $began = Get-Date
            $changes = @(@{ At = 30; Rate = $rate / 2 }, @{ At = 60; Rate = $rate })
            foreach ($change in $changes) {
                Start-Sleep -Seconds ([math]::Max(0, $change.At - ((Get-Date) - $began).TotalSeconds))
                $null = Set-Server $server faults @{ throttle = @{ ratePerSecond = $change.Rate } }
            }
            $result = $job | Receive-Job -Wait -AutoRemoveJob
            Stop-Server $server
            # The child's clock started a little later than ours; the change shows in its own rate.
            foreach ($change in $changes) {
                $after = @($result.Marks | Where-Object { $_ -ge $change.At + 15 -and $_ -lt $change.At + 25 }).Count / 10
                Write-Figure ("limit goes to {0} a second in mid-run: rate 15 to 25 s later" -f $change.Rate) ('{0:n1} a second, {1:p0}' -f $after, ($after / $change.Rate)) '90 %' ($after -ge 0.9 * $change.Rate)
            }
        }
    }

    if ('Memory' -in $Only -or 'Processor' -in $Only) {
        $server = Start-Server 100000
        $child = Start-Job -ArgumentList $module, $server.graph {
            param($Module, $Graph)
            Import-Module $Module
            Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'x').SecurePassword) -GraphEndpoint $Graph
            $self = [System.Diagnostics.Process]::GetCurrentProcess()
            $before = $self.TotalProcessorTime
            $sizes = [System.Collections.Generic.List[long]]::new()
            $count = 0
            & { foreach ($n in 1..100000) { 'user{0:d7}@contoso.example' -f $n } } | New-TapPass | ForEach-Object {
                if (++$count % 2000 -eq 0) { $self.Refresh(); $sizes.Add($self.WorkingSet64) }
            }
            $self.Refresh()
            [pscustomobject] @{ Growth = ($sizes | Measure-Object -Maximum).Maximum - $sizes[0]; LateGrowth = $sizes[-1] - $sizes[[int] ($sizes.Count / 2)]; Processor = ($self.TotalProcessorTime - $before).TotalMilliseconds / $count; Count = $count }
        }
        $result = $child | Receive-Job -Wait -AutoRemoveJob
        Stop-Server $server
        Write-Figure '100,000 rows: growth of the working set after the first 2,000' ('{0:n0} MB, {1:n0} MB of it in the second half' -f ($result.Growth / 1MB), ($result.LateGrowth / 1MB)) '40 MB, flat' ($result.Growth -le 40MB -and $result.LateGrowth -le 10MB)
        Write-Figure 'processor time per pass, the whole process less the import' ('{0:n3} ms' -f $result.Processor) '0.2 ms' ($result.Processor -le 0.2)
    }

    if ('Processor' -in $Only) {
        # Nothing goes for a long time: the processor must rest.
        $server = Start-Server 100 @{ throttle = @{ ratePerSecond = 0.01; burst = 1; retryAfter = 'fixed'; fixedRetryAfter = '20' } }
        $child = Start-Job -ArgumentList $module, $server.graph {
            param($Module, $Graph)
            Import-Module $Module
            Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'x').SecurePassword) -GraphEndpoint $Graph
            $self = [System.Diagnostics.Process]::GetCurrentProcess()
            $shell = [powershell]::Create('CurrentRunspace')
            $worker = [powershell]::Create()
            $null = $worker.AddScript({ param($m, $c) Import-Module $m; 1..50 | ForEach-Object { 'user{0:d7}@contoso.example' -f $_ } | New-TapPass -Connection $c }).AddArgument($Module).AddArgument((Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'x').SecurePassword) -GraphEndpoint $Graph -PassThru))
            $null = $worker.BeginInvoke()
            [System.Threading.Thread]::Sleep(5000)
            $self.Refresh(); $before = $self.TotalProcessorTime
            [System.Threading.Thread]::Sleep(10000)
            $self.Refresh()
            ($self.TotalProcessorTime - $before).TotalMilliseconds / 10000
            $null = $worker.BeginStop($null, $null)
            $shell.Dispose()
        }
        $busy = $child | Receive-Job -Wait -AutoRemoveJob
        Stop-Server $server
        Write-Figure 'processor share while the service says "wait"' ('{0:p1}' -f $busy) '5 %' ($busy -le 0.05)
    }

    if ('Single' -in $Only) {
        $server = Start-Server 200
        $connection = Connect-Server $server
        $graph = $server.graph
        $headers = @{ Authorization = 'Bearer x' }
        $pairs = foreach ($n in 1..120) {
            $user = 'user{0:d7}@contoso.example' -f $n
            $ours = Measure-Second { New-TapPass -UserId $user -Connection $connection }
            $theirs = Measure-Second { Invoke-RestMethod "$graph/v1.0/users/$user/authentication/temporaryAccessPassMethods" -Method Post -Headers $headers -Body '{}' -ContentType application/json }
            if ($n -gt 20) { [pscustomobject] @{ Ours = $ours; Theirs = $theirs; Ratio = $ours / $theirs } }
        }
        Stop-Server $server
        $ratio = ($pairs.Ratio | Sort-Object)[50]
        Write-Figure 'one pass by New-TapPass -UserId, against one Invoke-RestMethod' ('{0:n1} ms against {1:n1} ms, median ratio {2:n2}' -f (1000 * ($pairs.Ours | Sort-Object)[50]), (1000 * ($pairs.Theirs | Sort-Object)[50]), $ratio) 'no slower' ($ratio -le 1)
    }
)

$figures | Format-Table -AutoSize -Wrap | Out-String -Width 160
if ($figures.Met -contains 'NO') { exit 1 }
