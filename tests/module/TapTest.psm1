# What the module's test files share: the built module, the sandbox server, fresh processes, completion.
# Each file starts with:  BeforeAll { Import-Module "$PSScriptRoot/TapTest.psm1" }

. "$PSScriptRoot/../../tools/Common.ps1"

$ErrorActionPreference = 'Stop'
$Sandbox = $null

<#
.SYNOPSIS
    The manifest of the built module: the one that the test run names, or else the newest in out/.
#>
function Get-TapModulePath {
    if ($env:TAPMODULE_UNDER_TEST) { return $env:TAPMODULE_UNDER_TEST }
    $newest = Get-ChildItem (Join-Path $RepositoryRoot 'out/TapModule/*/TapModule.psd1') | Sort-Object LastWriteTime | Select-Object -Last 1
    if (-not $newest) { throw 'There is no built module in out/. Run ./build.ps1 first.' }
    $newest.FullName
}

<#
.SYNOPSIS
    Starts the sandbox server, once for the process, and gives its two addresses: graph and control.
.NOTES
    The server ends when its standard input does, which is when this process ends, however it ends.
#>
function Start-Sandbox {
    if (-not $script:Sandbox) {
        $configuration = if ($env:TAPMODULE_TEST_CONFIGURATION) { $env:TAPMODULE_TEST_CONFIGURATION } else { 'Release' }
        $server = Join-Path $RepositoryRoot "tests/TapModule.Sandbox.Server/bin/$configuration/net10.0/TapModule.Sandbox.Server.dll"
        $start = [System.Diagnostics.ProcessStartInfo] @{
            FileName = 'dotnet'; Arguments = "`"$server`""; UseShellExecute = $false
            RedirectStandardInput = $true; RedirectStandardOutput = $true
        }
        $process = [System.Diagnostics.Process]::Start($start)
        $line = $process.StandardOutput.ReadLine()
        if (-not $line) { throw "The sandbox server did not start: $server" }
        $script:Sandbox = $line | ConvertFrom-Json | Add-Member -NotePropertyName Process -NotePropertyValue $process -PassThru
    }
    $script:Sandbox
}

<#
.SYNOPSIS
    Talks to the sandbox's control door, as in: Invoke-Sandbox state; Invoke-Sandbox faults -Method Post -Body @{ ... }
#>
function Invoke-Sandbox {
    param([string] $Path, [string] $Method = 'Get', [object] $Body)

    $request = @{ Uri = "$((Start-Sandbox).control)/$Path"; Method = $Method }
    if ($null -ne $Body) { $request += @{ Body = ConvertTo-Json $Body -Depth 10; ContentType = 'application/json' } }
    Invoke-RestMethod @request
}

<#
.SYNOPSIS
    Puts the sandbox back to how it started, or as its reset door is told, as in: Reset-Sandbox @{ users = 100 }
#>
function Reset-Sandbox {
    param([hashtable] $Body = @{})

    $null = Invoke-Sandbox reset -Method Post -Body $Body
}

<#
.SYNOPSIS
    Connects this runspace to the sandbox over HTTP, with a token that the sandbox issues as its tokens door is told.
#>
function Connect-Sandbox {
    param([hashtable] $Token = @{})

    $issued = (Invoke-Sandbox tokens -Method Post -Body $Token).token
    $secret = [System.Net.NetworkCredential]::new('', $issued).SecurePassword
    # The warning that no role binds an application is for people.
    Connect-TapGraph -AccessToken $secret -GraphEndpoint (Start-Sandbox).graph -WarningAction SilentlyContinue
}

<#
.SYNOPSIS
    Runs a script in a fresh PowerShell, which finds the path of the module in $env:TAPMODULE_UNDER_TEST.
.OUTPUTS
    ExitCode, Out (text), Err (text), and Json: the text as an object, if it is JSON.
#>
function Invoke-ChildPwsh {
    param([scriptblock] $Script, [hashtable] $Environment = @{}, [int] $TimeoutInSeconds = 120)

    # A file, not -Command: its text needs no quoting, and the exit code tells whether it ended well.
    $file = Join-Path ([System.IO.Path]::GetTempPath()) "$([guid]::NewGuid()).ps1"
    Set-Content -LiteralPath $file -Value $Script -Encoding utf8
    $all = @{ TAPMODULE_UNDER_TEST = Get-TapModulePath }
    foreach ($name in $Environment.Keys) { $all[$name] = $Environment[$name] }
    $process = Start-FreshPwsh '-File', $file -Redirect -Environment $all
    try {
        $process.StandardInput.Close()
        $out = $process.StandardOutput.ReadToEndAsync()
        $err = $process.StandardError.ReadToEndAsync()
        if (-not $process.WaitForExit($TimeoutInSeconds * 1000)) {
            $process.Kill()
            throw "The child process did not end within $TimeoutInSeconds seconds."
        }
        $json = try { $out.Result | ConvertFrom-Json } catch { $null }
        [pscustomobject] @{ ExitCode = $process.ExitCode; Out = $out.Result; Err = $err.Result; Json = $json }
    } finally {
        $process.Dispose()
        Remove-Item -LiteralPath $file
    }
}

<#
.SYNOPSIS
    What the Tab key would offer at the end of an expression.
#>
function Complete {
    param([string] $Expression)

    [System.Management.Automation.CommandCompletion]::CompleteInput($Expression, $Expression.Length, $null).CompletionMatches
}

Import-Module (Get-TapModulePath) -Global
Export-ModuleMember -Function Get-TapModulePath, Start-Sandbox, Invoke-Sandbox, Reset-Sandbox, Connect-Sandbox, Start-FreshPwsh, Invoke-ChildPwsh, Complete
