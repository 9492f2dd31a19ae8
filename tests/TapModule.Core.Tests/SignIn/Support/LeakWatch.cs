using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using Azure.Core.Diagnostics;
using TapModule.Core.Diagnostics;

namespace TapModule.Core.Tests.SignIn;

/// <summary>Collects every text that a test made come out: messages, exceptions, remarks, and what the request pipeline logs.</summary>
internal sealed class LeakWatch : ITapLog, IDisposable
{
    private readonly ConcurrentQueue<string> _texts = new();
    private readonly AzureEventSourceListener _listener;

    /// <summary>
    /// Azure.Identity's own events repeat the authority's words, whatever these hold; nobody hears them unless he asks for them. The
    /// requests' events are ours: our pipeline says what they may show.
    /// </summary>
    public LeakWatch() => _listener = new AzureEventSourceListener(
        (source, text) =>
        {
            if (source.EventSource.Name == "Azure-Core") _texts.Enqueue(text);
        },
        EventLevel.Verbose);

    public IEnumerable<string> Texts => _texts;

    public void Note(object? text) => _texts.Enqueue(text?.ToString() ?? "");

    public void Verbose(string message) => Note(message);

    public void Debug(string message) => Note(message);

    public void Warning(string message) => Note(message);

    public void MustHoldNone(IEnumerable<string> secrets)
    {
        _listener.Dispose();
        foreach (var secret in secrets.Where(s => s.Length > 3).Distinct())
        {
            // Half a secret is a leak as well.
            foreach (var part in new[] { secret, secret[..(secret.Length / 2)], secret[(secret.Length / 2)..] }.Where(p => p.Length >= 16 || p == secret))
            {
                var leak = _texts.FirstOrDefault(text => text.Contains(part, StringComparison.Ordinal));
                Assert.True(leak is null, $"A secret shows in: {leak}");
            }
        }
    }

    public void Dispose() => _listener.Dispose();
}
