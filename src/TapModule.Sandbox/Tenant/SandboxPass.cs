namespace TapModule.Sandbox.Tenant;

/// <summary>A pass as the tenant holds it, with the code that the real service shows only once.</summary>
public sealed class SandboxPass
{
    internal SandboxPass(string temporaryAccessPass)
    {
        TemporaryAccessPass = temporaryAccessPass;
    }

    /// <summary>The id of the method.</summary>
    public Guid Id { get; internal init; } = Guid.NewGuid();

    /// <summary>The code itself.</summary>
    public string TemporaryAccessPass { get; }

    /// <summary>When the pass was created, in UTC.</summary>
    public DateTimeOffset CreatedDateTime { get; internal init; }

    /// <summary>From when on it can be used, in UTC.</summary>
    public DateTimeOffset StartDateTime { get; internal init; }

    /// <summary>How long it can be used, in minutes from <see cref="StartDateTime"/>.</summary>
    public int LifetimeInMinutes { get; internal init; }

    /// <summary>Whether it is spent after one sign-in.</summary>
    public bool IsUsableOnce { get; internal init; }

    /// <summary>When somebody last signed in with it; null if nobody did.</summary>
    public DateTimeOffset? LastUsedDateTime { get; internal set; }

    /// <summary>When it stops working. Graph has no such property; clients compute it.</summary>
    public DateTimeOffset ExpirationDateTime => StartDateTime.AddMinutes(LifetimeInMinutes);

    /// <summary>Names the pass by its id, never by its code.</summary>
    /// <returns>The id.</returns>
    public override string ToString() => Id.ToString();
}
