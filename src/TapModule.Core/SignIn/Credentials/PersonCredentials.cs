using Azure.Identity;
using TapModule.Core.SignIn.Methods;
using TapModule.Core.SignIn.Tokens;

namespace TapModule.Core.SignIn.Credentials;

/// <summary>A person signs in: in the browser of this machine, or with a code in any.</summary>
internal static class PersonCredentials
{
    public static SignInCredential Browser(InteractiveSignIn person, CredentialSettings settings)
    {
        var record = SignInRecord.For(person.ClientId, person.TenantId, settings);
        var credential = new InteractiveBrowserCredential(settings.Apply(new InteractiveBrowserCredentialOptions
        {
            ClientId = person.ClientId ?? CredentialFactory.DefaultClientId,
            TenantId = person.TenantId,
            LoginHint = person.LoginHint,
            RedirectUri = new Uri("http://localhost"),
            DisableAutomaticAuthentication = true,
            DisableInstanceDiscovery = settings.IsOwnAuthority,
            AuthenticationRecord = record?.Read(),
            TokenCachePersistenceOptions = settings.Cache,
        }));
        return new SignInCredential(new AskOnceCredential(credential, credential.AuthenticateAsync, record));
    }

    public static SignInCredential DeviceCode(DeviceCodeSignIn person, CredentialSettings settings)
    {
        var record = SignInRecord.For(person.ClientId, person.TenantId, settings);
        var credential = new DeviceCodeCredential(settings.Apply(new DeviceCodeCredentialOptions
        {
            ClientId = person.ClientId ?? CredentialFactory.DefaultClientId,
            TenantId = person.TenantId,
            DisableAutomaticAuthentication = true,
            DisableInstanceDiscovery = settings.IsOwnAuthority,
            AuthenticationRecord = record?.Read(),
            TokenCachePersistenceOptions = settings.Cache,
            DeviceCodeCallback = (code, _) =>
            {
                person.Show(code.Message);
                return Task.CompletedTask;
            },
        }));
        return new SignInCredential(new AskOnceCredential(credential, credential.AuthenticateAsync, record));
    }
}
