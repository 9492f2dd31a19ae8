using TapModule.Binding;

namespace TapModule.Tests.Binding;

public class ColumnTests
{
    private static readonly RowField[] Fields =
        [RowField.UserId, RowField.LifetimeInMinutes, RowField.StartDateTime, RowField.TimeZone, RowField.IsUsableOnce, RowField.Reason, RowField.Ticket];

    [Theory]
    [InlineData("UserPrincipalName")]
    [InlineData("userprincipalname")]
    [InlineData("User principal name")]
    [InlineData("user_principal_name")]
    [InlineData("User-Principal-Name")]
    [InlineData("\uFEFFUserPrincipalName")]
    [InlineData(" UPN ")]
    [InlineData("Object ID")]
    [InlineData("User name [userPrincipalName] Required")]
    [InlineData("Nom d'utilisateur [userPrincipalName] Obligatoire")]
    [InlineData("Member object ID or user principal name [memberObjectIdOrUpn] Required")]
    public void A_column_names_the_user_however_it_is_written(string column) => Assert.Equal([column], Match(column).Of(RowField.UserId));

    [Theory]
    [InlineData("Lifetime in minutes", RowField.LifetimeInMinutes)]
    [InlineData("lifetime-in-minutes", RowField.LifetimeInMinutes)]
    [InlineData("Start Date Time", RowField.StartDateTime)]
    [InlineData("is_usable_once", RowField.IsUsableOnce)]
    [InlineData("Time Zone", RowField.TimeZone)]
    [InlineData("TimeZoneId", RowField.TimeZone)]
    [InlineData("TICKET", RowField.Ticket)]
    internal void A_column_fills_its_value_however_it_is_written(string column, RowField field)
    {
        var match = Match("UPN", column);

        Assert.Equal([column], match.Of(field));
        Assert.Empty(match.Unused);
    }

    [Theory]
    // Public scripts and portals.
    [InlineData(RowField.IsUsableOnce, "IsOneTimeUse,OneTimeUseOnly,OneTimeUse,OneTime,One Time,one-time,IsUseableOnce,UsableOnce,UseOnce,SingleUse,Single use,IsSingleUse,Once,TapOneTimeUse,MultiUse,Reusable")]
    [InlineData(RowField.LifetimeInMinutes, "Lifetime,LifetimeMinutes,LifetimeInMins,Life time,Duration,DurationMinutes,DurationInMinutes,PassDuration,Validity,ValidityPeriod,TTL,Minutes,Mins,ValidMinutes,ValidHours,Hours,Days,LifetimeHours")]
    [InlineData(RowField.StartDateTime, "Start,StartDate,StartTime,Start date,StartsAt,ValidFrom,Valid-From,ActivationDate,ActiveFrom,AvailableFrom,EffectiveDate,Begin,BeginDate,HireDate,EmployeeHireDate,OnboardingDate,First day,NotBefore,JoinDate,TapStartDate")]
    // German, French, Spanish, Dutch.
    [InlineData(RowField.IsUsableOnce, "Einmalig,Einmalpass,Einmalige Verwendung,Einmalnutzung,Mehrfachnutzung,Usage unique,À usage unique,Une seule fois,Uso único,Un solo uso,Eenmalig,Eenmalig gebruik")]
    [InlineData(RowField.LifetimeInMinutes, "Dauer,Gültigkeit,Gültigkeitsdauer,Gueltigkeitsdauer,Lebensdauer,Laufzeit,Minuten,Durée,Durée de vie,Validité,Duración,Vigencia,Minutos,Duur,Geldigheidsduur,Levensduur")]
    [InlineData(RowField.StartDateTime, "Startdatum,Startzeit,Startzeitpunkt,Beginn,Gültig ab,Eintrittsdatum,Aktivierungsdatum,Date de début,Début,Date d'embauche,Fecha de inicio,Fecha inicio,Válido desde,Begindatum,Ingangsdatum,Geldig vanaf,Starttijd,Datum in dienst")]
    // Slips of the pen.
    [InlineData(RowField.LifetimeInMinutes, "LifetimeInMinute,LifetmeInMinutes,LifeTimeInMinuts")]
    [InlineData(RowField.StartDateTime, "StartDateTme,StartDatetTime")]
    [InlineData(RowField.IsUsableOnce, "IsUsabelOnce,IsUsableOne")]
    internal void A_column_that_may_be_meant_for_the_pass_is_doubtful(RowField field, string columns)
    {
        foreach (var column in columns.Split(',')) Assert.Equal((column, field), Assert.Single(Match("UPN", column).Doubtful));
    }

    [Theory]
    [InlineData("Department,DisplayName,Name,GivenName,Surname,Mail,Email,Manager,Site,No,Country,City,JobTitle,EmployeeId,Company,Office,Phone,MobilePhone,TelephoneNumber,Stone,None")]
    [InlineData("Concept,Concepto,Concern,Announced,UniqueId,Unique Id,Language,PreferredLanguage,CreatedDateTime,LastSignInDateTime,ExpirationDateTime,AccountEnabled,IsUsable,State,PassId,License,Group,Groups,Comment,Notes,UsageLocation")]
    [InlineData("DateOfBirth,Birthday,EndDate,Vertragsende,Telefon,Abteilung,Vorname,Nachname,Kostenstelle,Sprache,Standort,Prénom,Nom,Service,Apellido,Departamento,Voornaam,Achternaam,Afdeling")]
    public void Other_columns_are_not(string columns)
    {
        var match = Match(["UPN", .. columns.Split(',')]);

        Assert.Empty(match.Doubtful);
        Assert.Equal(columns.Split(','), match.Unused);
    }

    [Fact]
    public void A_value_that_has_its_column_makes_no_other_doubtful()
    {
        Assert.Empty(Match("UPN", "LifetimeInMinutes", "Duration").Doubtful);
        Assert.Empty(Match(["UPN", "Duration"], isGiven: field => field == RowField.LifetimeInMinutes).Doubtful);
    }

    [Fact]
    public void A_zone_is_missed_only_where_there_is_a_start()
    {
        Assert.Empty(Match("UPN", "Zeitzone").Doubtful);
        Assert.Equal(("Zeitzone", RowField.TimeZone), Assert.Single(Match("UPN", "StartDateTime", "Zeitzone").Doubtful));
    }

    [Fact]
    public void A_column_can_be_passed_over_by_name_or_wildcard()
    {
        Assert.Empty(Match(["UPN", "Course duration", "HireDate"], ignored: ["courseduration", "Hire*"]).Doubtful);
        Assert.Empty(Match(["UPN", "LifetimeInMinutes"], ignored: ["LifetimeInMinutes"]).Of(RowField.LifetimeInMinutes));
    }

    [Fact]
    public void Who_asks_for_no_pass_misses_no_value() =>
        Assert.Empty(ColumnMatch.Of(["UPN", "Duration", "OneTime"], [RowField.UserId, RowField.PassId], _ => false, [], []).Doubtful);

    [Fact]
    public void The_refusal_says_what_to_type()
    {
        var refusal = ColumnAdvice.Refusal(Match("UPN", "OneTimeUseOnly", "Dauer Stunden", "Valid'From").Doubtful);

        Assert.Equal("Columns may be meant for the pass and would not be used: 'OneTimeUseOnly' for IsUsableOnce, 'Dauer Stunden' for LifetimeInMinutes, 'Valid'From' for StartDateTime.", refusal.Message);
        Assert.Equal(
            "To use them, add -ColumnMap @{ IsUsableOnce = 'OneTimeUseOnly'; LifetimeInMinutes = { 60 * $_.'Dauer Stunden' }; StartDateTime = 'Valid''From' }. To pass over them, add -IgnoreColumn 'OneTimeUseOnly', 'Dauer Stunden', 'Valid''From'.",
            refusal.Advice);
    }

    [Theory]
    [InlineData("UserPrincipalName;LifetimeInMinutes", "Import-Csv -Delimiter ';'")]
    [InlineData("UserPrincipalName\tLifetimeInMinutes", "Import-Csv -Delimiter \"`t\"")]
    [InlineData("UserPrincipalName,LifetimeInMinutes", "Import-Csv -Delimiter ','")]
    [InlineData("sep=;", "Select-Object -Skip 1 | ConvertFrom-Csv -Delimiter ';'")]
    [InlineData("sep=", "Select-Object -Skip 1 | ConvertFrom-Csv -Delimiter <the character after sep=>")]
    [InlineData("version:v1.0", "Select-Object -Skip 1 | ConvertFrom-Csv")]
    [InlineData("U\0s\0e\0r\0", "-Encoding unicode")]
    [InlineData("Email", "-ColumnMap @{ UserId = 'Email' }")]
    [InlineData("adele@contoso.example", "Import-Csv -Header UserPrincipalName")]
    [InlineData("Nothing", "-ColumnMap @{ UserId = 'Login' }")]
    public void A_file_that_was_read_in_another_way_is_recognised(string column, string says) => Assert.Contains(says, FileShape.Advice([column]));

    [Fact]
    public void A_whole_answer_of_Graph_is_recognised() => Assert.Contains("(...).value", FileShape.Advice(["@odata.context", "value"]));

    [Theory]
    [InlineData("UserPrincipalName", "is the name of a column")]
    [InlineData("adele@contoso.example,60,true", "looks like a line of a CSV file")]
    [InlineData("adele@contoso.example;60", "looks like a line of a CSV file")]
    public void A_line_of_a_file_is_not_a_user(string text, string says) => Assert.Contains(says, FileShape.LineProblem(text));

    private static ColumnMatch Match(params string[] columns) => Match(columns, null, null);

    private static ColumnMatch Match(string[] columns, string[]? ignored = null, Func<RowField, bool>? isGiven = null) =>
        ColumnMatch.Of(columns, Fields, isGiven ?? (_ => false), [], ignored ?? []);
}
