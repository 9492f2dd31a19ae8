namespace TapModule.Authority.Server;

/// <summary>A refusal as the authority words it.</summary>
public sealed class AuthorityException(string error, int code, string description, int status = 400) : Exception(description)
{
    public int Status => status;

    public object ToBody() => new
    {
        error,
        error_description = $"AADSTS{code}: {Message} Trace ID: {Guid.NewGuid()} Correlation ID: {Guid.NewGuid()} Timestamp: {DateTimeOffset.UtcNow:u}",
        error_codes = new[] { code },
        timestamp = DateTimeOffset.UtcNow.ToString("u"),
        trace_id = Guid.NewGuid(),
        correlation_id = Guid.NewGuid(),
    };
}
