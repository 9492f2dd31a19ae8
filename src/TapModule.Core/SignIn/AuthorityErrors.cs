using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using Azure.Identity;
using Microsoft.Identity.Client;
using TapModule.Core.Errors;
using TapModule.Core.SignIn.Methods;
using TapModule.Core.Text;

namespace TapModule.Core.SignIn;

/// <summary>
/// What the authority, or the way to it, said when it gave no token. Known codes get plain words and the fix; the rest keeps the authority's
/// own first sentence. The original exceptions are not kept: their texts are long and may repeat what was sent.
/// Source of the codes: Microsoft, "Microsoft Entra authentication and authorization error codes".
/// </summary>
internal static class AuthorityErrors
{
    /// <summary>By AADSTS code, by the code of the sign-in library, or by words of Azure.Identity, in this order.</summary>
    public static readonly IReadOnlyList<AuthorityRule> Rules =
    [
        new("AADSTS7000215", "the client secret is wrong", "Give the secret's value, not its id (Entra admin center, App registrations, Certificates & secrets)."),
        new("AADSTS7000222", "the client secret has expired", "Make a new one in App registrations, Certificates & secrets, or use a certificate or a federated credential instead."),
        new("AADSTS700016", "the tenant does not know this application", "Check -ClientId and -TenantId; the application may have to be registered in, or consented to by, this tenant."),
        new("AADSTS90002", "there is no such tenant", "Check -TenantId (an id or a verified domain) and -Environment."),
        new("AADSTS900023", "the tenant is neither a valid id nor a valid domain", "Check -TenantId."),
        new("AADSTS900382", "the tenant belongs to another cloud", "Choose the right -Environment."),
        new("AADSTS700027", "the application does not know this certificate", "Upload the certificate's public part in App registrations, Certificates & secrets, and check its validity."),
        new("AADSTS700213", "no federated credential of the application fits this token's subject", "Compare the federated credential's issuer, subject and audience with the job's (repository, branch, environment)."),
        new("AADSTS70021", "no federated credential of the application fits this token", "Compare the federated credential's issuer, subject and audience with the token's."),
        new("AADSTS700024", "the assertion is not valid at this time", "Check the clock of this machine; federated tokens live for minutes only."),
        new("AADSTS65001", "the application has no consent for the permissions", "An administrator must grant it: sign in once as one, or use Grant admin consent in App registrations, API permissions."),
        new("AADSTS65004", "the consent was declined", "Sign in again and accept the permissions, or let an administrator grant them."),
        new("AADSTS90094", "an administrator must grant the permissions", "Let an administrator sign in once, or use Grant admin consent in Enterprise applications, Permissions."),
        new("AADSTS70011", "a permission was asked for that does not exist here", "Check -Scopes. In the government clouds the narrow UserAuthMethod-TAP permissions may not exist."),
        new("AADSTS650053", "a permission was asked for that does not exist here", "Check -Scopes. In the government clouds the narrow UserAuthMethod-TAP permissions may not exist."),
        new("AADSTS53003", "a conditional access policy blocks this sign-in", "Sign in from a device and place that the policy accepts, or ask who runs conditional access (sign-in logs name the policy)."),
        new("AADSTS53000", "conditional access demands a compliant device", "Sign in from a managed device, in the browser rather than by device code."),
        new("AADSTS50076", "multifactor authentication is demanded", "Sign in again with Connect-TapGraph in the browser and answer the prompt."),
        new("AADSTS50078", "the multifactor authentication has expired", "Sign in again with Connect-TapGraph and answer the prompt."),
        new("AADSTS50079", "the account must register for multifactor authentication first", "Register at https://aka.ms/mfasetup and sign in again."),
        new("AADSTS50158", "an external security check was not passed", "Sign in again with Connect-TapGraph in the browser."),
        new("AADSTS50173", "the sign-in was revoked, perhaps by a changed password", "Sign in again with Connect-TapGraph."),
        new("AADSTS700082", "the sign-in has expired because it was not used", "Sign in again with Connect-TapGraph."),
        new("AADSTS70043", "the sign-in has expired by a sign-in frequency policy", "Sign in again with Connect-TapGraph."),
        new("AADSTS50057", "the account is disabled", "Use another account."),
        new("AADSTS7000112", "the application is disabled in this tenant", "Enable it in Enterprise applications, Properties."),
        new("AADSTS7000218", "this application is not allowed public sign-in", "Switch on Allow public client flows (App registrations, Authentication), or sign in with a secret or certificate."),
        new("AADSTS50020", "this account is not in the tenant", "Sign in with an account of the tenant, or give the account's own -TenantId."),
        new("AADSTS50011", "the application has no redirect address http://localhost", "Add http://localhost under Mobile and desktop applications (App registrations, Authentication), or use -UseDeviceCode."),
        new("AADSTS50196", "the authority stopped a loop of sign-ins", "Wait some minutes before the next sign-in."),
        new("authorization_declined", "the sign-in was declined in the browser", "Run Connect-TapGraph again and accept."),
        new("access_denied", "the sign-in was declined in the browser", "Run Connect-TapGraph again and accept."),
        new("code_expired", "the code was not entered in time", "Run Connect-TapGraph again and enter the code within some minutes."),
        new("expired_token", "the code was not entered in time", "Run Connect-TapGraph again and enter the code within some minutes."),
        // MSAL.NET does not slow down; Microsoft Entra is not known to ask for it.
        new("slow_down", "the authority was polled too fast", "Run Connect-TapGraph again after a minute."),
        new("authentication_canceled", "the sign-in was cancelled", "Run Connect-TapGraph again."),
        new("Azure CLI not installed", "the Azure CLI is not installed, or not in the PATH", "Install it, or sign in another way."),
        new("az login", "nobody is signed in in the Azure CLI", "Run: az login --service-principal …, or az login --identity. A person's az login lacks the Graph permissions."),
        new("Az.Account module", "the Az.Accounts module is not installed for pwsh", "Install-Module Az.Accounts, or sign in another way."),
        new("Connect-AzAccount", "nobody is signed in in Azure PowerShell", "Run: Connect-AzAccount -ServicePrincipal …, with Enable-AzContextAutosave so that other processes find it."),
        new("PowerShell is not installed", "Azure PowerShell is asked through pwsh, which is not in the PATH", "Install PowerShell 7, or sign in another way."),
        new("EnvironmentCredential authentication unavailable", "the environment does not name an application", "Set AZURE_TENANT_ID and AZURE_CLIENT_ID, and AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH."),
        new("identity has not been assigned", "the managed identity is not assigned to this machine", "Assign it (the resource's Identity page), or correct the id that was given."),
        new("ManagedIdentityCredential authentication unavailable", "this machine has no managed identity endpoint", "Run on an Azure resource with an identity, or sign in another way."),
        new("persistence", "this machine has no protected place for the token cache", "Leave -Cache out. On Linux a keyring (libsecret) must be installed and unlocked. Tokens are never stored unprotected."),
    ];

    private static readonly Regex AadCode = new(@"AADSTS\d{4,}", RegexOptions.CultureInvariant);
    private static readonly Regex Trailer = new(@"\s*(Trace ID|Correlation ID|Timestamp|See the troubleshooting guide|To troubleshoot|https://aka\.ms/azsdk).*$", RegexOptions.CultureInvariant | RegexOptions.Singleline);

    /// <summary>Tells why no token came.</summary>
    /// <param name="failure">What the credential threw.</param>
    /// <param name="method">How the sign-in was tried; its secrets are taken out of the text.</param>
    public static TapError Describe(Exception failure, SignInMethod method)
    {
        var chain = Chain(failure).ToList();
        if (chain.OfType<TapServiceException>().FirstOrDefault() is { } told) return told.Error;
        if (chain[chain.Count - 1] is AuthenticationException)
        {
            return ErrorTable.Describe(
                TapErrorId.ServiceUnavailable,
                $"Signing in ({method.Name}) failed: no connection that this machine trusts could be made to the authority. {Words(chain[chain.Count - 1].Message, method)}",
                advice: "Somebody may stand between you and Microsoft. If that is your organisation's own proxy, add its root certificate to this machine's trusted ones. The check is never skipped.");
        }

        if (chain[chain.Count - 1] is SocketException socket)
        {
            return ErrorTable.Describe(
                TapErrorId.ServiceUnavailable,
                $"Signing in ({method.Name}) failed: the authority could not be reached ({socket.SocketErrorCode}).",
                advice: "Check the network, and the proxy settings of the system (HTTPS_PROXY on Linux and macOS).");
        }

        var msal = chain.OfType<MsalException>().FirstOrDefault();
        var texts = chain.ConvertAll(e => e.Message);
        var aad = texts.Select(t => AadCode.Match(t)).FirstOrDefault(m => m.Success)?.Value;
        var rule = Rules.FirstOrDefault(r => r.Sign == aad)
            ?? Rules.FirstOrDefault(r => r.Sign == msal?.ErrorCode)
            ?? Rules.FirstOrDefault(r => texts.Exists(t => t.IndexOf(r.Sign, StringComparison.OrdinalIgnoreCase) >= 0));
        if (rule is null && chain.OfType<AuthenticationRequiredException>().Any()) rule = AskAgain;

        var words = Words(aad is null ? texts[texts.Count - 1] : texts.First(t => t.Contains(aad)), method);
        var code = aad ?? msal?.ErrorCode;
        return ErrorTable.Describe(
            TapErrorId.AuthenticationFailed,
            rule is null ? $"Signing in ({method.Name}) failed: {words}" : $"Signing in ({method.Name}) failed: {rule.Says}." + (aad is null ? "" : $" The authority said: {words}"),
            advice: rule?.Advice) with
        {
            GraphCode = code,
            ClientRequestId = (msal as MsalServiceException)?.CorrelationId,
        };
    }

    private static AuthorityRule AskAgain { get; } = new("", "the person must sign in again", "Sign in again with Connect-TapGraph; with -Journal, run the same line again afterwards.");

    /// <summary>The first sentence or so, without ids, addresses of help pages, and whatever might be a secret.</summary>
    private static string Words(string text, SignInMethod method)
    {
        var start = AadCode.Match(text);
        if (start.Success) text = text.Substring(start.Index);
        text = Trailer.Replace(text, "");
        foreach (var secret in method.Secrets)
        {
            if (secret.Length > 0) text = text.Replace(SecureText.ToPlainText(secret), "***");
        }

        return ForeignText.FirstLine(text);
    }

    private static IEnumerable<Exception> Chain(Exception failure)
    {
        for (var e = failure; e is not null; e = e is AggregateException { InnerExceptions.Count: > 0 } many ? many.InnerExceptions[many.InnerExceptions.Count - 1] : e.InnerException) yield return e;
    }
}
