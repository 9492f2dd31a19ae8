using TapModule.Core.Reports;

namespace TapModule.Core.Tests.Reports;

public class ExpiryBarsTests
{
    private static readonly DateTimeOffset Now = new(new DateTime(2026, 9, 1, 8, 20, 0, DateTimeKind.Local));

    [Fact]
    public void Near_ends_are_counted_by_hour() => Assert.Equal(
        [("Tue 08:00", 1), ("Tue 09:00", 2), ("Tue 10:00", 0), ("Tue 11:00", 1)],
        ExpiryBars.Of([Now.AddMinutes(5), Now.AddMinutes(45), Now.AddMinutes(99), Now.AddMinutes(180)], Now));

    [Fact]
    public void Others_by_day_empty_days_too() => Assert.Equal(
        [("09-01", 1), ("09-02", 0), ("09-03", 2)],
        ExpiryBars.Of([Now.AddHours(1), Now.AddHours(48), Now.AddHours(50)], Now));

    [Fact]
    public void What_lies_beyond_a_month_is_one()
    {
        var bars = ExpiryBars.Of([Now.AddHours(1), Now.AddDays(40), Now.AddDays(60)], Now);

        Assert.Equal(33, bars.Count);
        Assert.Equal(("later", 2), bars[^1]);
        Assert.Equal(3, bars.Sum(b => b.Count));
    }
}
