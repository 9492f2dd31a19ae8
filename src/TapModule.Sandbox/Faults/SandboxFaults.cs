using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Faults;

/// <summary>
/// What goes wrong, and how often. Nothing does by default. All settings work together and may be changed while requests are under way.
/// With one request at a time the same seed gives the same course of events.
/// </summary>
public sealed class SandboxFaults
{
    private readonly ScriptedFaults _script;
    private readonly SandboxTenant _tenant;
    private readonly Dictionary<Guid, int> _sendingByMailbox = [];
    private Random _random = new(1);
    private int _seed = 1;

    internal SandboxFaults(SandboxTenant tenant)
    {
        _script = new(tenant);
        _tenant = tenant;
    }

    /// <summary>The seed of chance. Setting it begins the series anew.</summary>
    public int Seed
    {
        get => _seed;
        set => (_seed, _random) = (value, new(value));
    }

    /// <summary>The limit for plain requests and for each batch item by itself, but for those that have a limit of their own.</summary>
    public SandboxThrottle Throttle { get; } = new();

    /// <summary>The limit for sending mail.</summary>
    public SandboxThrottle MailThrottle { get; } = new();

    /// <summary>The limit for Conditional Access, which is documented to be 1 request a second and to send no Retry-After.</summary>
    public SandboxThrottle ConditionalAccessThrottle { get; } = new();

    /// <summary>How many messages of one mailbox may be under way at the same time; null for any number. Documented are 4.</summary>
    public int? MailboxConcurrency { get; set; } = 4;

    /// <summary>The limit for batches as a whole: 429 for the envelope, and none of its items is looked at.</summary>
    public SandboxThrottle EnvelopeThrottle { get; } = new();

    /// <summary>How long a plain request or batch item takes, in milliseconds. The items of a batch take it side by side.</summary>
    public int LatencyInMilliseconds { get; set; }

    /// <summary>By up to how many milliseconds more it may take, by chance.</summary>
    public int JitterInMilliseconds { get; set; }

    /// <summary>Whether the items of a batch come one after the other, each with its own latency.</summary>
    public bool SerialItems { get; set; }

    /// <summary>
    /// Whether the work is done at the beginning of the latency instead of its end, so that a client that gives up has its work done.
    /// </summary>
    public bool WorkBeforeLatency { get; set; }

    /// <summary>429 at random, per request or item, whatever the limits: a service under load refuses below them.</summary>
    public SandboxErrorRate TooManyRequests { get; } = new();

    /// <summary>500, per request or item.</summary>
    public SandboxErrorRate InternalServerError { get; } = new();

    /// <summary>502, per request or item.</summary>
    public SandboxErrorRate BadGateway { get; } = new();

    /// <summary>503, per request or item.</summary>
    public SandboxErrorRate ServiceUnavailable { get; } = new();

    /// <summary>504, per request or item.</summary>
    public SandboxErrorRate GatewayTimeout { get; } = new();

    /// <summary>The chance of each HTTP request that its connection is closed before any work, 0 to 1.</summary>
    public double DropBeforeWork { get; set; }

    /// <summary>The chance of each HTTP request that its connection is closed after the work, 0 to 1.</summary>
    public double DropAfterWork { get; set; }

    /// <summary>The chance of each HTTP request that its answer ends in the middle, 0 to 1.</summary>
    public double CutShort { get; set; }

    /// <summary>The chance of each HTTP request that its answer is not JSON, 0 to 1.</summary>
    public double Garbage { get; set; }

    /// <summary>The chance of each batch item to be missing in the answer although its work was done, 0 to 1.</summary>
    public double OmitItem { get; set; }

    /// <summary>Whether batches are answered in an order of their own.</summary>
    public bool ShuffleItems { get; set; }

    /// <summary>How many scripted faults still wait for a request.</summary>
    public int ScriptLength => _script.Count;

    /// <summary>Adds a fault for the next matching request or batch item. Of several that match, the oldest strikes.</summary>
    /// <param name="fault">The fault; later changes to it are not to be relied on.</param>
    public void Script(ScriptedFault fault) => _script.Add(fault);

    /// <summary>Forgets the scripted faults that have not struck.</summary>
    public void ClearScript() => _script.Clear();

    internal SandboxThrottle ThrottleOf(GraphCall call) =>
        call.IsMail ? MailThrottle : call.IsConditionalAccess ? ConditionalAccessThrottle : Throttle;

    /// <summary>Counts a message of a mailbox in, unless too many of it are under way. False: it must be refused.</summary>
    internal bool EnterMailbox(GraphCall call)
    {
        if (MailboxOf(call) is not { } mailbox) return true;
        lock (_sendingByMailbox)
        {
            _sendingByMailbox.TryGetValue(mailbox, out var sending);
            if (sending >= MailboxConcurrency) return false;
            _sendingByMailbox[mailbox] = sending + 1;
            return true;
        }
    }

    internal void LeaveMailbox(GraphCall call)
    {
        if (MailboxOf(call) is not { } mailbox) return;
        lock (_sendingByMailbox) _sendingByMailbox[mailbox]--;
    }

    internal ScriptedFault? TakeScripted(GraphCall call) => _script.Take(call);

    internal bool Happens(double probability) => probability > 0 && NextDouble() < probability;

    /// <summary>The fate of the connection under one HTTP request.</summary>
    internal ConnectionFault NextConnectionFault() =>
        Happens(DropBeforeWork) ? ConnectionFault.DropBeforeWork
        : Happens(DropAfterWork) ? ConnectionFault.DropAfterWork
        : Happens(CutShort) ? ConnectionFault.CutShort
        : Happens(Garbage) ? ConnectionFault.Garbage
        : ConnectionFault.None;

    /// <summary>The service's error that one request or item runs into, if it does.</summary>
    internal ScriptedFault? NextError() =>
        NextError(429, TooManyRequests)
        ?? NextError(503, ServiceUnavailable)
        ?? NextError(500, InternalServerError)
        ?? NextError(502, BadGateway)
        ?? NextError(504, GatewayTimeout);

    internal TimeSpan NextLatency()
    {
        var jitter = JitterInMilliseconds > 0 ? NextDouble() * JitterInMilliseconds : 0;
        return TimeSpan.FromMilliseconds(LatencyInMilliseconds + jitter);
    }

    internal void Shuffle<T>(IList<T> list)
    {
        for (var last = list.Count - 1; last > 0; last--)
        {
            var other = (int)(NextDouble() * (last + 1));
            (list[last], list[other]) = (list[other], list[last]);
        }
    }

    private ScriptedFault? NextError(int status, SandboxErrorRate rate) => Happens(rate.Probability)
        ? new() { StatusCode = status, AfterWork = Happens(rate.AfterWork), RetryAfter = rate.RetryAfter }
        : null;

    private Guid? MailboxOf(GraphCall call) => call is { IsMail: true, UserKey: { } key } ? _tenant.FindUser(key)?.Id : null;

    private double NextDouble()
    {
        lock (_script) return _random.NextDouble();
    }
}

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
