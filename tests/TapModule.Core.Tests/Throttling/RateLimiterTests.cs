using FsCheck;
using FsCheck.Fluent;
using TapModule.Core.Throttling;
using TapModule.LimiterMatrix;

namespace TapModule.Core.Tests.Throttling;

/// <summary>The published figures of the rate limiter, in virtual time: the same numbers on every machine.</summary>
public class RateLimiterTests
{
    private const double MostRefused = 0.05;
    private const double LeastEfficiency = 0.95;

    /// <summary>Rate, burst, seconds that the run ideally takes, and how the service says when to come back.</summary>
    public static TheoryData<double, double, double, string> Limits()
    {
        var limits = new TheoryData<double, double, double, string>();
        foreach (var style in new[] { RetryAfterStyle.WholeSeconds, RetryAfterStyle.Decimal, RetryAfterStyle.None })
        {
            foreach (var rate in new[] { 0.5, 5, 20, 200 })
            {
                foreach (var burst in new[] { 5.0, 20, 50, 200 })
                {
                    foreach (var minutes in new[] { 1, 3 }) limits.Add(rate, burst, minutes * (rate < 1 ? 300 : 60), style.ToString());
                }
            }
        }

        return limits;
    }

    [Theory]
    [MemberData(nameof(Limits))]
    public void Nearly_all_that_a_limit_grants_is_used_and_little_is_refused(double rate, double burst, double seconds, string style)
    {
        var items = (int)(burst + (rate * seconds));
        // A burst that is most of the run: the search for it weighs more than the run that follows.
        var mostRefused = burst > rate * seconds ? 0.065 : MostRefused;
        for (var seed = 1; seed <= 3; seed++)
        {
            var retryAfter = Enum.Parse<RetryAfterStyle>(style);
            var service = new LimitSimulation { Rate = _ => rate, Burst = burst, RetryAfter = retryAfter, Seed = seed };
            var took = service.Run(new LimiterContender(), items).TotalSeconds;
            AssertAtLeast(LeastEfficiency, seconds / took, "efficiency");
            AssertAtMost(mostRefused, (double)service.Refused / items, "refused");
        }
    }

    [Theory]
    [InlineData(5, 20, 20)]
    [InlineData(5, 20, 200)]
    [InlineData(20, 20, 100)]
    [InlineData(20, 50, 300)]
    [InlineData(0.5, 20, 1000)]
    [InlineData(20, 200, 2000)]
    public void Latency_costs_time_only_at_the_start(double rate, double burst, int milliseconds)
    {
        var items = (int)(burst + (rate * 1200));
        var latency = TimeSpan.FromMilliseconds(milliseconds);
        var service = new LimitSimulation { Rate = _ => rate, Burst = burst, Latency = latency, ThrottleLimit = 32 };
        AssertAtLeast(LeastEfficiency, 1200 / service.Run(new LimiterContender(), items).TotalSeconds, "efficiency");
        AssertAtMost(0.1, (double)service.Refused / items, "refused");
    }

    [Theory]
    [InlineData(5, 0.03)]
    [InlineData(20, 0.015)]
    [InlineData(200, 0.01)]
    public void It_stays_near_the_limit_instead_of_bouncing(double rate, double mostRefused)
    {
        var service = new LimitSimulation { Rate = _ => rate, Burst = 50 };
        service.Run(new LimiterContender(), (int)(50 + (rate * 310)));
        for (var from = 60; from < 300; from += 10) Assert.InRange(service.RateBetween(from, from + 10) / rate, 0.9, 1.1);
        var steady = service.Answers.Where(answer => answer.At.TotalSeconds is >= 60 and < 300).ToList();
        AssertAtMost(mostRefused, steady.Sum(answer => answer.Throttled) / (rate * 240), "refused");
    }

    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    public void Without_a_limit_it_saturates_in_a_few_round_trips(int throttleLimit)
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var service = new LimitSimulation { Rate = _ => 1e9, Burst = 1e9, ThrottleLimit = throttleLimit, Seed = seed };
            AssertAtMost(0.75, service.Run(new LimiterContender(), 2000).TotalSeconds, "seconds");
        }
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(5, 200)]
    [InlineData(20, 5)]
    [InlineData(20, 20)]
    [InlineData(20, 200)]
    [InlineData(200, 5)]
    [InlineData(200, 200)]
    public void A_limit_that_halves_and_doubles_is_followed_within_15_seconds(double rate, double burst)
    {
        var service = new LimitSimulation { Rate = now => now.TotalSeconds is >= 60 and < 120 ? rate / 2 : rate, Burst = burst };
        var items = (int)(burst + (rate * 170));
        service.Run(new LimiterContender(), items);
        AssertAtLeast(0.9, service.RateBetween(75, 120) / (rate / 2), "halved");
        AssertAtLeast(0.9, service.RateBetween(135, 150) / rate, "doubled");
        AssertAtMost(MostRefused, (double)service.Refused / items, "refused");
    }

    [Theory]
    [InlineData(5, 10, 300, 0.82, 0.12)]
    [InlineData(20, 1, 2400, 0.78, 0.12)]
    [InlineData(3000, 150, 12000, 0.9, MostRefused)]
    public void Fixed_windows_are_used(int perWindow, int seconds, int items, double least, double mostRefused)
    {
        // Small windows have the least of it: a limiter that knows noise takes longer to believe their refusals.
        var rate = (double)perWindow / seconds;
        var service = new LimitSimulation { Rate = _ => rate, Burst = perWindow, Window = TimeSpan.FromSeconds(seconds) };
        AssertAtLeast(least, (items - perWindow) / rate / service.Run(new LimiterContender(), items).TotalSeconds, "efficiency");
        AssertAtMost(mostRefused, (double)service.Refused / items, "refused");
    }

    [Fact]
    public void A_renewed_quota_is_taken_at_once_and_hardly_overrun()
    {
        var service = new LimitSimulation { Rate = _ => 20, Burst = 3000, Window = TimeSpan.FromSeconds(150) };
        service.Run(new LimiterContender(), 12000);
        AssertAtLeast(0.95, service.RateBetween(150, 160) * 10 / 3000, "share of the quota taken within 10 s");
        AssertAtMost(10, service.Answers.Where(answer => answer.At.TotalSeconds > 150).Sum(answer => answer.Throttled), "refused later");
    }

    [Fact]
    public void A_service_that_refuses_from_the_start_is_left_alone_until_Retry_After_has_passed()
    {
        var limiter = new RateLimiter();
        var now = TimeSpan.FromHours(1);
        var allowed = limiter.Permits(now, 20);
        limiter.Sent(now, allowed);
        now += TimeSpan.FromMilliseconds(60);
        limiter.Answered(now, now - TimeSpan.FromMilliseconds(60), 0, allowed, TimeSpan.FromMinutes(7));
        for (var second = 0; second < 7 * 60; second++) Assert.Equal(0, limiter.Permits(now + TimeSpan.FromSeconds(second), 20));
        Assert.Equal(now + TimeSpan.FromMinutes(7), limiter.NextPermit(now, 20));
        Assert.Equal(TimeSpan.FromMinutes(7), limiter.State(now).PausedFor);
        Assert.InRange(limiter.Permits(now + TimeSpan.FromMinutes(7), 20), 1, 5);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(200)]
    public void A_hard_stop_in_the_middle_of_a_run_means_silence(double rate)
    {
        var from = TimeSpan.FromSeconds(rate < 1 ? 600 : 60);
        var to = from + TimeSpan.FromMinutes(4);
        var service = new LimitSimulation { Rate = _ => rate, Burst = 20, Outage = (from, to) };
        var items = (int)(rate * (from.TotalSeconds + 60));
        var end = service.Run(new LimiterContender(), items);
        var known = service.Answers.First(answer => answer.At > from && answer.Granted == 0).At;
        // The first refusal alone might be one of many accepted items. What is sent then shows that it is not, and is the last.
        var after = service.Sent.Where(sent => sent.At > known && sent.At < to).ToList();
        Assert.InRange(after.Sum(sent => sent.Items), 0, 2);
        var confirmed = service.Answers.Select(answer => answer.At).FirstOrDefault(at => after.Count > 0 && at > after[0].At, to);
        Assert.DoesNotContain(after, sent => sent.At > confirmed);
        AssertAtMost(75, (end - to).TotalSeconds, "seconds after the stop");
    }

    [Fact]
    public void A_refusal_among_many_accepted_items_only_eases_the_rate()
    {
        var service = new LimitSimulation { Rate = _ => 20, Burst = 50 };
        service.Run(new LimiterContender(), 3000);
        var sent = service.Sent.Where(request => request.At.TotalSeconds is > 10 and < 100).Select(request => request.At).ToList();
        AssertAtMost(0.5, sent.Zip(sent.Skip(1), (earlier, later) => (later - earlier).TotalSeconds).Max(), "longest silence");
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(7)]
    [InlineData(50)]
    [InlineData(400)]
    public void MaxRate_holds_in_every_second_and_is_reached(double cap)
    {
        var items = (int)Math.Max(20, cap * 30);
        var service = new LimitSimulation { Rate = _ => 1e9, Burst = 1e9, ThrottleLimit = 32 };
        var took = service.Run(new LimiterContender(cap: cap), items, TimeSpan.FromHours(1)) - TimeSpan.FromHours(1);
        AssertAtLeast(0.95, items / cap / took.TotalSeconds, "of the cap");
        foreach (var (from, _) in service.Sent)
        {
            var second = service.Sent.Where(sent => sent.At >= from && sent.At < from + TimeSpan.FromSeconds(1)).Sum(sent => sent.Items);
            AssertAtMost(cap + Math.Max(1, cap * 0.1), second, "items in a second");
        }
    }

    [Fact]
    public void A_MaxRate_below_the_limit_avoids_refusals()
    {
        var service = new LimitSimulation { Rate = _ => 20, Burst = 20 };
        service.Run(new LimiterContender(cap: 15), 1000);
        Assert.Equal(0, service.Refused);
    }

    [Fact]
    public void A_MaxRate_above_the_limit_changes_little()
    {
        var service = new LimitSimulation { Rate = _ => 20, Burst = 20 };
        AssertAtLeast(LeastEfficiency, 180 / service.Run(new LimiterContender(cap: 100), 3620).TotalSeconds, "efficiency");
        AssertAtMost(MostRefused, service.Refused / 3620.0, "refused");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_MaxRate_that_means_nothing_is_refused(double cap) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenBucket(cap));

    /// <summary>A service under load refuses some whatever the rate: slowing down would not help, and would never end.</summary>
    [Theory]
    [InlineData(1000, 15, "None")]
    [InlineData(1000, 15, "WholeSeconds")]
    [InlineData(10_000, 60, "None")]
    [InlineData(10_000, 60, "WholeSeconds")]
    public void Refusals_that_do_not_depend_on_the_rate_do_not_slow_it_down(int items, double seconds, string style)
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var service = new LimitSimulation
            {
                Rate = _ => 1e9,
                Burst = 1e9,
                RandomRefusals = 0.05,
                RetryAfter = Enum.Parse<RetryAfterStyle>(style),
                Seed = seed,
            };
            AssertAtMost(seconds, service.Run(new LimiterContender(), items).TotalSeconds, $"seconds with seed {seed}");
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(200)]
    public void Late_timers_do_not_slow_it_down(double rate)
    {
        var service = new LimitSimulation { Rate = _ => rate, Burst = 50, TimerLateness = TimeSpan.FromMilliseconds(15) };
        AssertAtLeast(LeastEfficiency, 180 / service.Run(new LimiterContender(), (int)(50 + (rate * 180))).TotalSeconds, "efficiency");
    }

    [Fact]
    public void It_does_not_wait_busily()
    {
        var service = new LimitSimulation { Rate = _ => 20, Burst = 20 };
        service.Run(new LimiterContender(), 3620);
        AssertAtMost(5, (double)service.Questions / service.Sent.Count, "questions for each request");
    }

    [Fact]
    public void Lost_answers_never_end_in_a_stall()
    {
        var limiter = new RateLimiter();
        var now = TimeSpan.Zero;
        for (var i = 0; i < 1000; i++)
        {
            var allowed = limiter.Permits(now, 20);
            Assert.InRange(allowed, 1, 20);
            limiter.Sent(now, allowed);
            now += TimeSpan.FromSeconds(1);
            limiter.Lost(allowed);
        }
    }

    [Fact]
    public void What_was_learned_is_forgotten_after_five_idle_minutes()
    {
        var limiter = new RateLimiter();
        var service = new LimitSimulation { Rate = _ => 20, Burst = 20 };
        var end = service.Run(new LimiterContender(limiter), 500);
        Assert.InRange(limiter.State(end).Rate!.Value, 18, 25);
        limiter.Permits(end + TimeSpan.FromMinutes(4.9), 20);
        Assert.NotNull(limiter.State(end).Rate);
        limiter.Permits(end + TimeSpan.FromMinutes(5.1), 20);
        Assert.Null(limiter.State(end).Rate);
    }

    [Fact]
    public void A_second_run_starts_with_what_the_first_one_learned()
    {
        var limiter = new RateLimiter();
        var end = new LimitSimulation { Rate = _ => 20, Burst = 20 }.Run(new LimiterContender(limiter), 500);
        var again = new LimitSimulation { Rate = _ => 20, Burst = 20, Seed = 2 };
        again.Run(new LimiterContender(limiter), 500, end);
        // A run begins by putting what was learned to the test.
        AssertAtMost(0.03, again.Refused / 500.0, "refused");
    }

    [Fact]
    public async Task Several_runs_may_share_it()
    {
        var limiter = new RateLimiter(new RateLimiterOptions { MostInFlight = 100 });
        var ticks = 0L;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() => Use(new Random(seed)))));
        var end = TimeSpan.FromTicks(ticks) + TimeSpan.FromHours(1);
        Assert.InRange(limiter.Permits(end, 20), 1, 20);

        void Use(Random random)
        {
            for (var i = 0; i < 5000; i++)
            {
                var now = TimeSpan.FromTicks(Interlocked.Add(ref ticks, 10_000));
                int items;
                lock (limiter)
                {
                    items = limiter.Permits(now, 20);
                    Assert.InRange(items, 0, 20);
                    limiter.NextPermit(now, 20);
                    if (items == 0) continue;
                    limiter.Sent(now, items);
                }

                var refused = random.Next(10) == 0 ? random.Next(items + 1) : 0;
                lock (limiter)
                {
                    if (random.Next(20) == 0) limiter.Lost(items);
                    else limiter.Answered(now + TimeSpan.FromMilliseconds(20), now, items - refused, refused, null);
                }
            }
        }
    }

    /// <summary>Whatever the service is like, every item is done, in a time that is not absurd, and without busy waiting.</summary>
    [Fact]
    public void It_never_stalls()
    {
        var services =
            from rate in Gen.Choose(-10, 30).Select(tenths => Math.Pow(10, tenths / 10.0))
            from burst in Gen.Choose(1, 500)
            from windowSeconds in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 200)))
            from style in Gen.Elements(RetryAfterStyle.None, RetryAfterStyle.WholeSeconds, RetryAfterStyle.Decimal, RetryAfterStyle.Minutes)
            from latency in Gen.Choose(1, 3000)
            from lost in Gen.Choose(0, 30)
            from throttleLimit in Gen.Choose(1, 40)
            from batchSize in Gen.Choose(1, 20)
            from cap in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 300)))
            from seed in Gen.Choose(1, int.MaxValue)
            select (rate, burst, windowSeconds, style, latency, lost, throttleLimit, batchSize, cap, seed);

        Prop.ForAll(services.ToArbitrary(), s =>
        {
            const int items = 400;
            var rate = s.windowSeconds > 0 ? s.burst / (double)s.windowSeconds : s.rate;
            var service = new LimitSimulation
            {
                Rate = _ => rate,
                Burst = s.burst,
                Window = s.windowSeconds > 0 ? TimeSpan.FromSeconds(s.windowSeconds) : null,
                RetryAfter = s.style,
                Latency = TimeSpan.FromMilliseconds(s.latency),
                Lost = s.lost / 100.0,
                ThrottleLimit = s.throttleLimit,
                BatchSize = s.batchSize,
                Seed = s.seed,
            };
            var took = service.Run(new LimiterContender(cap: s.cap > 0 ? s.cap : null), items).TotalSeconds;

            // What must be carried out, with lost answers and at most twice what refusals and waiting add.
            var tries = items / (1 - (s.lost / 100.0));
            var unavoidable = (tries / rate) + (tries * s.latency / 1000) + (s.cap > 0 ? tries / s.cap : 0);
            var waits = s.style == RetryAfterStyle.Minutes ? 2 * tries * 180 : 300 + (4 * s.windowSeconds);
            return (took < (4 * unavoidable) + waits && service.Questions < 50 * (service.Sent.Count + 100))
                .Label($"{took} s, unavoidable {unavoidable} s, {service.Questions} questions, {service.Sent.Count} requests");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private static void AssertAtLeast(double least, double actual, string what) =>
        Assert.True(actual >= least, $"{what}: {actual:0.###}, expected at least {least}");

    private static void AssertAtMost(double most, double actual, string what) =>
        Assert.True(actual <= most, $"{what}: {actual:0.###}, expected at most {most}");
}
