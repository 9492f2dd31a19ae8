namespace TapModule;

/// <summary>A sign-in method that a user has registered.</summary>
public sealed class TapMethod
{
    internal TapMethod()
    {
    }

    /// <summary>Graph's type without its ending: password, phone, fido2 (a passkey), microsoftAuthenticator, windowsHelloForBusiness and so on.</summary>
    public string Kind { get; internal init; } = "";

    /// <summary>The method's id.</summary>
    public string MethodId { get; internal init; } = "";

    /// <summary>When it was registered; null where the service does not tell.</summary>
    public DateTimeOffset? CreatedDateTime { get; internal init; }

    /// <summary>The name that the user, or the device, gave it.</summary>
    public string? DisplayName { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => Kind;
}
