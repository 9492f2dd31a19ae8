using TapModule.Sandbox.Tokens;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Routes;

/// <summary>A path that the service knows, and what answers it.</summary>
internal sealed class Route(string method, string pattern, Need need, Func<GraphCall, SandboxResponse> answer)
{
    private readonly string[] _segments = pattern.Split('/');

    public string Method { get; } = method;

    public Need Need { get; } = need;

    public Func<GraphCall, SandboxResponse> Answer { get; } = answer;

    /// <summary>The values in the places of the braces, or null if the path is another one.</summary>
    public Dictionary<string, string>? Match(string[] segments)
    {
        if (segments.Length != _segments.Length) return null;
        for (var index = 0; index < segments.Length; index++)
        {
            if (_segments[index][0] != '{' && !_segments[index].Equals(segments[index], StringComparison.OrdinalIgnoreCase)) return null;
        }

        var values = new Dictionary<string, string>();
        for (var index = 0; index < segments.Length; index++)
        {
            if (_segments[index][0] == '{') values.Add(_segments[index].Trim('{', '}'), segments[index]);
        }

        return values;
    }
}
