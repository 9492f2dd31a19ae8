using System.Collections;
using System.Collections.Specialized;
using System.Data;
using System.Dynamic;
using System.Globalization;
using System.Management.Automation;
using TapModule.Binding;
using TapModule.Core.Errors;

namespace TapModule.Tests.Binding;

public class RowReaderTests
{
    private const string Adele = "adele.vance@contoso.example";
    private const string Id = "00000069-05e7-4a9d-9e0f-c0de5a9db0c5";

    [Fact]
    public void A_text_is_a_user()
    {
        Assert.Equal(Adele, Read(new PSObject($"  {Adele} ")).User);
        Assert.Equal(Id, Read(new PSObject(Guid.Parse(Id))).User);
        Assert.Equal(PassInput.Nothing, Read(new PSObject(Adele)).Pass);
    }

    public static TheoryData<string> Shapes => ["object", "hashtable", "ordered", "dictionary", "expando", "data row", "data row view", "class"];

    [Theory, MemberData(nameof(Shapes))]
    public void A_row_may_be_of_any_kind(string shape)
    {
        var row = Read(Shape(shape, ("UserPrincipalName", Adele), ("LifetimeInMinutes", "8h"), ("IsUsableOnce", "yes"), ("StartDateTime", "2027-09-01T08:00Z")));

        Assert.Empty(row.Problems);
        Assert.Equal(Adele, row.User);
        Assert.Equal(480, row.Pass.LifetimeInMinutes);
        Assert.True(row.Pass.IsUsableOnce);
        Assert.Equal(new DateTimeOffset(2027, 9, 1, 8, 0, 0, TimeSpan.Zero), row.Pass.StartDateTime);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void A_blank_cell_is_not_given_whatever_kind_of_nothing_it_is(string shape)
    {
        foreach (var nothing in new object?[] { null, DBNull.Value, "", "  ", "\u00A0" })
        {
            if (shape == "class" && nothing is DBNull) continue;
            var row = Read(Shape(shape, ("UserPrincipalName", Adele), ("LifetimeInMinutes", nothing), ("IsUsableOnce", nothing), ("StartDateTime", nothing)));

            Assert.Empty(row.Problems);
            Assert.Equal(PassInput.Nothing, row.Pass);
        }
    }

    [Fact]
    public void A_row_with_nothing_in_any_cell_is_no_row()
    {
        var reader = Reader();
        foreach (var nothing in new object?[] { null, "", DBNull.Value })
            Assert.True(reader.Read(Shape("object", ("UserPrincipalName", nothing), ("LifetimeInMinutes", nothing)), 1).IsBlank);
        Assert.True(reader.Read(Shape("hashtable"), 1).IsBlank);
        Assert.True(reader.Read(new PSObject("  "), 1).IsBlank);
        Assert.True(reader.Read(input: null, 1).IsBlank);
        Assert.Equal(6, reader.Blank);
        Assert.False(reader.Read(Shape("object", ("UserPrincipalName", ""), ("LifetimeInMinutes", "60")), 1).IsBlank);
    }

    [Fact]
    public void The_first_user_column_that_is_filled_counts()
    {
        Assert.Equal(Id, Read(Shape("object", ("Id", Id), ("UserPrincipalName", null))).User);
        Assert.Equal(Id, Read(Shape("object", ("ObjectId", Id), ("UserPrincipalName", ""))).User);
        Assert.Equal(Id, Read(Shape("class", ("ObjectId", Id), ("UserPrincipalName", ""))).User);
        Assert.Equal(Adele, Read(Shape("object", ("Id", Id), ("UserPrincipalName", Adele))).User);
        Assert.Equal(Id, Read(Shape("object", ("Id", Id), ("UserPrincipalName", Adele))).OtherName);
    }

    [Fact]
    public void A_column_that_cannot_be_a_user_gives_way_and_is_told_once()
    {
        var reader = Reader();
        var first = reader.Read(Shape("object", ("UserId", "E10042"), ("UserPrincipalName", Adele)), 1);
        var second = reader.Read(Shape("object", ("UserId", "E10042"), ("UserPrincipalName", Adele)), 2);

        Assert.Equal(Adele, first.User);
        Assert.Equal("Row 1: UserId says 'E10042', which cannot be a user: UserPrincipalName is used.", Assert.Single(first.Remarks));
        Assert.Empty(second.Remarks);
        // Where nothing can be a user, the service has the word.
        Assert.Equal("E10042", Read(Shape("object", ("UserId", "E10042"))).User);
    }

    [Fact]
    public void Two_users_in_a_row_are_told()
    {
        var row = Read(Shape("object", ("UserId", "a@contoso.example"), ("UPN", "b@contoso.example")));

        Assert.Equal("a@contoso.example", row.User);
        Assert.Contains("UPN says 'b@contoso.example' and UserId says 'a@contoso.example': UserId is used", Assert.Single(row.Remarks));
        Assert.Empty(Read(Shape("object", ("UserId", "A@contoso.example "), ("UPN", "a@contoso.example"))).Remarks);
    }

    [Fact]
    public void A_list_or_an_object_names_nobody()
    {
        Assert.Equal("UserPrincipalName holds a list of 2 values, and names nobody by that.", Assert.Single(Read(Shape("object", ("UserPrincipalName", new[] { "a@x", "b@x" }))).Problems));
        Assert.Single(Read(Shape("object", ("UserPrincipalName", new Hashtable { ["a"] = 1 }))).Problems);
    }

    [Fact]
    public void A_property_that_fails_is_a_problem_of_its_row()
    {
        var row = Shape("object", ("Name", "x"));
        row.Properties.Add(new PSScriptProperty("UserPrincipalName", ScriptBlock.Create("throw 'boom'")));
        using var shell = PowerShell.Create(RunspaceMode.NewRunspace);
        var before = System.Management.Automation.Runspaces.Runspace.DefaultRunspace;
        System.Management.Automation.Runspaces.Runspace.DefaultRunspace = shell.Runspace;
        try
        {
            Assert.Contains("UserPrincipalName cannot be read: boom", Assert.Single(Read(row).Problems));
        }
        finally
        {
            System.Management.Automation.Runspaces.Runspace.DefaultRunspace = before;
        }
    }

    [Fact]
    public void All_problems_of_a_row_are_told_at_once()
    {
        var row = Read(Shape("object", ("UserPrincipalName", "a\u200B@x"), ("LifetimeInMinutes", "5"), ("StartDateTime", "01/02/2027"), ("IsUsableOnce", "ja")));

        Assert.Equal(4, row.Problems.Count);
        Assert.StartsWith("UserPrincipalName 'a\\u200B@x'", row.Problems[0]);
        Assert.StartsWith("LifetimeInMinutes '5'", row.Problems[1]);
        Assert.StartsWith("StartDateTime '01/02/2027'", row.Problems[2]);
        Assert.StartsWith("IsUsableOnce 'ja'", row.Problems[3]);
    }

    [Fact]
    public void A_start_without_a_zone_is_read_in_the_zone_of_the_row()
    {
        var expected = new DateTimeOffset(2027, 9, 1, 6, 0, 0, TimeSpan.FromHours(-4));

        Assert.Equal(expected, Read(Shape("object", ("UPN", Adele), ("StartDateTime", "2027-09-01 06:00"), ("TimeZone", "America/New_York"))).Pass.StartDateTime);
        Assert.Equal(expected, Read(Shape("object", ("UPN", Adele), ("StartDateTime", new DateTime(2027, 9, 1, 6, 0, 0)), ("Time Zone", "Eastern Standard Time"))).Pass.StartDateTime);
        Assert.Equal(expected, Read(Shape("object", ("UPN", Adele), ("StartDateTime", "2027-09-01 06:00"), ("TimeZone", "UTC")), ("TimeZone", "America/New_York")).Pass.StartDateTime);
        Assert.Equal(expected.AddHours(-4), Read(Shape("object", ("UPN", Adele), ("StartDateTime", "2027-09-01T06:00Z"), ("TimeZone", "America/New_York"))).Pass.StartDateTime);
        Assert.StartsWith("TimeZone 'Mars' is not a time zone", Assert.Single(Read(Shape("object", ("UPN", Adele), ("StartDateTime", "2027-09-01 06:00"), ("TimeZone", "Mars"))).Problems));
        // The zone of a row without a start is for its slip.
        Assert.Empty(Read(Shape("object", ("UPN", Adele), ("TimeZone", "Mars"))).Problems);
    }

    [Fact]
    public void What_the_clocks_skip_or_repeat_is_told_once_for_each_time()
    {
        var reader = Reader();
        PSObject Row(string start) => Shape("object", ("UPN", Adele), ("StartDateTime", start), ("TimeZone", "Europe/Berlin"));

        Assert.Contains("does not exist in Europe/Berlin", Assert.Single(reader.Read(Row("2027-03-28 02:30"), 1).Remarks));
        Assert.Empty(reader.Read(Row("2027-03-28 02:30"), 2).Remarks);
        Assert.Contains("comes twice", Assert.Single(reader.Read(Row("2027-10-31 02:30"), 3).Remarks));
    }

    [Fact]
    public void The_command_line_counts_more_than_the_row()
    {
        var row = Read(Shape("object", ("UPN", Adele), ("LifetimeInMinutes", "junk"), ("IsUsableOnce", "true")), ("LifetimeInMinutes", 60), ("IsUsableOnce", null));

        Assert.Empty(row.Problems);
        Assert.Equal(60, row.Pass.LifetimeInMinutes);
        Assert.True(row.Pass.IsUsableOnce);
    }

    [Fact]
    public void Columns_are_called_what_the_map_says()
    {
        var map = new Hashtable { ["UserId"] = "Login", ["IsUsableOnce"] = "OneTimeUseOnly" };
        var row = Read(Shape("object", ("Login", Adele), ("OneTimeUseOnly", "true"), ("UPN", "somebody@else.example")), ("ColumnMap", map));

        Assert.Equal(Adele, row.User);
        Assert.True(row.Pass.IsUsableOnce);
        Assert.Contains("the row has no column 'Login', which -ColumnMap names", Read(Shape("object", ("UPN", Adele)), ("ColumnMap", map)).Problems[0]);
    }

    [Theory]
    [InlineData("LifeTime", "x", "nothing that a row can fill")]
    [InlineData("UserId", 5, "'5' for UserId")]
    [InlineData("UserId", "", "'' for UserId")]
    public void A_map_that_says_nothing_ends_the_command(string key, object value, string says) =>
        Assert.Contains(says, Assert.Throws<TapServiceException>(() => Reader(("ColumnMap", new Hashtable { [key] = value }))).Message);

    [Fact]
    public void A_map_the_wrong_way_round_is_turned()
    {
        var failure = Assert.Throws<TapServiceException>(() => Reader(("ColumnMap", new Hashtable { ["OneTimeUseOnly"] = "IsUsableOnce" })));

        Assert.Equal("Write it the other way round: -ColumnMap @{ IsUsableOnce = 'OneTimeUseOnly' }.", failure.Error.Advice);
    }

    [Fact]
    public void Columns_that_are_perhaps_meant_for_the_pass_stop_the_run_before_its_first_row()
    {
        var failure = Assert.Throws<TapServiceException>(() => Read(Shape("object", ("UPN", Adele), ("OneTimeUseOnly", "true"))));
        Assert.Equal(TapErrorId.InvalidRow, failure.Error.Reason);
        Assert.Contains("-ColumnMap @{ IsUsableOnce = 'OneTimeUseOnly' }", failure.Error.Advice);

        // Once something may have been sent, it is a problem of the row.
        var reader = Reader();
        Assert.Empty(reader.Read(Shape("object", ("UPN", Adele)), 1).Problems);
        Assert.Contains("'OneTimeUseOnly' for IsUsableOnce", Assert.Single(reader.Read(Shape("hashtable", ("UPN", "b@x"), ("OneTimeUseOnly", "true")), 2).Problems));

        // An object of a class has what its class has; who issues nothing needs no value.
        Assert.Empty(Read(Shape("class", ("UserPrincipalName", Adele), ("HireDate", "2020-01-01"))).Problems);
        Assert.Empty(new RowReader(RowArguments.Of(new Dictionary<string, object>()), readsPass: false).Read(Shape("object", ("UPN", Adele), ("OneTimeUseOnly", "true")), 1).Problems);
    }

    [Fact]
    public void Columns_that_say_the_same_must_agree()
    {
        Assert.Equal(60, Read(Shape("object", ("UPN", Adele), ("LifetimeInMinutes", "60"), ("Lifetime in minutes", "60"))).Pass.LifetimeInMinutes);
        Assert.Contains("differ", Assert.Single(Read(Shape("object", ("UPN", Adele), ("LifetimeInMinutes", "60"), ("Lifetime in minutes", "90"))).Problems));
    }

    [Fact]
    public void A_pass_stands_for_its_user_and_nothing_else()
    {
        var pass = new TapPass(false) { UserId = Adele, PassId = "p1", LifetimeInMinutes = 60, Start = DateTimeOffset.UtcNow.AddDays(-9), IsUsableOnce = false };

        var asked = Read(PSObject.AsPSObject(pass));
        Assert.Equal((Adele, PassInput.Nothing), (asked.User, asked.Pass));
        Assert.Equal(90, Read(PSObject.AsPSObject(pass), ("LifetimeInMinutes", 90)).Pass.LifetimeInMinutes);
        Assert.Equal("p1", new RowReader(RowArguments.Of(new Dictionary<string, object>()), readsPass: false).Read(PSObject.AsPSObject(pass), 1).PassId);
    }

    [Fact]
    public void So_does_a_pass_that_comes_back_from_a_file()
    {
        var row = Read(Shape("object", ("UserId", Adele), ("PassId", "p1"), ("CreatedDateTime", "x"), ("StartDateTime", "12/01/2026 14:00:00 +00:00"), ("ExpirationDateTime", "y"), ("LifetimeInMinutes", "60"), ("IsUsableOnce", "False")));

        Assert.Empty(row.Problems);
        Assert.Equal((Adele, PassInput.Nothing), (row.User, row.Pass));
        Assert.Contains("They stand for their users", Assert.Single(row.Remarks));
    }

    [Fact]
    public void One_person_named_in_two_ways_is_noticed()
    {
        var reader = Reader();
        Assert.Null(reader.Read(Shape("object", ("Id", Id), ("UPN", Adele)), 1).SameAs);
        Assert.Equal(1, reader.Read(new PSObject(Id.ToUpperInvariant()), 2).SameAs);

        reader = Reader();
        Assert.Null(reader.Read(new PSObject(Id), 1).SameAs);
        Assert.Equal(1, reader.Read(Shape("object", ("Id", Id), ("UPN", Adele)), 2).SameAs);
    }

    [Fact]
    public void A_run_that_mixes_ids_and_names_is_told_once()
    {
        var reader = Reader();
        Assert.Empty(reader.Read(new PSObject("a@contoso.example"), 1).Remarks);
        Assert.Contains("Row 1 names its user by name and row 2 by object id", Assert.Single(reader.Read(new PSObject(Id), 2).Remarks));
        Assert.Empty(reader.Read(new PSObject("b@contoso.example"), 3).Remarks);
    }

    [Theory]
    [InlineData("UserPrincipalName;LifetimeInMinutes", "Delimiter ';'")]
    [InlineData("sep=;", "Select-Object -Skip 1")]
    public void A_list_without_users_says_what_it_has_and_how_to_read_it(string column, string advice)
    {
        var row = Read(Shape("object", (column, "x")));

        Assert.Contains($"it has no column UserId, UserPrincipalName, UPN, ObjectId or Id. Its columns are: '{column}", Assert.Single(row.Problems));
        Assert.Contains(advice, row.Advice);
    }

    [Fact]
    public void What_is_no_row_is_refused()
    {
        Assert.Equal("A row cannot be a list of 2 values.", Assert.Single(Read(new PSObject(new[] { "a", "b" })).Problems));
        Assert.Equal("A row cannot be '42'.", Assert.Single(Read(new PSObject((object)42)).Problems));
        Assert.Contains("looks like a line of a CSV file", Assert.Single(Read(new PSObject("a@x,60,true")).Problems));
    }

    [Fact]
    public void The_finding_of_a_row_stands_for_the_row()
    {
        var row = Shape("object", ("UPN", Adele), ("Site", "Rome"));
        var readiness = new TapReadiness { UserId = Adele, LifetimeInMinutes = 60, IsUsableOnce = false, InputObject = row };

        var read = Read(PSObject.AsPSObject(readiness));
        Assert.Equal((Adele, PassInput.Nothing), (read.User, read.Pass));
        Assert.Same(row, read.Source);
    }

    internal static RowReader Reader(params (string Name, object? Value)[] arguments) =>
        new(RowArguments.Of(arguments.ToDictionary(argument => argument.Name, argument => argument.Value!)), readsPass: true);

    internal static RowInput Read(PSObject row, params (string Name, object? Value)[] arguments) => Reader(arguments).Read(row, 1);

    internal static PSObject Shape(string shape, params (string Name, object? Value)[] cells)
    {
        switch (shape)
        {
            case "hashtable":
                return new PSObject(new Hashtable(cells.ToDictionary(cell => cell.Name, cell => cell.Value)));
            case "ordered":
                var ordered = new OrderedDictionary();
                foreach (var (name, value) in cells) ordered[name] = value;
                return new PSObject(ordered);
            case "dictionary":
                return new PSObject(cells.ToDictionary(cell => cell.Name, cell => cell.Value));
            case "expando":
                IDictionary<string, object?> expando = new ExpandoObject();
                foreach (var (name, value) in cells) expando[name] = value;
                return new PSObject(expando);
            case "data row" or "data row view":
                var table = new DataTable { Locale = CultureInfo.InvariantCulture };
                foreach (var (name, _) in cells) table.Columns.Add(name, typeof(object));
                var data = table.Rows.Add([.. cells.Select(cell => cell.Value ?? DBNull.Value)]);
                return new PSObject(shape == "data row" ? data : table.DefaultView[0]);
            case "class":
                var directory = new DirectoryUser();
                foreach (var (name, value) in cells) typeof(DirectoryUser).GetProperty(name)!.SetValue(directory, value);
                return new PSObject(directory);
            default:
                var row = new PSObject();
                foreach (var (name, value) in cells) row.Properties.Add(new PSNoteProperty(name, value));
                return row;
        }
    }

    private sealed class DirectoryUser
    {
        public string? Id { get; set; }

        public string? ObjectId { get; set; }

        public string? UserPrincipalName { get; set; }

        public string? HireDate { get; set; }

        public object? LifetimeInMinutes { get; set; }

        public object? IsUsableOnce { get; set; }

        public object? StartDateTime { get; set; }
    }
}
