using System.Globalization;
using TapModule.Binding;

namespace TapModule.Tests.Binding;

public class StartDateTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public static TheoryData<string> Cultures => ["de-DE", "tr-TR", "ar-SA", "th-TH", "fa-IR", "en-US", "en-GB", "ja-JP", ""];

    [Theory]
    [InlineData("2027-09-01", "2027-09-01T00:00:00")]
    [InlineData("2027-09-01T08:00", "2027-09-01T08:00:00")]
    [InlineData("2027-09-01 8:00", "2027-09-01T08:00:00")]
    [InlineData("2027-9-1 08:00", "2027-09-01T08:00:00")]
    [InlineData("2027/09/01 08:00", "2027-09-01T08:00:00")]
    [InlineData("2027/9/1 8:00", "2027-09-01T08:00:00")]
    [InlineData("2027.09.01 08:00", "2027-09-01T08:00:00")]
    [InlineData("2027-09-01T08:00:30", "2027-09-01T08:00:30")]
    [InlineData("2027-09-01 08:00:30.5", "2027-09-01T08:00:30")]
    [InlineData("2027-09-01 08:00 PM", "2027-09-01T20:00:00")]
    [InlineData("2027-09-01 12:30 am", "2027-09-01T00:30:00")]
    [InlineData("20270901", "2027-09-01T00:00:00")]
    [InlineData("20270901T0800", "2027-09-01T08:00:00")]
    [InlineData("1 Sep 2027", "2027-09-01T00:00:00")]
    [InlineData("01 September 2027 08:00", "2027-09-01T08:00:00")]
    [InlineData("1-Sep-2027 08:00", "2027-09-01T08:00:00")]
    [InlineData("Sep 1, 2027 8:00 AM", "2027-09-01T08:00:00")]
    [InlineData("September 1 2027, 8 am", "2027-09-01T08:00:00")]
    [InlineData("Wed, 1 Sep 2027 08:00", "2027-09-01T08:00:00")]
    [InlineData("Wednesday, September 1, 2027 8:00 AM", "2027-09-01T08:00:00")]
    [InlineData("  2027-09-01   08:00\u00A0", "2027-09-01T08:00:00")]
    [InlineData("٢٠٢٧-٠٩-٠١ ٠٨:٠٠", "2027-09-01T08:00:00")]
    public void A_time_without_a_zone_is_what_a_clock_shows(string text, string clock)
    {
        var time = StartDate.Read(text);

        Assert.Null(time.Problem);
        Assert.Null(time.Value!.Value.Offset);
        Assert.Equal(clock, time.Value.Value.Clock.ToString("s", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("2027-09-01T08:00Z", "2027-09-01T08:00:00Z")]
    [InlineData("2027-09-01 08:00z", "2027-09-01T08:00:00Z")]
    [InlineData("2027-09-01T08:00:00.0000000Z", "2027-09-01T08:00:00Z")]
    [InlineData("2027-09-01T08:00+02:00", "2027-09-01T06:00:00Z")]
    [InlineData("2027-09-01 08:00 +02", "2027-09-01T06:00:00Z")]
    [InlineData("2027-09-01 08:00 +0530", "2027-09-01T02:30:00Z")]
    [InlineData("2027-09-01 08:00 -8", "2027-09-01T16:00:00Z")]
    [InlineData("2027-09-01 08:00 UTC", "2027-09-01T08:00:00Z")]
    [InlineData("2027-09-01 08:00 UTC+2", "2027-09-01T06:00:00Z")]
    [InlineData("Wed, 01 Sep 2027 08:00:00 GMT", "2027-09-01T08:00:00Z")]
    [InlineData("Wed, 01 Sep 2027 08:00:00 +0200", "2027-09-01T06:00:00Z")]
    [InlineData("1 Sep 2027 08:00 +01:00", "2027-09-01T07:00:00Z")]
    [InlineData("20270901T080000Z", "2027-09-01T08:00:00Z")]
    public void A_time_with_a_zone_is_a_moment(string text, string moment)
    {
        var time = StartDate.Read(text);

        Assert.Null(time.Problem);
        Assert.Equal(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture), StartDate.Resolve(time.Value!.Value, Berlin, out var remark));
        Assert.Null(remark);
    }

    [Theory]
    [InlineData("01/02/2027", "ambiguous")]
    [InlineData("13/02/2027", "ambiguous")]
    [InlineData("12/01/2026 14:00:00 +00:00", "ambiguous")]
    [InlineData("01.02.2027 08:00", "ambiguous")]
    [InlineData("01-02-2027", "ambiguous")]
    [InlineData("1/2/27", "ambiguous")]
    [InlineData("27-02-01", "ambiguous")]
    [InlineData("2027-02/01", "ambiguous")]
    [InlineData("46266", "Excel's number")]
    [InlineData("46266.33", "Excel's number")]
    [InlineData("tomorrow", "not a date")]
    [InlineData("1 März 2027", "not a date")]
    [InlineData("2027-09-01 08:00 CET", "ambiguous")]
    [InlineData("08:00", "not a date")]
    [InlineData("2027-13-01", "does not exist")]
    [InlineData("2027-02-29", "does not exist")]
    [InlineData("2027-09-01 24:00", "does not exist")]
    [InlineData("2027-09-01 13:00 PM", "12-hour clock")]
    [InlineData("Mon, 1 Sep 2027", "is a Wednesday")]
    [InlineData("2027-09-01 08:00 +19:00", "no clock has")]
    [InlineData("2569-02-01", "year 2569")]
    [InlineData("1448-02-01", "year 1448")]
    [InlineData("1405-11-12 08:00", "year 1405")]
    [InlineData("2101-01-01", "year 2101")]
    [InlineData("0001-01-01", "year 1")]
    [InlineData("9999-12-31T23:59:59-12:00", "year 9999")]
    [InlineData("2027-09-01\u200E 08:00", "\\u200E")]
    public void What_two_readers_would_read_differently_is_refused(string text, string says)
    {
        var time = StartDate.Read(text);

        Assert.Null(time.Value);
        Assert.Contains(says, time.Problem);
    }

    [Theory, MemberData(nameof(Cultures))]
    public void Every_culture_reads_the_same(string name)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);
            A_time_with_a_zone_is_a_moment("Wed, 01 Sep 2027 08:00:00 GMT", "2027-09-01T08:00:00Z");
            A_time_without_a_zone_is_what_a_clock_shows("1 SEP 2027 8:30 pm", "2027-09-01T20:30:00");
            What_two_readers_would_read_differently_is_refused("01.02.2027", "ambiguous");
            Assert.Equal(2160, Lifetime.Read("36 HOURS").Value);
            Assert.Equal(90, Lifetime.Read("1.5h").Value);
            Assert.True(TriState.Read("TRUE").Value);
            Assert.True(TriState.Read("1").Value);
            var told = StartDate.Resolve(StartDate.Read("2027-10-31 02:30").Value!.Value, Berlin, out var remark);
            Assert.Equal(TimeSpan.FromHours(2), told.Offset);
            Assert.Contains("2027-10-31 02:30+02:00", remark);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Objects_say_what_they_say()
    {
        var clock = new DateTime(2027, 9, 1, 8, 0, 0);
        Assert.Null(StartDate.Read(clock).Value!.Value.Offset);
        Assert.Equal(TimeSpan.Zero, StartDate.Read(DateTime.SpecifyKind(clock, DateTimeKind.Utc)).Value!.Value.Offset);
        Assert.Equal(TimeZoneInfo.Local.GetUtcOffset(clock), StartDate.Read(DateTime.SpecifyKind(clock, DateTimeKind.Local)).Value!.Value.Offset);
        Assert.Equal(TimeSpan.FromHours(2), StartDate.Read(new DateTimeOffset(clock, TimeSpan.FromHours(2))).Value!.Value.Offset);
        Assert.Equal(clock.Date, StartDate.Read(new DateOnly(2027, 9, 1)).Value!.Value.Clock);
        Assert.NotNull(StartDate.Read(DateTime.MinValue).Problem);
        Assert.NotNull(StartDate.Read(DateTime.MaxValue).Problem);
        Assert.Contains("Excel's number", StartDate.Read(46266.33).Problem);
        Assert.NotNull(StartDate.Read(true).Problem);
    }

    [Fact]
    public void A_time_that_the_clocks_skip_is_told()
    {
        var time = StartDate.Resolve(StartDate.Read("2027-03-28T02:30").Value!.Value, Berlin, out var remark);

        Assert.Equal(new DateTimeOffset(2027, 3, 28, 1, 30, 0, TimeSpan.Zero), time);
        Assert.Equal("2027-03-28 02:30 does not exist in Europe/Berlin, where the clocks go forward; 2027-03-28 03:30+02:00 is meant.", remark);
    }

    [Fact]
    public void A_time_that_comes_twice_is_told_and_the_first_is_taken()
    {
        var time = StartDate.Resolve(StartDate.Read("2027-10-31T02:30").Value!.Value, Berlin, out var remark);

        Assert.Equal(new DateTimeOffset(2027, 10, 31, 0, 30, 0, TimeSpan.Zero), time);
        Assert.Equal("2027-10-31 02:30 comes twice in Europe/Berlin, where the clocks go back; the first is meant, 2027-10-31 02:30+02:00. For the second, write 2027-10-31 02:30+01:00.", remark);
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("W. Europe Standard Time")]
    [InlineData("america/new_york")]
    [InlineData("Eastern Standard Time")]
    [InlineData("UTC")]
    [InlineData(" Asia/Kolkata ")]
    public void A_zone_has_either_kind_of_name(string name)
    {
        Assert.Null(ZoneName.Read(name, out var zone));
        Assert.NotNull(zone);
    }

    [Fact]
    public void What_is_not_a_zone_is_refused() => Assert.Contains("'Mars/Olympus' is not a time zone", ZoneName.Read("Mars/Olympus", out _));
}
