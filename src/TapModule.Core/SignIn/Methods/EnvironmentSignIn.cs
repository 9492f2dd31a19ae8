using System.Security;
using TapModule.Core.Text;

namespace TapModule.Core.SignIn.Methods;

/// <summary>
/// An application named by the environment: AZURE_TENANT_ID and AZURE_CLIENT_ID, with AZURE_CLIENT_SECRET, or
/// AZURE_CLIENT_CERTIFICATE_PATH and perhaps AZURE_CLIENT_CERTIFICATE_PASSWORD.
/// </summary>
public sealed record EnvironmentSignIn : SignInMethod
{
    private static readonly string[] SecretVariables = ["AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PASSWORD", "AZURE_PASSWORD"];

    /// <inheritdoc/>
    public override string Name => "EnvironmentVariable";

    internal override IEnumerable<SecureString> Secrets =>
        SecretVariables.Select(Environment.GetEnvironmentVariable).Where(value => !string.IsNullOrEmpty(value)).Select(value => SecureText.ToSecureString(value!));
}
