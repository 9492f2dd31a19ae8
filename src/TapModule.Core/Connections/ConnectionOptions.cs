using TapModule.Core.SignIn;

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

    /// <summary>The permissions to ask for; empty asks for what the application was granted (<c>/.default</c>).</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Carries the requests; null for the platform's sockets. Any HttpClient handler will do.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Product and version, for the User-Agent header.</summary>
    public string UserAgent { get; init; } = "TapModule.Core";

    /// <summary>How long one request may take before its outcome counts as unclear. Default 100 seconds.</summary>
    public TimeSpan NetworkTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The clock; tests inject their own.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
