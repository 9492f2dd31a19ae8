using TapModule.Binding;

namespace TapModule.Tests.Binding;

public class DurationTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("90", 90)]
    [InlineData(" 90 ", 90)]
    [InlineData("\u00A090\u202F", 90)]
    [InlineData("60.0", 60)]
    [InlineData("1:30", 90)]
    [InlineData("08:00", 480)]
    [InlineData("08:00:00", 480)]
    [InlineData("8:00:00", 480)]
    [InlineData("24:00", 1440)]
    [InlineData("24:00:00", 1440)]
    [InlineData("36:00:00", 2160)]
    [InlineData("720:00:00", 43200)]
    [InlineData("1.00:00:00", 1440)]
    [InlineData("29.23:59:00", 43199)]
    [InlineData("8h", 480)]
    [InlineData("8 H", 480)]
    [InlineData("8 hours", 480)]
    [InlineData("1 hour", 60)]
    [InlineData("1.5h", 90)]
    [InlineData("2 days", 2880)]
    [InlineData("2d", 2880)]
    [InlineData("1d 12h", 2160)]
    [InlineData("1 day, 12 hours and 30 minutes", 2190)]
    [InlineData("1h30m", 90)]
    [InlineData("90 min", 90)]
    [InlineData("90mins", 90)]
    [InlineData("1 week", 10080)]
    [InlineData("PT8H", 480)]
    [InlineData("P1D", 1440)]
    [InlineData("P1DT12H30M", 2190)]
    [InlineData("pt90m", 90)]
    // Digits of other scripts: Arabic, Persian, Devanagari, full width.
    [InlineData("٩٠", 90)]
    [InlineData("۹۰", 90)]
    [InlineData("९०", 90)]
    [InlineData("９０", 90)]
    [InlineData("٢٤:٠٠:٠٠", 1440)]
    public void A_named_form_is_read(string text, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), Duration.Read(text, Minute, "90").Value);

    [Theory]
    [InlineData("1,5h")]
    [InlineData("1.440,5")]
    [InlineData("1,440")]
    [InlineData("1 440")]
    [InlineData("-90")]
    [InlineData("+90")]
    [InlineData("9e3")]
    [InlineData("0x5A")]
    [InlineData("90:")]
    [InlineData(":30")]
    [InlineData("1:5")]
    [InlineData("1:60")]
    [InlineData("00:60:00")]
    [InlineData("1:00:00:00")]
    [InlineData("1.24:00:00")]
    [InlineData("1.08:00")]
    [InlineData("8 o'clock")]
    [InlineData("eight hours")]
    [InlineData("8 Stunden")]
    [InlineData("h8")]
    [InlineData("8h 8h")]
    [InlineData("30m 1h")]
    [InlineData(", 8h")]
    [InlineData("and 8h")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1")]
    [InlineData("8\u200Bh")]
    [InlineData("99999999999999999999")]
    [InlineData("true")]
    public void Anything_else_is_refused_and_shown(string text)
    {
        var reading = Duration.Read(text, Minute, "90 or 8h");

        Assert.Null(reading.Value);
        Assert.StartsWith("'", reading.Problem);
        Assert.EndsWith("Write 90 or 8h.", reading.Problem);
    }

    [Theory]
    [InlineData(90)]
    [InlineData(90L)]
    [InlineData(90.0)]
    [InlineData((byte)90)]
    public void A_number_counts_the_unit_that_the_parameter_names(object number) =>
        Assert.Equal(TimeSpan.FromMinutes(90), Duration.Read(number, Minute, "90").Value);

    [Theory]
    [InlineData(60)]
    [InlineData("60")]
    [InlineData("2.0")]
    public void A_number_without_a_unit_is_refused_where_the_parameter_names_none(object number) =>
        Assert.Contains("has no unit", Duration.Read(number, null, "30s").Problem);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    [InlineData(-1e300)]
    [InlineData(long.MinValue)]
    public void No_number_is_an_overflow(object number) => Assert.Contains("out of range", Duration.Read(number, Minute, "90").Problem);

    [Theory]
    [InlineData("10", 10)]
    [InlineData("43200", 43200)]
    [InlineData("30 days", 43200)]
    [InlineData("24:00:00", 1440)]
    public void A_lifetime_is_whole_minutes_that_the_service_takes(string text, int minutes) => Assert.Equal(minutes, Lifetime.Read(text).Value);

    [Theory]
    [InlineData("9", "is not between 10 and 43200 minutes")]
    [InlineData("43201", "is not between 10 and 43200 minutes")]
    [InlineData("0", "is not between 10 and 43200 minutes")]
    [InlineData("60.5", "is not a whole number of minutes")]
    [InlineData("00:10:30", "is not a whole number of minutes")]
    [InlineData("1.440", "is not a whole number of minutes")]
    [InlineData("31 days", "is not between 10 and 43200 minutes")]
    [InlineData("soon", "Write minutes (480), 8h, 2 days or 08:00:00")]
    public void A_lifetime_that_cannot_be_is_refused(string text, string says) => Assert.Contains(says, Lifetime.Read(text).Problem);

    [Fact]
    public void A_lifetime_may_be_a_TimeSpan_and_no_point_in_time()
    {
        Assert.Equal(480, Lifetime.Read(TimeSpan.FromHours(8)).Value);
        Assert.NotNull(Lifetime.Read(new DateTime(1899, 12, 30, 8, 0, 0)).Problem);
        Assert.NotNull(Lifetime.Read(true).Problem);
        Assert.NotNull(Lifetime.Read(new[] { 60 }).Problem);
    }

    [Theory]
    [InlineData("30s", 30)]
    [InlineData("00:01:00", 60)]
    [InlineData("2 minutes", 120)]
    [InlineData("1h", 3600)]
    [InlineData("PT45S", 45)]
    [InlineData("0s", 0)]
    public void A_wait_has_a_unit(string text, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), WaitTime.Read(text).Value);

    [Theory]
    [InlineData("60")]
    [InlineData("1")]
    [InlineData("24:00:00")]
    [InlineData("01:00:01")]
    [InlineData("0.5s")]
    public void A_wait_without_a_unit_or_beyond_an_hour_is_refused(string text) => Assert.NotNull(WaitTime.Read(text).Problem);

    [Fact]
    public void A_wait_of_ticks_is_refused() => Assert.Contains("not between a second and an hour", WaitTime.Read(new TimeSpan(60)).Problem);
}
