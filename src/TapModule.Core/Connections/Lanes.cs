using TapModule.Core.Throttling;

namespace TapModule.Core.Connections;

/// <summary>Which of the service's limits a run's requests draw on.</summary>
internal enum Lane
{
    /// <summary>Creating and removing passes.</summary>
    Write,

    /// <summary>Reading passes and other methods.</summary>
    Read,

    /// <summary>Users, groups and roles.</summary>
    Directory,

    /// <summary>Sending mail: Exchange has limits of its own.</summary>
    Mail,
}

/// <summary>The limits of a connection, each shared by all of its runs.</summary>
internal sealed class Lanes(TimeProvider time)
{
    private readonly PermitQueue[] _queues = [.. Enum.GetValues(typeof(Lane)).Cast<Lane>().Select(_ => new PermitQueue(new RateLimiter(), time))];

    public PermitQueue this[Lane lane] => _queues[(int)lane];
}
