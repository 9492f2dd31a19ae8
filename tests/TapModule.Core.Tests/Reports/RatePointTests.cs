using TapModule.Core.Reports;

namespace TapModule.Core.Tests.Reports;

public class RatePointTests
{
    [Fact]
    public void Rates_are_what_came_between_two_figures() => Assert.Equal(
        [new RatePoint(0, 10, 5, 0), new RatePoint(10, 20, 1, 0.5)],
        RatePoint.Between([new(10, 50, 0), new(20, 60, 5)]));

    [Fact]
    public void A_last_figure_soon_after_the_one_before_makes_no_rate_of_its_own()
    {
        var rates = RatePoint.Between([new(1000, 1000, 0), new(2000, 2000, 0), new(2000.01, 2020, 0)]);

        Assert.Equal(2, rates.Count);
        Assert.Equal(1.02, rates[1].Issued, 2);
        Assert.Equal(2000.01, rates[1].To);
    }

    [Fact]
    public void Ten_hours_are_put_together_and_nothing_is_lost()
    {
        var rates = RatePoint.Between([.. Enumerable.Range(1, 3600).Select(i => new PacePoint(i * 10, i * 5, i))]);

        Assert.InRange(rates.Count, 90, 180);
        Assert.Equal(18000, rates.Sum(r => r.Issued * (r.To - r.From)), 3);
        Assert.Equal(3600, rates.Sum(r => r.Throttled * (r.To - r.From)), 3);
    }

    [Fact]
    public void No_figures_make_no_rates()
    {
        Assert.Empty(RatePoint.Between([]));
        Assert.Empty(RatePoint.Between([new(0, 0, 0)]));
    }
}
