using Microsoft.Extensions.Time.Testing;
using TapModule.Core.Throttling;

namespace TapModule.Core.Tests.Throttling;

/// <summary>What runs share of one limit: nobody is forgotten, nobody passes the queue, and a cap binds its run alone.</summary>
public sealed class PermitQueueTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly Queue<Action> _woken = new();
    private readonly PermitQueue _queue;

    public PermitQueueTests() => _queue = new PermitQueue(new RateLimiter(new RateLimiterOptions { MostInFlight = 2 }), _time, _woken.Enqueue);

    [Fact]
    public void An_answer_to_one_run_wakes_the_run_that_waits()
    {
        var (first, second) = (new Run(_queue), new Run(_queue));
        Assert.Equal(2, first.Acquire(2));
        Assert.Equal(0, second.Acquire(1));

        first.Ticket.Answered(_time.GetElapsedTime(0), accepted: 2, throttled: 0, retryAfter: null);
        Wake();

        Assert.Equal(1, second.Woken);
        Assert.Equal(1, second.Acquire(1));
    }

    [Fact]
    public void A_request_that_is_lost_wakes_the_run_that_waits()
    {
        var (first, second) = (new Run(_queue), new Run(_queue));
        first.Acquire(2);
        second.Acquire(1);

        first.Ticket.Lost(2);
        Wake();

        Assert.Equal(1, second.Woken);
    }

    [Fact]
    public void A_run_that_wants_nothing_any_more_lets_the_next_one_go()
    {
        var (first, second, third) = (new Run(_queue), new Run(_queue), new Run(_queue));
        first.Acquire(2);
        second.Acquire(1);
        third.Acquire(1);

        first.Ticket.Answered(_time.GetElapsedTime(0), 2, 0, null);
        Wake();
        second.Ticket.Withdraw();
        Wake();

        Assert.Equal(1, third.Woken);
        Assert.Equal(1, third.Acquire(1));
    }

    [Fact]
    public void A_run_that_ends_at_the_head_of_the_queue_lets_the_next_one_go()
    {
        var (first, second, third) = (new Run(_queue), new Run(_queue), new Run(_queue));
        first.Acquire(2);
        second.Acquire(1);
        third.Acquire(1);

        first.Ticket.Answered(_time.GetElapsedTime(0), 2, 0, null);
        second.Ticket.Dispose();
        Wake();

        Assert.Equal(1, third.Woken);
        Assert.Equal(1, third.Acquire(1));
    }

    [Fact]
    public void A_newcomer_does_not_pass_the_queue()
    {
        var (first, second, newcomer) = (new Run(_queue), new Run(_queue), new Run(_queue));
        first.Acquire(2);
        second.Acquire(1);
        first.Ticket.Answered(_time.GetElapsedTime(0), 2, 0, null);

        Assert.Equal(0, newcomer.Acquire(1));
        Assert.Equal(1, second.Acquire(1));
        Wake();
        Assert.Equal(1, newcomer.Acquire(1));
    }

    [Fact]
    public void After_its_turn_a_run_goes_to_the_end()
    {
        var (first, second) = (new Run(_queue), new Run(_queue));
        first.Acquire(2);
        second.Acquire(1);
        first.Ticket.Answered(_time.GetElapsedTime(0), 2, 0, null);

        Assert.Equal(0, first.Acquire(1));
        Assert.Equal(1, second.Acquire(1));
    }

    [Fact]
    public void A_cap_binds_its_own_run()
    {
        using var capped = _queue.Join(() => { }, maxRate: 2);
        var free = new Run(_queue);
        Assert.Equal(1, capped.Acquire(1));
        Assert.Equal(0, capped.Acquire(1));
        capped.Lost(1);

        Assert.Equal(1, free.Acquire(1));
        free.Ticket.Answered(_time.GetElapsedTime(0), 1, 0, null);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(1, capped.Acquire(1));
        Assert.Equal(0, capped.Acquire(1));
    }

    [Fact]
    public void A_run_that_waits_for_its_cap_is_brought_back_by_the_clock()
    {
        var woken = 0;
        using var capped = _queue.Join(() => woken++, maxRate: 2);
        capped.Acquire(1);
        Assert.Equal(0, capped.Acquire(1));

        _time.Advance(TimeSpan.FromSeconds(0.6));

        Assert.Equal(1, woken);
        Assert.Equal(1, capped.Acquire(1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_cap_is_a_rate(double cap) => Assert.Throws<ArgumentOutOfRangeException>(() => _queue.Join(() => { }, cap));

    private void Wake()
    {
        while (_woken.TryDequeue(out var wake)) wake();
    }

    private sealed class Run
    {
        public Run(PermitQueue queue) => Ticket = queue.Join(() => Woken++, maxRate: null);

        public PermitQueue.Ticket Ticket { get; }

        public int Woken { get; private set; }

        public int Acquire(int most) => Ticket.Acquire(most);
    }
}
