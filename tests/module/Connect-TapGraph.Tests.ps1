# Signing in with the real credential classes, against a local authority that speaks the real protocols; the tokens are then used at the
# sandbox over HTTP. What needs variables of the environment of its own runs in a fresh process.

BeforeAll {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    Import-Module "$PSScriptRoot/TapAuthority.psm1"
    $tenant = (Start-Authority).tenantId
    $secretText = 'test~secret.of-an-application-0123456789'
    $endpoints = @{ GraphEndpoint = (Start-Sandbox).graph; AuthorityHost = (Start-Authority).authority }

    function Get-Failure ([scriptblock] $Script) { try { & $Script; throw 'It did not fail.' } catch { $_ } }
    function New-Credential ([string] $ClientId, [string] $Secret = $secretText) { [pscredential]::new($ClientId, (ConvertTo-Secret $Secret)) }
    function Connect-App ([string[]] $Role = 'UserAuthMethod-TAP.ReadWrite.All') {
        $id = Register-App @{ secrets = @($secretText); roles = $Role }
        Connect-TapGraph -TenantId $tenant -ClientSecretCredential (New-Credential $id) @endpoints -WarningAction SilentlyContinue
        $id
    }
}

Describe 'Connect-TapGraph' {
    BeforeEach {
        Reset-Sandbox
        $null = Invoke-Authority device -Method Post -Body @{}
        $null = Invoke-Authority scopes -Method Post -Body @()
    }
    AfterEach { Disconnect-TapGraph }

    Context 'Ways to sign in' {
        It 'takes a client secret, and tells once that no role binds an application' {
            $id = Register-App @{ secrets = @($secretText) }
            Connect-TapGraph -TenantId $tenant -ClientSecretCredential (New-Credential $id) @endpoints -WarningVariable warnings -WarningAction SilentlyContinue
            $warnings.Count | Should -Be 1
            "$warnings" | Should -BeLike '*no directory role*'
            (New-TapPass 'adele.vance@contoso.example' -WarningVariable more).TemporaryAccessPass | Should -Not -BeNullOrEmpty
            $more | Should -BeNullOrEmpty
            $context = Get-TapContext
            $context.AuthType | Should -Be 'AppOnly'
            $context.SignInMethod | Should -Be 'ClientSecret'
            $context.ClientId | Should -Be $id
            $context.TenantId | Should -Be $tenant
            $context.ExpiresOn | Should -BeGreaterThan ([datetimeoffset]::UtcNow)
        }

        It 'takes a certificate: object, PFX, PEM, with password or without' {
            $key = [System.Security.Cryptography.RSA]::Create(2048)
            $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=passes', $key, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
            $certificate = $request.CreateSelfSigned([datetimeoffset]::UtcNow.AddMinutes(-5), [datetimeoffset]::UtcNow.AddHours(1))
            $id = Register-App @{ certificateKeys = @($key.ExportSubjectPublicKeyInfoPem()) }
            $app = @{ TenantId = $tenant; ClientId = $id; WarningAction = 'SilentlyContinue' } + $endpoints
            $password = ConvertTo-Secret 'the password of the key'
            [System.IO.File]::WriteAllBytes("$TestDrive/app.pfx", $certificate.Export('Pkcs12', 'the password of the key'))
            Set-Content "$TestDrive/app.pem" ($certificate.ExportCertificatePem() + "`n" + $key.ExportPkcs8PrivateKeyPem())

            Connect-TapGraph -Certificate $certificate @app
            Connect-TapGraph -CertificatePath "$TestDrive/app.pfx" -CertificatePassword $password @app
            Connect-TapGraph -CertificatePath "$TestDrive/app.pem" @app
            (Get-TapContext).SignInMethod | Should -Be 'ClientCertificate'
            $failure = Get-Failure { Connect-TapGraph -CertificatePath "$TestDrive/app.pfx" -CertificatePassword (ConvertTo-Secret 'not the password') @app }
            $failure.FullyQualifiedErrorId | Should -Be 'AuthenticationFailed,TapModule.Commands.ConnectTapGraphCommand'
            $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-CertificatePassword*'
        }

        It 'shows the device code at once, whatever the preferences, and asks for the least permissions' {
            $shown = Connect-TapGraph -UseDeviceCode -TenantId $tenant @endpoints 6>&1
            "$shown" | Should -BeLike '*ABCD-1234*'
            $shown[0].Tags | Should -Contain 'PSHOST'
            $context = Get-TapContext
            $context.AuthType | Should -Be 'Delegated'
            $context.Permissions | Sort-Object | Should -Be 'Policy.Read.AuthenticationMethod', 'User.ReadBasic.All', 'UserAuthMethod-TAP.ReadWrite.All'
            ($context.Commands | Where-Object Command -EQ 'New-TapPass').IsAllowed | Should -BeTrue
            ($context.Commands | Where-Object Command -EQ 'New-TapPass').Role | Should -BeLike 'Authentication Administrator*'
            ($context.Commands | Where-Object Command -EQ 'Set-TapPolicy').MissingPermission | Should -Be 'Policy.ReadWrite.AuthenticationMethod'
        }

        It 'asks for what the purpose needs' {
            Connect-TapGraph -UseDeviceCode -Purpose Policy @endpoints 6> $null
            (Get-TapContext).Permissions | Should -Be 'Policy.ReadWrite.AuthenticationMethod'
            Connect-TapGraph -UseDeviceCode -Scopes 'UserAuthMethod-TAP.Read.All' @endpoints 6> $null
            (Get-TapContext).Permissions | Should -Be 'UserAuthMethod-TAP.Read.All'
        }

        It 'tells a code that was not entered, or declined' {
            $null = Invoke-Authority device -Method Post -Body @{ polls = @('authorization_pending'); ending = 'expired_token' }
            (Get-Failure { Connect-TapGraph -UseDeviceCode @endpoints 6> $null }).Exception.Message | Should -BeLike '*not entered in time*'
            $null = Invoke-Authority device -Method Post -Body @{ ending = 'authorization_declined' }
            (Get-Failure { Connect-TapGraph -UseDeviceCode @endpoints 6> $null }).Exception.Message | Should -BeLike '*declined*'
        }

        It 'takes a federated token, given or in a file' {
            $id = Register-App @{ federatedSubjects = @('repo:contoso/onboarding:ref:refs/heads/main') }
            $app = @{ TenantId = $tenant; ClientId = $id; WarningAction = 'SilentlyContinue' } + $endpoints
            Connect-TapGraph -FederatedToken (ConvertTo-Secret (Invoke-Authority foreign-token)) @app
            Set-Content "$TestDrive/token" (Invoke-Authority foreign-token) -NoNewline
            Connect-TapGraph -WorkloadIdentity -FederatedTokenFile "$TestDrive/token" @app
            (Get-TapContext).SignInMethod | Should -Be 'WorkloadIdentity'
        }

        It 'takes <Name>, in a job, pod or machine that has it' -ForEach @(
            @{ Name = '-GitHubActions'; SignInMethod = 'GitHubActions'; Variables = 'ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN' }
            @{ Name = '-AzurePipelines'; SignInMethod = 'AzurePipelines'; Variables = @('SYSTEM_OIDCREQUESTURI') }
            @{ Name = '-WorkloadIdentity'; SignInMethod = 'WorkloadIdentity'; Variables = 'AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_FEDERATED_TOKEN_FILE' }
            @{ Name = '-EnvironmentVariable'; SignInMethod = 'EnvironmentVariable'; Variables = 'AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET' }
            @{ Name = '-Identity'; SignInMethod = 'ManagedIdentity'; Variables = 'IDENTITY_ENDPOINT', 'IDENTITY_HEADER' }
        ) {
            $id = Register-App @{ secrets = @($secretText); federatedSubjects = @('repo:contoso/onboarding:ref:refs/heads/main') }
            $authority = (Start-Authority).authority
            Set-Content "$TestDrive/token" (Invoke-Authority foreign-token) -NoNewline
            $machineKey = Invoke-Authority machine-key
            $known = @{
                ACTIONS_ID_TOKEN_REQUEST_URL = "$authority/github/token?api-version=2.0"; ACTIONS_ID_TOKEN_REQUEST_TOKEN = $machineKey
                SYSTEM_OIDCREQUESTURI = "$authority/devops/token"
                AZURE_TENANT_ID = $tenant; AZURE_CLIENT_ID = $id; AZURE_CLIENT_SECRET = $secretText; AZURE_FEDERATED_TOKEN_FILE = "$TestDrive/token"
                IDENTITY_ENDPOINT = "$authority/msi/token"; IDENTITY_HEADER = $machineKey
            }
            $environment = @{ WAY = $Name; CLIENT = $id; TENANT = $tenant; GRAPH = (Start-Sandbox).graph; AUTHORITY = $authority; KEY = $machineKey }
            foreach ($variable in $Variables) { $environment[$variable] = $known[$variable] }
            $child = Invoke-ChildPwsh -Environment $environment {
                Import-Module $env:TAPMODULE_UNDER_TEST
                $app = @{ TenantId = $env:TENANT; ClientId = $env:CLIENT }
                $common = @{ GraphEndpoint = $env:GRAPH; AuthorityHost = $env:AUTHORITY; WarningAction = 'SilentlyContinue' }
                switch ($env:WAY) {
                    '-GitHubActions' { Connect-TapGraph -GitHubActions @app @common }
                    '-AzurePipelines' {
                        $token = [System.Net.NetworkCredential]::new('', $env:KEY).SecurePassword
                        Connect-TapGraph -AzurePipelines -ServiceConnectionId 'c-1' -SystemAccessToken $token @app @common
                    }
                    '-WorkloadIdentity' { Connect-TapGraph -WorkloadIdentity @common }
                    '-EnvironmentVariable' { Connect-TapGraph -EnvironmentVariable @common }
                    '-Identity' { Connect-TapGraph -Identity @common }
                }
                $null = New-TapPass 'adele.vance@contoso.example'
                Get-TapContext | Select-Object SignInMethod, AuthType | ConvertTo-Json
            }
            $child.Err | Should -BeNullOrEmpty
            $child.Json.SignInMethod | Should -Be $SignInMethod
            $child.Json.AuthType | Should -Be 'AppOnly'
        }

        It 'takes a given token that nobody can read' {
            Connect-TapGraph -AccessToken (ConvertTo-Secret 'opaque') -GraphEndpoint $endpoints.GraphEndpoint
            (Get-TapContext).AuthType | Should -Be 'Unknown'
            (New-TapPass 'adele.vance@contoso.example').TemporaryAccessPass | Should -Not -BeNullOrEmpty
        }

        It 'takes the login of the Azure CLI, and says why a person''s does not serve' {
            if ($IsWindows) { Set-ItResult -Skipped -Because 'a script stands for az, and Windows would not run it' }
            # The header and claims of a person's az login, signed by nobody.
            $claims = @{ appid = '04b07795-8ddb-461a-bbee-02f9e1bf7b46'; scp = 'User.ReadWrite.All Group.ReadWrite.All'; upn = 'ada@contoso.example' } | ConvertTo-Json -Compress
            $token = 'eyJhbGciOiJub25lIn0.' + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($claims)).TrimEnd('=') + '.x'
            $null = New-Item -ItemType Directory "$TestDrive/bin"
            $answer = @{ accessToken = $token; expiresOn = '2099-01-01 00:00:00.000000'; expires_on = 4070908800 } | ConvertTo-Json -Compress
            Set-Content "$TestDrive/bin/az" "#!/bin/sh`necho '$answer'"
            chmod +x "$TestDrive/bin/az"
            $child = Invoke-ChildPwsh -Environment @{ PATH = "$TestDrive/bin:$env:PATH"; GRAPH = $endpoints.GraphEndpoint } {
                Import-Module $env:TAPMODULE_UNDER_TEST
                Connect-TapGraph -AzureCli -GraphEndpoint $env:GRAPH -WarningVariable warnings -WarningAction SilentlyContinue
                $failure = try { New-TapPass 'adele.vance@contoso.example' } catch { $_ }
                @{ Warning = "$warnings"; Id = $failure.FullyQualifiedErrorId; Advice = $failure.ErrorDetails.RecommendedAction } | ConvertTo-Json
            }
            $child.Json.Warning | Should -BeLike '*person''s Azure CLI login*'
            $child.Json.Id | Should -Be 'MissingPermission,TapModule.Commands.NewTapPassCommand'
            $child.Json.Advice | Should -BeLike '*Connect-TapGraph*service principal*'
        }

        It 'opens the browser of this machine by default' {
            if (-not $IsLinux) { Set-ItResult -Skipped -Because 'only on Linux a script can stand for the browser' }
            $null = New-Item -ItemType Directory "$TestDrive/browser"
            # The default browser, as a script: it fetches the authority's page and posts its form.
            Set-Content "$TestDrive/browser/xdg-open" @'
#!/bin/sh
page=$(curl --silent --max-time 20 "$(printf '%s' "$1" | sed 's/^https:/http:/')")
field() { printf '%s' "$page" | sed -n "s/.*name=\"$1\" value=\"\([^\"]*\)\".*/\1/p"; }
action=$(printf '%s' "$page" | sed -n 's/.*action="\([^"]*\)".*/\1/p')
exec curl --silent --max-time 20 --output /dev/null --data-urlencode "code=$(field code)" --data-urlencode "state=$(field state)" "$action"
'@
            chmod +x "$TestDrive/browser/xdg-open"
            $child = Invoke-ChildPwsh -Environment @{ PATH = "$TestDrive/browser:$env:PATH"; GRAPH = $endpoints.GraphEndpoint; AUTHORITY = $endpoints.AuthorityHost } {
                Import-Module $env:TAPMODULE_UNDER_TEST
                Connect-TapGraph -GraphEndpoint $env:GRAPH -AuthorityHost $env:AUTHORITY
                Get-TapContext | Select-Object SignInMethod, Account | ConvertTo-Json
            }
            $child.Json.SignInMethod | Should -Be 'InteractiveBrowser'
            $child.Json.Account | Should -Be 'ada@contoso.example'
        }
    }

    Context 'The live session of Connect-MgGraph' {
        BeforeAll {
            # Stands in for Microsoft's module: its public commands, and a session that is the process's.
            $folder = "$TestDrive/Microsoft.Graph.Authentication"
            $null = New-Item -ItemType Directory $folder
            Set-Content "$folder/Microsoft.Graph.Authentication.psm1" @'
function Get-MgContext { if ($env:FAKE_MG_TOKENS) { [pscustomobject] @{ Account = 'ada@contoso.example' } } }
function Invoke-MgGraphRequest {
    param($Method, $Uri, $OutputType, [switch] $SkipHttpErrorCheck)
    if ($OutputType -ne 'HttpResponseMessage') { throw 'not asked for so' }
    $token = (Invoke-RestMethod $env:FAKE_MG_TOKENS -Method Post -Body '{ "scopes": [ "UserAuthMethod-TAP.ReadWrite.All" ] }' -ContentType 'application/json').token
    $answer = [System.Net.Http.HttpResponseMessage]::new('Forbidden')
    $answer.RequestMessage = [System.Net.Http.HttpRequestMessage]::new('GET', 'https://graph.microsoft.com/v1.0/organization')
    $answer.RequestMessage.Headers.Authorization = [System.Net.Http.Headers.AuthenticationHeaderValue]::new('Bearer', $token)
    $answer
}
'@
        }
        AfterEach { $env:FAKE_MG_TOKENS = $null; Remove-Module Microsoft.Graph.Authentication -ErrorAction Ignore }

        It 'is used, and asked again when a token is refused in mid-session' {
            Import-Module "$folder/Microsoft.Graph.Authentication.psm1"
            $env:FAKE_MG_TOKENS = "$((Start-Sandbox).control)/tokens"
            $null = Invoke-Sandbox tokens -Method Put -Body @{ requireIssued = $true }
            Connect-TapGraph -MgGraph -GraphEndpoint $endpoints.GraphEndpoint
            (Get-TapContext).Permissions | Should -Be 'UserAuthMethod-TAP.ReadWrite.All'
            $null = New-TapPass 'adele.vance@contoso.example'
            $null = Invoke-Sandbox tokens/revoke -Method Post -Body @{}
            (New-TapPass 'adele.vance@contoso.example').TemporaryAccessPass | Should -Not -BeNullOrEmpty
        }

        It 'is missed in plain words: module not loaded, nobody signed in' {
            (Get-Failure { Connect-TapGraph -MgGraph @endpoints }).ErrorDetails.RecommendedAction | Should -BeLike 'Run Connect-MgGraph first*'
            Import-Module "$folder/Microsoft.Graph.Authentication.psm1"
            (Get-Failure { Connect-TapGraph -MgGraph @endpoints }).Exception.Message | Should -BeLike '*nobody is signed in there*'
        }
    }

    Context 'What is refused before anything is sent' {
        It 'is a cloud without passes' {
            $failure = Get-Failure { Connect-TapGraph -Environment China -AccessToken (ConvertTo-Secret 'opaque') }
            $failure.FullyQualifiedErrorId | Should -BeLike 'CloudNotSupported,*'
            $failure.Exception.Message | Should -BeLike '*v1.0*'
        }

        It 'is an endpoint or authority that would put the token at risk' -ForEach @(
            @{ Unsafe = @{ GraphEndpoint = 'http://graph.example.org' } }
            @{ Unsafe = @{ AuthorityHost = 'http://login.example.org' } }
        ) {
            (Get-Failure { Connect-TapGraph -AccessToken (ConvertTo-Secret 'opaque') @Unsafe }).FullyQualifiedErrorId | Should -BeLike 'UnsafeEndpoint,*'
        }

        It 'is a combination that means nothing' {
            (Get-Failure { Connect-TapGraph -Sandbox -Environment USGov }).Exception.Message | Should -BeLike '*sandbox*'
            (Get-Failure { Connect-TapGraph -Identity -ClientId a -IdentityObjectId b }).Exception.Message | Should -BeLike '*one id*'
            (Get-Failure { Connect-TapGraph -UseDeviceCode -Purpose Read -Scopes a }).Exception.Message | Should -BeLike '*exclude*'
            { Connect-TapGraph -Sandbox -AzureCli } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
        }

        It 'is a command that the token cannot serve: permission, role and fix are named' {
            $null = Connect-App 'UserAuthMethod-TAP.Read.All'
            $failure = Get-Failure { 'adele.vance@contoso.example' | New-TapPass }
            $failure.FullyQualifiedErrorId | Should -Be 'MissingPermission,TapModule.Commands.NewTapPassCommand'
            $failure.CategoryInfo.Category | Should -Be 'PermissionDenied'
            $failure.Exception.Message | Should -BeLike '*UserAuthMethod-TAP.ReadWrite.All*'
            $failure.ErrorDetails.RecommendedAction | Should -BeLike '*New-MgServicePrincipalAppRoleAssignment*627169a8-8c15-451c-861a-5b80e383de5c*'
            Invoke-Sandbox requests | Should -BeNullOrEmpty
            'adele.vance@contoso.example' | New-TapPass -WhatIf
            Get-TapPass 'adele.vance@contoso.example' | Should -BeNullOrEmpty
        }

        It 'is a token cache where the platform protects none' {
            if (-not $IsLinux -or $null -ne $env:DBUS_SESSION_BUS_ADDRESS) { Set-ItResult -Skipped -Because 'this machine protects a token cache' }
            $id = Register-App @{ secrets = @($secretText) }
            $failure = Get-Failure { Connect-TapGraph -TenantId $tenant -ClientSecretCredential (New-Credential $id) -Cache @endpoints }
            $failure.ErrorDetails.RecommendedAction | Should -BeLike '*never stored unprotected*'
        }
    }

    Context 'What the authority refuses' {
        It 'is told with the fix' {
            $id = Register-App @{ secrets = @($secretText) }
            $failure = Get-Failure { Connect-TapGraph -TenantId $tenant -ClientSecretCredential (New-Credential $id 'a-wrong-secret-0123456789-0123456789') @endpoints }
            $failure.FullyQualifiedErrorId | Should -Be 'AuthenticationFailed,TapModule.Commands.ConnectTapGraphCommand'
            $failure.CategoryInfo.Category | Should -Be 'AuthenticationError'
            $failure.Exception.GraphCode | Should -Be 'AADSTS7000215'
            $failure.Exception.Message | Should -BeLike '*client secret is wrong*'
            $failure.ErrorDetails.RecommendedAction | Should -BeLike '*value, not its id*'
        }

        It 'leaves an earlier connection as it was' {
            $id = Connect-App
            $null = Get-Failure { Connect-TapGraph -TenantId 'nowhere.example' -ClientSecretCredential (New-Credential $id) @endpoints }
            (Get-TapContext).ClientId | Should -Be $id
        }
    }

    Context 'Several connections' {
        It 'serve side by side, also in parallel runspaces, each of which has its own' {
            $ids = 1..3 | ForEach-Object { Register-App @{ secrets = @($secretText) } }
            $connections = $ids | ForEach-Object {
                Connect-TapGraph -TenantId $tenant -ClientSecretCredential (New-Credential $_) @endpoints -PassThru -WarningAction SilentlyContinue
            }
            $module = Get-TapModulePath
            $seen = 0..2 | ForEach-Object -Parallel {
                Import-Module $using:module
                $none = try { Get-TapContext } catch { $_.FullyQualifiedErrorId }
                $context = Get-TapContext -Connection ($using:connections)[$_]
                $null = New-TapPass 'adele.vance@contoso.example' -Connection ($using:connections)[$_]
                [pscustomobject] @{ Client = $context.ClientId; Own = $none }
            }
            $seen.Client | Sort-Object | Should -Be ($ids | Sort-Object)
            $seen.Own | Select-Object -Unique | Should -BeLike 'NotConnected,*'
            (Get-TapContext).ClientId | Should -Be $ids[2]
            (Get-TapContext -Connection $connections[0]).ClientId | Should -Be $ids[0]
        }
    }

    Context 'A sign-in that ends in mid-run' {
        It '<Ending>: the run ends in order, and the same line after the next sign-in gives every user exactly one working pass' -ForEach @(
            @{ Ending = 'revoked'; Path = 'tokens/revoke'; Method = 'Post'; Body = @{}; Id = 'AuthenticationFailed' }
            @{ Ending = 'more claims demanded of every item'; Path = 'tokens'; Method = 'Put'; Id = 'ClaimsChallenge'
                Body = @{ demandedClaims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'; challengeItems = $true }
            }
        ) {
            Reset-Sandbox @{ users = 200 }
            $journal = "$TestDrive/$Id.jsonl"
            $users = 1..200 | ForEach-Object { 'user{0:d7}@contoso.example' -f $_ }
            $got = @{}
            $way = @{ Path = $Path; Method = $Method; Body = $Body }
            Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All') }
            $failure = Get-Failure {
                $users | New-TapPass -Journal $journal -BatchSize 5 -ThrottleLimit 2 -ErrorAction SilentlyContinue | ForEach-Object {
                    $got[$_.UserId] = $_.TemporaryAccessPass
                    if ($got.Count -eq 20) { $null = Invoke-Sandbox @way }
                }
            }
            $failure.FullyQualifiedErrorId | Should -Be "$Id,TapModule.Commands.NewTapPassCommand"
            $got.Count | Should -BeGreaterOrEqual 20
            $got.Count | Should -BeLessThan 200
            @(Get-Content $journal | ForEach-Object { $_ | ConvertFrom-Json } | Where-Object event -EQ 'delivered').Count | Should -Be $got.Count

            $null = Invoke-Sandbox tokens -Method Put -Body @{ demandedClaims = $null; challengeItems = $false }
            Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All') }
            $users | New-TapPass -Journal $journal | ForEach-Object { $got[$_.UserId] = $_.TemporaryAccessPass }
            $got.Count | Should -Be 200
            foreach ($user in $users | Get-Random -Count 10) { (Invoke-Sandbox "passes/$user").issuedCodes[-1] | Should -BeExactly $got[$user] }
        }
    }

    Context 'No secret' {
        It 'shows in any stream, transcript, journal or error' {
            $id = Register-App @{ secrets = @($secretText); federatedSubjects = @('repo:contoso/onboarding:ref:refs/heads/main') }
            $machineKey = Invoke-Authority machine-key
            $given = (Invoke-Sandbox tokens -Method Post -Body @{ scopes = @('UserAuthMethod-TAP.ReadWrite.All') }).token
            $child = Invoke-ChildPwsh -Environment @{
                CLIENT = $id; TENANT = $tenant; SECRET = $secretText; GIVEN = $given; KEY = $machineKey; FEDERATED = Invoke-Authority foreign-token
                GRAPH = $endpoints.GraphEndpoint; AUTHORITY = $endpoints.AuthorityHost; FOLDER = "$TestDrive"
            } {
                Import-Module $env:TAPMODULE_UNDER_TEST
                $null = Start-Transcript "$env:FOLDER/transcript.txt"
                $DebugPreference = $VerbosePreference = $InformationPreference = 'Continue'
                function ConvertTo-Secret ($Text) { [System.Net.NetworkCredential]::new('', $Text).SecurePassword }
                $common = @{ GraphEndpoint = $env:GRAPH; AuthorityHost = $env:AUTHORITY; TenantId = $env:TENANT }
                $ways = @(
                    { Connect-TapGraph -ClientSecretCredential ([pscredential]::new($env:CLIENT, (ConvertTo-Secret $env:SECRET))) -PassThru @common }
                    { Connect-TapGraph -ClientSecretCredential ([pscredential]::new($env:CLIENT, (ConvertTo-Secret "$env:SECRET-wrong"))) @common }
                    { Connect-TapGraph -FederatedToken (ConvertTo-Secret $env:FEDERATED) -ClientId $env:CLIENT -PassThru @common }
                    { Connect-TapGraph -FederatedToken (ConvertTo-Secret $env:GIVEN) -ClientId $env:CLIENT @common }
                    { Connect-TapGraph -AzurePipelines -ServiceConnectionId c -SystemAccessToken (ConvertTo-Secret $env:KEY) -ClientId $env:CLIENT @common }
                    { Connect-TapGraph -UseDeviceCode -PassThru @common }
                    { Connect-TapGraph -AccessToken (ConvertTo-Secret $env:GIVEN) -GraphEndpoint $env:GRAPH -PassThru }
                )
                & {
                    foreach ($way in $ways) {
                        try { & $way | Format-List * -Force } catch { $_ | Format-List * -Force; $_.Exception.ToString() }
                        try { Get-TapContext | Format-List * -Force; Get-TapContext | ConvertTo-Json -Depth 5 } catch { "$_" }
                        try { New-TapPass 'adele.vance@contoso.example' -Journal "$env:FOLDER/run.jsonl" } catch { "$_" }
                    }
                } *>&1 | Out-String -Width 500
                $Error | Format-List * -Force | Out-String -Width 500
                $null = Stop-Transcript
            }
            $child.ExitCode | Should -Be 0
            $texts = @($child.Out, $child.Err, (Get-Content -Raw "$TestDrive/transcript.txt"), (Get-Content -Raw "$TestDrive/run.jsonl"))
            $child.Out | Should -BeLike '*ClientSecret*DeviceCode*'
            $secrets = @(Invoke-Authority secrets | ForEach-Object { $_ }) + $secretText + "$secretText-wrong" + $given + $machineKey
            $secrets.Count | Should -BeGreaterThan 8
            $leaks = foreach ($secret in $secrets | Where-Object Length -GT 8) { foreach ($text in $texts) { if ("$text".Contains($secret)) { $secret.Substring(0, 12) } } }
            $leaks | Should -BeNullOrEmpty
        }
    }
}
