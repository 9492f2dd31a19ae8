namespace TapModule.Sandbox;

/// <summary>How often one of the service's own errors happens.</summary>
public sealed class SandboxErrorRate
{
    /// <summary>The chance of each request or batch item to get the error, 0 to 1.</summary>
    public double Probability { get; set; }

    /// <summary>Of these, the share whose work is done all the same, 0 to 1.</summary>
    public double AfterWork { get; set; }

    /// <summary>The Retry-After header of the error; null for none.</summary>
    public string? RetryAfter { get; set; }
}
