namespace TapModule.Sandbox.Tenant;

/// <summary>The system's clock, moved by a span that can be changed at any moment. Timers run by the system's own time.</summary>
public sealed class SandboxClock : TimeProvider
{
    private long _offset;

    /// <summary>How far the clock is ahead of the system's.</summary>
    public TimeSpan Offset
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _offset));
        set => Interlocked.Exchange(ref _offset, value.Ticks);
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;

    /// <summary>Moves the clock.</summary>
    /// <param name="by">How far ahead; a negative span moves it back.</param>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);
}
