using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace TapModule.Sandbox.Tests.Support;

/// <summary>A clock that moves when it is told to, and tells when somebody waits for it.</summary>
public sealed class TestClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly Channel<ITimer> _timers = Channel.CreateUnbounded<ITimer>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(timer);
        return timer;
    }

    /// <summary>Waits until so many more timers were set, so that a test moves the clock only when somebody waits for it.</summary>
    public async Task WaitForTimersAsync(int count)
    {
        for (; count > 0; count--) await _timers.Reader.ReadAsync();
    }
}
