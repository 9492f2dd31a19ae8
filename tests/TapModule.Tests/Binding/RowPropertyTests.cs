using System.Globalization;
using System.Management.Automation;
using FsCheck;
using FsCheck.Fluent;
using TapModule.Binding;
using TapModule.Core.Errors;

namespace TapModule.Tests.Binding;

/// <summary>Whatever a row holds: it is blank, or right, or it has problems that are told; and nothing else happens.</summary>
public class RowPropertyTests
{
    private static readonly string[] Shapes = ["object", "hashtable", "ordered", "dictionary", "expando", "data row"];

    private static readonly string[] Names =
        ["UserId", "UserPrincipalName", "UPN", "ObjectId", "Id", "LifetimeInMinutes", "Lifetime in minutes", "StartDateTime", "TimeZone", "IsUsableOnce", "Reason", "Ticket", "Department", "User name [userPrincipalName] Required", ""];

    private static Gen<object?> Cell => Gen.OneOf(
        Gen.Elements<object?>(null, DBNull.Value, "", " ", "\u00A0", true, false, 0, 1, 60, 90.0, 60.5m, 46266.33, double.NaN, long.MaxValue),
        Gen.Elements<object?>(
            "a@contoso.example", "B@contoso.example ", "E10042", "j\uFFFDrg@x", "a\u200B@x", "a,b", "..", "60", "8h", "24:00:00", "1.00:00:00", "2 days", "soon", "9", "43201", "60.0", "yes", "ja", "FALSE", "2027-09-01 08:00",
            "2027-03-28 02:30", "2027-10-31T02:30", "01/02/2027", "Wed, 01 Sep 2027 08:00:00 GMT", "2569-01-01", "Europe/Berlin", "Mars", "INC-1", "a\nb", "\uD800", "00000069-05e7-4a9d-9e0f-c0de5a9db0c5"),
        Gen.Elements<object?>(
            new DateTime(2027, 9, 1), DateTime.MaxValue, DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Local), DateTimeOffset.MaxValue, new DateTimeOffset(2027, 9, 1, 8, 0, 0, TimeSpan.FromHours(2)), TimeSpan.FromHours(8),
            TimeSpan.MaxValue, TimeSpan.MinValue, Guid.Empty, new[] { "a", "b" }, new object(), new PSObject("a@x"), new PSObject(60), 'x', new Uri("https://x.example"), ScriptBlock.Create("1")),
        ArbMap.Default.GeneratorFor<string>().Select(text => (object?)text));

    private static Gen<(string Shape, (string Name, object? Value)[] Cells)> Row =>
        from shape in Gen.Elements(Shapes)
        from names in Gen.SubListOf(Names)
        from cells in Gen.ArrayOf(Cell, names.Count)
        select (shape, names.Zip(cells, (name, cell) => (name.Length == 0 && shape is "data row" or "object" ? "Column" : name, cell)).DistinctBy(cell => cell.Item1, StringComparer.OrdinalIgnoreCase).ToArray());

    [Fact]
    public void Any_row_has_exactly_one_outcome() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(3000),
        Prop.ForAll(Arb.From(Gen.ListOf(Row, 3)), rows =>
        {
            var reader = RowReaderTests.Reader();
            var number = 0;
            foreach (var (shape, cells) in rows)
            {
                var read = reader.Read(RowReaderTests.Shape(shape, cells), ++number);
                Assert.Equal(number, read.Number);
                if (read.IsBlank)
                {
                    Assert.All(cells, cell => Assert.True(CellText.IsBlank(cell.Value)));
                    Assert.Empty(read.Problems);
                }
                else if (read.Problems.Count == 0)
                {
                    IsSane(read);
                }

                Assert.All(read.Problems.Concat(read.Remarks), text => Assert.Null(CellText.Unseen(text)));
            }
        }));

    [Fact]
    public void Any_list_of_columns_is_read_or_stopped_with_advice() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(3000),
        Prop.ForAll(
            Arb.From(Gen.ListOf(Gen.OneOf(Gen.Elements("UPN", "sep=;", "version:v1.0", "Dauer", "OneTime", "a;b", "Email", "start"), ArbMap.Default.GeneratorFor<string>().Where(text => !string.IsNullOrEmpty(text))))),
            names =>
            {
                var row = RowReaderTests.Shape("hashtable", [.. names.Distinct(StringComparer.OrdinalIgnoreCase).Select(name => (name, (object?)"a@x"))]);
                try
                {
                    var read = RowReaderTests.Read(row);
                    Assert.True(read.IsBlank || read.Problems.Count > 0 || read.User == "a@x");
                }
                catch (TapServiceException stop)
                {
                    Assert.Contains("-IgnoreColumn", stop.Error.Advice);
                }
            }));

    [Fact]
    public void What_is_read_is_what_was_written() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll(
            Arb.From(Gen.Choose(10, 43200)), Arb.From(Gen.Choose(0, 60 * 24 * 365 * 50)), Arb.From(Gen.Elements("de-DE", "tr-TR", "ar-SA", "th-TH", "fa-IR", "")),
            (minutes, offset, culture) =>
            {
                var before = CultureInfo.CurrentCulture;
                try
                {
                    CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                    var span = TimeSpan.FromMinutes(minutes);
                    var texts = new object[]
                    {
                        minutes, (double)minutes, span, minutes.ToString(CultureInfo.InvariantCulture), span.ToString("c", CultureInfo.InvariantCulture), System.Xml.XmlConvert.ToString(span), $"{minutes} minutes",
                        FormattableString.Invariant($"{(int)span.TotalHours}:{span.Minutes:00}"), FormattableString.Invariant($"{(int)span.TotalHours}:{span.Minutes:00}:00"), FormattableString.Invariant($"{span.Days}d {span.Hours}h {span.Minutes}m"),
                    };
                    Assert.All(texts, text => Assert.Equal(minutes, Lifetime.Read(text).Value));

                    var time = new DateTimeOffset(2010, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(offset);
                    foreach (var format in new[] { "O", "s", "u", "R", "yyyy-MM-ddTHH:mmK", "yyyy/M/d H:mm zzz", "d MMM yyyy HH:mm zzz", "MMMM d, yyyy h:mm tt zzz", "yyyy-MM-dd HH:mm:ss z" })
                    {
                        var read = StartDate.Read(time.ToString(format, CultureInfo.InvariantCulture));
                        Assert.Null(read.Problem);
                        Assert.Equal(time, StartDate.Resolve(read.Value!.Value, TimeZoneInfo.Utc, out _));
                    }
                }
                finally
                {
                    CultureInfo.CurrentCulture = before;
                }
            }));

    private static void IsSane(RowInput read)
    {
        Assert.Null(UserName.Problem(read.User!));
        Assert.False(string.IsNullOrWhiteSpace(read.User));
        Assert.True(read.Pass.LifetimeInMinutes is null or (>= 10 and <= 43200));
        Assert.True(read.Pass.StartDateTime is null || read.Pass.StartDateTime.Value.Year is >= 1999 and <= 2101);
    }
}
