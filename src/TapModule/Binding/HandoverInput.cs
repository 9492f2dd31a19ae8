using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Security;
using TapModule.Core.Handover;

namespace TapModule.Binding;

/// <summary>
/// Passes on their way from the pipeline to a handover file. A TapPass is taken as it is; so is everything with its properties: what came back
/// from a file, another session or another tool.
/// </summary>
internal static class HandoverInput
{
    private const string RowProperty = nameof(TapPass.InputObject);

    /// <summary>Of an object with a class of its own, only what says who somebody is: some have a hundred properties, and methods behind them.</summary>
    private static readonly string[] PersonProperties =
    [
        "DisplayName", "GivenName", "Surname", "UserPrincipalName", "Mail", "EmployeeId", "Department", "JobTitle", "CompanyName", "OfficeLocation",
        "Manager", "PreferredLanguage", "UsageLocation",
    ];

    /// <summary>What only describes the object, when a pass comes back from another session.</summary>
    private static readonly HashSet<string> OfTheObject = new(
        [RowProperty, nameof(TapPass.IsUsable), nameof(TapPass.MethodUsabilityReason), nameof(TapPass.State), nameof(TapPass.RequestId)], StringComparer.OrdinalIgnoreCase);

    /// <summary>What the object says.</summary>
    /// <param name="item">The object of the pipeline.</param>
    /// <param name="columns">The names of the row's columns to carry along, with wildcards; null for the usual ones.</param>
    /// <param name="problem">Why it is no pass, as the end of a sentence.</param>
    public static HandoverPass? From(PSObject? item, string[]? columns, out string? problem)
    {
        problem = null;
        if (item is null || Text(item, nameof(TapPass.UserId)) is not { } user)
        {
            problem = $"is no pass: it has no {nameof(TapPass.UserId)}";
            return null;
        }

        var code = CellText.Unwrap(Value(item, nameof(TapPass.TemporaryAccessPass)));
        if (code is not (string { Length: > 0 } or SecureString { Length: > 0 }))
        {
            problem = $"has no code ({nameof(TapPass.TemporaryAccessPass)} is blank): the service shows it only when a pass is created, by New-TapPass";
            return null;
        }

        return new HandoverPass
        {
            UserId = user,
            Code = code,
            PassId = Text(item, nameof(TapPass.PassId)),
            CreatedDateTime = Time(item, nameof(TapPass.CreatedDateTime)),
            StartDateTime = Time(item, nameof(TapPass.StartDateTime)),
            ExpirationDateTime = Time(item, nameof(TapPass.ExpirationDateTime)),
            LifetimeInMinutes = LanguagePrimitives.TryConvertTo<int?>(Value(item, nameof(TapPass.LifetimeInMinutes)), CultureInfo.InvariantCulture, out var minutes) && minutes > 0 ? minutes : null,
            IsUsableOnce = Flag(Value(item, nameof(TapPass.IsUsableOnce))),
            Columns = Columns(item, columns),
        };
    }

    /// <summary>A value of the row that the pass came from, or of the pass itself.</summary>
    public static string? Cell(PSObject item, string name) =>
        (RowOf(item) is { } row ? Text(row, name) : null) ?? Text(item, name);

    private static List<KeyValuePair<string, object?>> Columns(PSObject item, string[]? wanted)
    {
        // A row of another tool has its columns beside the code; a TapPass keeps them in the row that it came from.
        var row = RowOf(item) ?? (item.BaseObject is TapPass ? null : item);
        var columns = new List<KeyValuePair<string, object?>>();
        if (row is null || row.BaseObject is string) return columns;
        var patterns = (wanted ?? (row.BaseObject is PSCustomObject ? ["*"] : PersonProperties)).Select(w => new WildcardPattern(w, WildcardOptions.IgnoreCase)).ToArray();
        foreach (var property in row.Properties)
        {
            if (PassFields.IsOurs(property.Name) || OfTheObject.Contains(property.Name) || !patterns.Any(p => p.IsMatch(property.Name))) continue;
            var value = Read(property);
            if (IsPlain(value)) columns.Add(new(property.Name, value));
        }

        return columns;
    }

    private static bool IsPlain(object? value) =>
        value is null or string or bool or Guid or DateTime or DateTimeOffset or Enum or byte or short or int or long or float or double or decimal;

    private static PSObject? RowOf(PSObject item) => item.Properties[RowProperty]?.Value is { } row ? PSObject.AsPSObject(row) : null;

    private static object? Value(PSObject item, string name) => item.Properties[name] is { } property ? Read(property) : null;

    private static object? Read(PSPropertyInfo property)
    {
        try
        {
            return property.Value is IEnumerable and not string ? null : CellText.Unwrap(property.Value);
        }
        catch (GetValueException)
        {
            return null;
        }
    }

    private static string? Text(PSObject item, string name)
    {
        var text = Value(item, name) is { } value ? CellValue.Text(value) : null;
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    private static DateTimeOffset? Time(PSObject item, string name) =>
        Value(item, name) is { } value && !CellText.IsBlank(value) && StartDate.Read(value).Value is { } time ? StartDate.Resolve(time, TimeZoneInfo.Utc, out _) : null;

    private static bool? Flag(object? value) => CellText.IsBlank(value) ? null : TriState.Read(value!).Value;
}
