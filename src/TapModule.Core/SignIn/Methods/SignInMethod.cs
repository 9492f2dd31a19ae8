using System.Security;

namespace TapModule.Core.SignIn.Methods;

/// <summary>How to sign in, as plain data. One record for each way; <c>CredentialFactory</c> turns it into a credential.</summary>
public abstract record SignInMethod
{
    /// <summary>A short name of the way in, for <c>Get-TapContext</c>: "DeviceCode", "ManagedIdentity".</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Whether single permissions are asked for at sign-in. False where the token holds whatever was granted to the application
    /// beforehand (<c>/.default</c>).
    /// </summary>
    public virtual bool AsksForScopes => false;

    /// <summary>What must never be repeated in a message, even if the authority repeats it.</summary>
    internal virtual IEnumerable<SecureString> Secrets => [];

    /// <summary>Says only which way it is: the records hold secrets, and texts are logged.</summary>
    public sealed override string ToString() => Name;
}
