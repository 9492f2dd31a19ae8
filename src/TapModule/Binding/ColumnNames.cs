using System.Text;
using System.Text.RegularExpressions;

namespace TapModule.Binding;

/// <summary>
/// The names of columns, and the words that files in the field have for what ours mean: in public scripts, portals' exports and lists of HR departments, English, German, French,
/// Spanish and Dutch. A word leads to a question or a refusal, never to a value.
/// </summary>
internal static class ColumnNames
{
    /// <summary>The columns that name a user, in the order in which they count. The last is what the portal's templates for group members have.</summary>
    public static readonly string[] OfUser = ["UserId", "UserPrincipalName", "UPN", "ObjectId", "Id", "MemberObjectIdOrUpn"];

    /// <summary>For a sentence.</summary>
    public const string OfUserTold = "UserId, UserPrincipalName, UPN, ObjectId or Id";

    private static readonly Regex Bracketed = new(@"\[\s*(?<name>\w+)\s*\]\s*\w*\s*$", RegexOptions.CultureInvariant);

    private static readonly (RowField Field, Regex Words)[] Habits =
    [
        (RowField.IsUsableOnce, Word(
            @"(is|tap|pass|use|usable|valid|good)*(once|onetime|1time|single(use|time|login|signin)?|onlyonce|onceonly)(use|usage|usable|only|pass|code|tap|login|signin|for)*"
            + @"|(is)?(use?able|use)once|.*(onetime|singleuse|useonce|usableonce|useableonce|multi(ple)?use|re?usable|oneoff).*"
            + @"|.*(einmalig|einmalpass|einmalcode|einmalnutzung|einmalverwend|mehrfachnutz|mehrfachverwend).*|einmal|mehrfach"
            + @"|.*(usageunique|unefois|uneseulefois|utilisationunique|multiusage).*|unique"
            + @"|.*(usounico|unsolouso|unavez|unasolavez|solouso|multiuso).*"
            + @"|.*(eenmalig|eenmaal|meermalig).*")),
        (RowField.LifetimeInMinutes, Word(
            @".*(life(time|span)|duration|validity|timetolive|validfor).*|ttl|(in)?(mins?|minutes?)|(tap|pass|valid|expires?in)*(mins?|minutes?|hours|hrs|days)(valid)?"
            + @"|.*(lebensdauer|gue?ltigkeit).*|(tap|pass)?(dauer|laufzeit)(in)?(min(uten)?|std|stunden|tagen?)?|minuten"
            + @"|.*(duree|validite).*|.*(duracion|validez|vigencia|tiempodevida).*|minutos"
            + @"|.*(levensduur|geldigheid).*|(tap|pas)?(duur|looptijd)(in)?(min(uten)?|uren|dagen)?")),
        (RowField.StartDateTime, Word(
            @"(tap|pass|is|new|employee|emp|hire|contract)*(start(s|ing|ed)?|begins?|beginning|activation)(date|day|time|at|on|from|utc|local)*"
            + @"|(tap|pass|is|new|employee|emp)*(activate[ds]?|effective|onboarding|joining|join(ed)?|hired?)(date|day|time|at|on|from)+"
            + @"|(valid|active|usable|available|enabled)(from|since|after|starting|on)(date|time)*|not(valid)?before|firstday.*|dateof(hire|joining|start|entry)|entrydate|hiredate"
            + @"|(start|beginn|anfang|eintritt|aktivierung|einstellung)s?(datum|zeit(punkt)?|tag|uhrzeit|termin)?|abdatum|gue?ltig(ab|von)|aktivab|erster(arbeits)?tag"
            + @"|(date)?(de|d)?(debut|embauche|entree|activation|arrivee|priseposte)(date|heure)?|(valable|valide)(apartirdu|depuis|des)"
            + @"|(fecha|hora)?(de)?(inicio|activacion|comienzo)|fecha(de)?(ingreso|alta|incorporacion)|(valido|vigente)desde"
            + @"|(start|begin|ingangs|activerings|aanvangs)(datum|tijd|tijdstip)?|geldigvanaf|datumindienst(treding)?|indiensttreding")),
        (RowField.TimeZone, Word(@"tz|(windows|iana|local|user)?timezones?(id|name)?|zeitzone|fuseau(horaire)?|zonahoraria|(huso(horario)?)|tijdzone")),
        (RowField.UserId, Word(
            @".*(userprincip|upn|signinname|loginname|logonname|emailaddress).*|users?(name)?|login|logon|account(name)?|(primary|work)?e?mail(address)?|samaccountname"
            + @"|benutzer(name|kennung)?|anmeldename|utilisateur|identifiant|courriel|usuario|correo(electronico)?|gebruiker(snaam)?")),
    ];

    /// <summary>The name without blanks, hyphens, case and what else is no letter or digit; of the portal's <c>Name [property] Required</c>, the property.</summary>
    public static string Plain(string column)
    {
        var bracketed = Bracketed.Match(column);
        var name = bracketed.Success ? bracketed.Groups["name"].Value : column;
        // NUL is no decoration: it tells a file that was read in the wrong encoding.
        return new string([.. name.Where(c => char.IsLetterOrDigit(c) || c == '\0')]).ToUpperInvariant();
    }

    public static bool AreSame(string one, string other) => Plain(one) == Plain(other);

    /// <summary>What a column may be meant for, going by its words; null if they say nothing.</summary>
    public static RowField? Hint(string column)
    {
        var words = Letters(column);
        if (words.Length == 0) return null;
        foreach (var (field, habit) in Habits)
        {
            if (habit.IsMatch(words)) return field;
        }

        return null;
    }

    /// <summary>How many minutes the column's unit has, where its name says one that is not minutes.</summary>
    public static int MinutesOfUnit(string column)
    {
        var words = Letters(column);
        if (Regex.IsMatch(words, "(hours?|hrs?|std|stunden|heures|horas|uren)$")) return 60;
        return Regex.IsMatch(words, "(days?|tagen?|jours|dias|dagen)$") ? 1440 : 1;
    }

    /// <summary>Lower-case letters and digits, without accents.</summary>
    private static string Letters(string column)
    {
        var text = new StringBuilder();
        foreach (var c in column.Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(c)) text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    private static Regex Word(string pattern) => new($"^(?:{pattern})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
}
