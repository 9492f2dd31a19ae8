using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;
using Azure.Core.Diagnostics;
using TapModule.Core.Diagnostics;

namespace TapModule.Core.Tests.SignIn;

/// <summary>
/// Collects every text that a test made come out: messages, exceptions, remarks, and what the libraries below tell a listener: the event
/// source of the HTTP stack, activities, Azure.Core's log.
/// </summary>
internal sealed class LeakWatch : ITapLog, IDisposable
{
    private readonly ConcurrentQueue<string> _texts = new();
    private readonly AzureEventSourceListener _azure;
    private readonly HttpEvents _http;
    private readonly ActivityListener _activities;

    /// <summary>
    /// Azure.Identity's own events repeat the authority's words, whatever these hold; nobody hears them unless he asks for them. The
    /// requests' events are ours: our settings say what they may show.
    /// </summary>
    public LeakWatch()
    {
        _azure = new AzureEventSourceListener(
            (source, text) =>
            {
                if (source.EventSource.Name == "Azure-Core") _texts.Enqueue(text);
            },
            EventLevel.Verbose);
        _http = new HttpEvents(_texts);
        _activities = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => _texts.Enqueue($"activity {activity.Source.Name} {activity.DisplayName} {string.Join(" ", activity.TagObjects)} {string.Join(" ", activity.Baggage)} {string.Join(" ", activity.Events.Select(e => $"{e.Name} {string.Join(" ", e.Tags)}"))}"),
        };
        ActivitySource.AddActivityListener(_activities);
    }

    public IEnumerable<string> Texts => _texts;

    public void Note(object? text) => _texts.Enqueue(text?.ToString() ?? "");

    public void Verbose(string message) => Note(message);

    public void Debug(string message) => Note(message);

    public void Warning(string message) => Note(message);

    public void MustHoldNone(IEnumerable<string> secrets)
    {
        Dispose();
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

    public void Dispose()
    {
        _azure.Dispose();
        _http.Dispose();
        _activities.Dispose();
    }

    private sealed class HttpEvents(ConcurrentQueue<string> texts) : EventListener
    {
        // Sources are announced before the constructor's body has run.
        private readonly ConcurrentQueue<string>? _texts = texts;

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name.StartsWith("System.Net.", StringComparison.Ordinal) || eventSource.Name.Contains("Kiota", StringComparison.OrdinalIgnoreCase))
                EnableEvents(eventSource, EventLevel.Verbose, EventKeywords.All);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
            _texts?.Enqueue($"{eventData.EventSource.Name} {eventData.EventName} {string.Join(" ", eventData.Payload ?? new([]))}");
    }
}
