using System.Management.Automation;
using TapModule.Core.Text;

namespace TapModule.Binding;

/// <summary>
/// Reads an argument of the command line by the same reader as the cell of a row. What it cannot understand ends the command before anything is sent. Nothing
/// that a row says comes through here: of rows, the parameters take nothing.
/// </summary>
public abstract class ArgumentAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether a script block may be given, which is run for each row.</summary>
    public bool ForRows { get; init; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = CellText.Unwrap(inputData);
        if (CellText.IsBlank(value)) return null;
        if (Calculated.Behind(value) is not null) return value;
        if (ForRows && value is ScriptBlock script && StandIn() is { } standIn) return Calculated.StandFor(standIn, script);
        var problem = Read(value!, out var meant);
        return problem is null ? meant : throw new ArgumentTransformationMetadataException(problem);
    }

    /// <summary>A new object that can stand for a script block; null where one makes no sense.</summary>
    private protected virtual object? StandIn() => null;

    /// <summary>Reads an argument that is not blank.</summary>
    /// <returns>What is wrong, as a sentence; null if it could be read.</returns>
    private protected abstract string? Read(object value, out object? meant);

    private protected static string? Of<T>(Reading<T> reading, out object? meant)
        where T : struct
    {
        meant = reading.Value;
        return reading.Problem;
    }
}

/// <summary>Minutes as a number or a TimeSpan, or in words: 480, 08:00:00, 8h, 2 days; 10 minutes to 30 days.</summary>
public sealed class LifetimeAttribute : ArgumentAttribute
{
    // No lifetime: the reader refuses it should it ever be taken for one.
    private protected override object? StandIn() => int.MinValue;

    private protected override string? Read(object value, out object? meant) => Of(Lifetime.Read(value), out meant);
}

/// <summary>A date and time that is not ambiguous. One without a zone stays without, for -TimeZone.</summary>
public sealed class StartAttribute : ArgumentAttribute
{
    // No start: the reader refuses it should it ever be taken for one.
    private protected override object? StandIn() => default(DateTime);

    private protected override string? Read(object value, out object? meant)
    {
        var reading = StartDate.Read(value);
        meant = reading.Value is not { } time ? null
            : time.Offset is { } offset ? new DateTimeOffset(DateTime.SpecifyKind(time.Clock, DateTimeKind.Unspecified), offset).UtcDateTime
            : DateTime.SpecifyKind(time.Clock, DateTimeKind.Unspecified);
        return reading.Problem;
    }
}

/// <summary>True, false, or not given.</summary>
public sealed class TriStateAttribute : ArgumentAttribute
{
    private protected override object? StandIn() => false;

    private protected override string? Read(object value, out object? meant) => Of(TriState.Read(value), out meant);
}

/// <summary>How long to wait: seconds to an hour, with a unit.</summary>
public sealed class WaitTimeAttribute : ArgumentAttribute
{
    private protected override string? Read(object value, out object? meant) => Of(WaitTime.Read(value), out meant);
}

/// <summary>A time zone by name, or as an object.</summary>
public sealed class ZoneAttribute : ArgumentAttribute
{
    private protected override object? StandIn() => new string(' ', 1);

    private protected override string? Read(object value, out object? meant)
    {
        var problem = ZoneName.Read(value, out var zone);
        meant = zone?.Id;
        return problem ?? (TimeZones.Find(zone!.Id) is null ? $"{CellText.Shown(zone.Id)} is not among the time zones of this system. Get-TimeZone -ListAvailable shows them." : null);
    }
}

/// <summary>Users as texts or ids. Objects are rows, and rows come from the pipeline.</summary>
public sealed class UsersAttribute : ArgumentAttribute
{
    private protected override object? StandIn() => new[] { "" };

    private protected override string? Read(object value, out object? meant)
    {
        meant = null;
        var names = new List<string>();
        foreach (var item in value is System.Collections.IEnumerable list and not string ? list.Cast<object?>() : [value])
        {
            if (CellText.IsBlank(item)) return "One of the users is blank.";
            if (UserCell.Text(item!) is not { } name) return "It takes user principal names and object ids. Pipe objects into the command instead, or give a script block: -UserId { $_.Email }";
            names.Add(name);
        }

        meant = names.ToArray();
        return null;
    }
}
