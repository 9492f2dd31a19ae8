using System.Runtime.InteropServices;
using System.Security;
using Azure.Core;
using Azure.Identity;

namespace TapModule.Core.SignIn;

/// <summary>Turns a sign-in method into a credential. The only place that names the credential classes of Azure.Identity.</summary>
internal static class CredentialFactory
{
    /// <summary>Microsoft Graph Command Line Tools, the public application that Connect-MgGraph uses too.</summary>
    public const string DefaultClientId = "14d82eec-204b-4c2f-b7e8-296a70dab67e";

    public static TokenCredential Create(SignInMethod method, Uri authority) => method switch
    {
        AccessTokenSignIn given => new GivenTokenCredential(Reveal(given.Token)),
        InteractiveSignIn person => new InteractiveBrowserCredential(new InteractiveBrowserCredentialOptions
        {
            AuthorityHost = authority,
            ClientId = person.ClientId ?? DefaultClientId,
            TenantId = person.TenantId,
        }),
        DeviceCodeSignIn person => new DeviceCodeCredential(new DeviceCodeCredentialOptions
        {
            AuthorityHost = authority,
            ClientId = person.ClientId ?? DefaultClientId,
            TenantId = person.TenantId,
            DeviceCodeCallback = (code, _) =>
            {
                person.Show(code.Message);
                return Task.CompletedTask;
            },
        }),
        ClientSecretSignIn app => new ClientSecretCredential(app.TenantId, app.ClientId, Reveal(app.Secret), new ClientSecretCredentialOptions { AuthorityHost = authority }),
        _ => throw new NotSupportedException($"There is no credential for {method.GetType().Name}."),
    };

    /// <summary>The last moment at which a secret becomes a string: Azure.Identity takes nothing else.</summary>
    private static string Reveal(SecureString secret)
    {
        var pointer = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            return Marshal.PtrToStringUni(pointer)!;
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(pointer);
        }
    }
}
