using TapModule.Core.SignIn;
using TapModule.Core.SignIn.Methods;
using TapModule.Core.SignIn.Permissions;

namespace TapModule.Core.Connections;

/// <summary>What a connection is to be made of.</summary>
public sealed record ConnectionOptions
{
    /// <summary>How to sign in.</summary>
    public required SignInMethod SignIn { get; init; }

    /// <summary>The cloud; it gives the authority, the audience and, without <see cref="GraphEndpoint"/>, the address of Graph.</summary>
    public GraphCloud Cloud { get; init; } = GraphCloud.Global;

    /// <summary>
    /// A proxy or test server to use instead of the cloud's Graph, without version. Must be https, or http on a loopback address.
    /// </summary>
    public Uri? GraphEndpoint { get; init; }

    /// <summary>
    /// An authority to use instead of the cloud's, for tests and private clouds. Must be https, or http on a loopback address. It is not looked
    /// up in Microsoft's list of authorities.
    /// </summary>
    public Uri? AuthorityHost { get; init; }

    /// <summary>
    /// Keeps tokens for later processes, in the platform's protected store. Without it they live in memory only. A platform without a
    /// protected store is an error, never a plain file.
    /// </summary>
    public bool UseTokenCache { get; init; }

    /// <summary>
    /// The permissions to ask a person for, as Graph names them; empty asks for what <see cref="PurposeScopes"/> holds for
    /// <see cref="TapPurpose.Issue"/>. Not used where <see cref="SignInMethod.AsksForScopes"/> is false.
    /// </summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Carries the requests; null for the platform's sockets. Any HttpClient handler will do.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Carries the requests to the authority, instead of the platform's sockets. A test's own trust goes in here.</summary>
    internal HttpMessageHandler? AuthorityHandler { get; init; }

    /// <summary>Product and version, for the User-Agent header.</summary>
    public string UserAgent { get; init; } = "TapModule.Core";

    /// <summary>How long one request may take before its outcome counts as unclear. Default 100 seconds.</summary>
    public TimeSpan NetworkTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The clock; tests inject their own.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How far ahead of <see cref="Time"/> the clock is at this moment, where the service's own can be moved as a simulated one's can; null for not at all.</summary>
    internal Func<TimeSpan>? ClockOffset { get; init; }

    internal TimeProvider Clock => ClockOffset is { } offset ? new MovedTime(Time, offset) : Time;

    /// <summary>Tells the moved time; timers run as they do.</summary>
    private sealed class MovedTime(TimeProvider time, Func<TimeSpan> offset) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + offset();

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
    }
}
