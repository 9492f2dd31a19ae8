using System.Management.Automation;
using TapModule.Core.Errors;
using TapModule.Core.Graph;

namespace TapModule.Binding;

/// <summary>
/// The one door for every input of a row: what a row is, whom it means, and what it says about the pass. It looks at the whole object of the pipeline; PowerShell's own binding takes nothing from
/// rows, because what fails there ends the pipeline while passes are in flight, and the first alias that exists would win over the first that is filled.
/// </summary>
internal sealed class RowReader
{
    private const int MostShapes = 64;
    private const int MostRemarks = 200;

    private static readonly RowField[] OfPass = [RowField.LifetimeInMinutes, RowField.StartDateTime, RowField.TimeZone, RowField.IsUsableOnce, RowField.Reason, RowField.Ticket];

    /// <summary>Columns that together say that a row is a pass, or a row of a run, that was written to a file.</summary>
    private static readonly string[] OfRecord = [nameof(TapPass.PassId), nameof(TapPass.CreatedDateTime), nameof(TapPass.ExpirationDateTime)];

    private readonly RowArguments _arguments;
    private readonly bool _readsPass;
    private readonly RowField[] _fields;
    private readonly Dictionary<string, ColumnMatch> _matches = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly IdentityBook _identities = new();
    private bool _hasGivenRow;

    /// <param name="arguments">What the command line says about rows.</param>
    /// <param name="readsPass">Whether the command asks for passes; others read only whom a row means, and the id of a pass.</param>
    public RowReader(RowArguments arguments, bool readsPass)
    {
        _arguments = arguments;
        _readsPass = readsPass;
        _fields = readsPass ? [RowField.UserId, .. OfPass] : [RowField.UserId, RowField.PassId];
        ColumnsMatched = _ => { };
    }

    /// <summary>How many objects were no rows: nothing in any cell.</summary>
    public int Blank { get; private set; }

    /// <summary>Told of each list of columns that comes, once.</summary>
    public Action<ColumnMatch> ColumnsMatched { get; init; }

    /// <summary>Reads an object of the pipeline.</summary>
    /// <param name="input">The object; null if there was none.</param>
    /// <param name="number">Its number, counted from 1.</param>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.InvalidRow"/>: the list has columns that are perhaps meant for something; only while no row was given out.</exception>
    public RowInput Read(PSObject? input, int number)
    {
        if (CellText.IsBlank(input)) return BlankRow(number);
        var source = input!.BaseObject is TapReadiness { InputObject: { } row } ? row : input;
        var read = source.BaseObject switch
        {
            string or Guid when _arguments.Script(RowField.UserId) is null => OfText(CellText.Plain(source), source, number),
            TapPass pass => OfKnown(pass.UserId, pass.PassId, source, number, []),
            TapReadiness readiness => OfKnown(readiness.UserId, null, source, number, []),
            TapRunRow recorded => OfKnown(recorded.UserId, recorded.PassId, source, number, Asked(recorded)),
            _ when RowShape.Of(source) is { } cells => OfCells(cells, source, number),
            string or ValueType when _arguments.Script(RowField.UserId) is not null => OfCells(new NoCells(), source, number),
            ValueType => Refused(source, number, $"A row cannot be {CellText.Shown(source)}."),
            _ => Refused(source, number, $"A row cannot be {CellText.Plain(source)}.", "Pipe its items, one by one."),
        };
        return Finish(read);
    }

    /// <summary>Reads a user of the command line.</summary>
    public RowInput Read(string user, int number) => Finish(OfText(user, null, number));

    private RowInput OfText(string text, PSObject? source, int number)
    {
        var user = text.Trim();
        var problem = (source is null ? null : FileShape.LineProblem(user)) ?? UserName.Problem(user);
        List<string> problems = problem is null ? [] : [source is null ? $"{RowField.UserId} {problem}" : problem];
        return WithValues(new RowInput { Number = number, User = problem is null ? user : CellText.Brief(user), Source = source }, new NoCells(), null, problems, []);
    }

    /// <summary>What the module itself put out stands for its user: what a pass was given once is never asked for again by itself.</summary>
    private RowInput OfKnown(string user, string? passId, PSObject source, int number, IEnumerable<RowField> asked)
    {
        List<string> problems = UserName.Problem(user) is { } problem ? [problem] : [];
        var row = new RowInput { Number = number, User = user, PassId = string.IsNullOrEmpty(passId) ? null : passId, Source = source };
        var dropped = _readsPass ? asked.Where(field => !_arguments.Has(field)).ToArray() : [];
        List<string> remarks = dropped.Length == 0 ? [] : [
            $"Rows of the run asked for {string.Join(", ", dropped)}, which is not asked for again: a row of a run stands for its user. To ask for it, add -{string.Join(" and -", dropped)}, or give the list again with the same -Journal."];
        return WithValues(row, new NoCells(), null, problems, remarks);
    }

    private static IEnumerable<RowField> Asked(TapRunRow row)
    {
        if (row.LifetimeInMinutes is not null) yield return RowField.LifetimeInMinutes;
        if (row.StartDateTime is not null) yield return RowField.StartDateTime;
        if (row.IsUsableOnce is not null) yield return RowField.IsUsableOnce;
    }

    private RowInput OfCells(IRowCells cells, PSObject source, int number)
    {
        if (cells.Columns is { } columns && IsBlank(cells, columns)) return BlankRow(number);
        var problems = new List<string>();
        var remarks = new List<string>();
        var isRecord = IsRecord(source, cells);
        var match = Match(cells, isRecord, problems);
        var cell = User(cells, source, match);
        if (cell.Problem is not null) problems.Insert(0, cell.Problem);
        if (cell.Remark is not null) remarks.Add($"Row {number}: {cell.Remark}");
        if (isRecord && _readsPass)
            remarks.Add("The rows are passes that were written to a file. They stand for their users; their lifetimes, starts and one-time settings are not asked for again. Give -LifetimeInMinutes and the like for new ones.");
        var row = new RowInput { Number = number, User = cell.User, OtherName = cell.Other, Source = source, Advice = cell.User is null ? Advice(cells, cell) : null };
        return WithValues(row, cells, isRecord ? null : match, problems, remarks);
    }

    private RowInput WithValues(RowInput row, IRowCells cells, ColumnMatch? match, List<string> problems, List<string> remarks)
    {
        object? Value(RowField field) => this.Value(field, cells, row.Source, row.User, match);
        var pass = _readsPass ? PassInput.Read(Value, problems, remarks) : PassInput.Nothing;
        return row with { Pass = pass, PassId = _readsPass ? null : PassId(Value, problems) ?? row.PassId, Problems = problems, Remarks = remarks };
    }

    private RowInput Finish(RowInput row)
    {
        if (row.IsBlank) return row;
        var remarks = row.Remarks.ToList();
        int? same = null;
        if (_readsPass && row.Problems.Count == 0)
        {
            same = _identities.SameAs(row.User!, row.OtherName, row.Number);
            if (_identities.Mixed(row.User!, row.OtherName, row.Number) is { } mixed) remarks.Add(mixed);
        }

        _hasGivenRow |= row.Problems.Count == 0;
        return row with { SameAs = same, Remarks = [.. remarks.Where(IsNew)] };
    }

    private object? Value(RowField field, IRowCells cells, PSObject? source, string? user, ColumnMatch? match)
    {
        if (_arguments.Script(field) is { } script) return Calculated.Run(script, (object?)source ?? user, field.ToString());
        if (_arguments.Value(field) is { } value) return value;
        if (match is null) return null;
        if (_arguments.Column(field) is { } mapped) return cells.Value(Actual(cells, mapped));
        return Only(field, cells, match.Of(field));
    }

    /// <summary>The one value of columns that mean the same, such as LifetimeInMinutes and Lifetime in minutes.</summary>
    private static object? Only(RowField field, IRowCells cells, IReadOnlyList<string> columns)
    {
        object? only = null;
        foreach (var column in columns)
        {
            var value = cells.Value(column);
            if (CellText.IsBlank(value)) continue;
            if (only is not null && CellText.Plain(only) != CellText.Plain(value)) throw new CellException($"{string.Join(" and ", columns)} differ, and both fill {field}.");
            only ??= value;
        }

        return only;
    }

    private UserCell User(IRowCells cells, PSObject source, ColumnMatch match)
    {
        try
        {
            if (_arguments.Script(RowField.UserId) is { } script) return UserCell.Choose(new OneCell(Calculated.Run(script, source, "UserId")), [OneCell.Name]);
            if (_arguments.Column(RowField.UserId) is { } mapped) return UserCell.Choose(cells, [Actual(cells, mapped)]);
            var columns = cells.Columns is null ? ColumnNames.OfUser.Where(name => !CellText.IsBlank(cells.Value(name))).ToArray() : match.Of(RowField.UserId);
            if (columns.Count > 0) return UserCell.Choose(cells, columns);
            var names = (cells.Columns ?? []).Take(12).Select(CellText.Shown).ToArray();
            return new(null, Problem: $"The row names no user: it has no column {ColumnNames.OfUserTold}{(names.Length == 0 ? "." : $". Its columns are: {string.Join(", ", names)}.")}");
        }
        catch (CellException failure)
        {
            return new(null, Problem: failure.Message);
        }
    }

    private static string? PassId(Func<RowField, object?> value, List<string> problems)
    {
        try
        {
            if (value(RowField.PassId) is not { } given || CellText.IsBlank(given)) return null;
            var id = CellText.Plain(given).Trim();
            if (GraphPath.IsSegment(id) && CellText.Unseen(id) is null) return id;
            problems.Add($"{RowField.PassId} {CellText.Shown(id)} is not an id.");
            return null;
        }
        catch (CellException failure)
        {
            problems.Add($"{RowField.PassId}: {failure.Message}");
            return null;
        }
    }

    private ColumnMatch Match(IRowCells cells, bool isRecord, List<string> problems)
    {
        // An object of a class has what its class has, and nobody expects that all of it is used.
        var columns = cells.Columns ?? [.. _fields.SelectMany(ColumnMatch.NamesOf)];
        var key = string.Join("\u0001", columns);
        if (!_matches.TryGetValue(key, out var match))
        {
            if (_matches.Count >= MostShapes) _matches.Clear();
            _matches[key] = match = ColumnMatch.Of(columns, _fields, _arguments.Has, _arguments.Taken, _arguments.Ignored);
            if (cells.Columns is not null) ColumnsMatched(match);
        }

        if (isRecord || match.Doubtful.Count == 0) return match;
        var refusal = ColumnAdvice.Refusal(match.Doubtful);
        if (!_hasGivenRow) throw new TapServiceException(refusal);
        problems.Add($"{refusal.Message} {refusal.Advice}");
        return match;
    }

    private static string Actual(IRowCells cells, string mapped)
    {
        if (cells.Columns is not { } columns) return mapped;
        return columns.FirstOrDefault(column => string.Equals(column, mapped, StringComparison.OrdinalIgnoreCase)) ?? columns.FirstOrDefault(column => ColumnNames.AreSame(column, mapped))
            ?? throw new CellException($"the row has no column {CellText.Shown(mapped)}, which -ColumnMap names.");
    }

    private static bool IsRecord(PSObject source, IRowCells cells) =>
        source.TypeNames.Contains("Deserialized." + typeof(TapPass).FullName) || source.TypeNames.Contains("Deserialized." + typeof(TapRunRow).FullName)
        || (cells.Columns is { } columns && OfRecord.All(name => columns.Contains(name, StringComparer.OrdinalIgnoreCase)));

    private static bool IsBlank(IRowCells cells, IReadOnlyList<string> columns)
    {
        try
        {
            return columns.All(column => CellText.IsBlank(cells.Value(column)));
        }
        catch (CellException)
        {
            return false;
        }
    }

    private string? Advice(IRowCells cells, UserCell cell) =>
        cells.Columns is { } columns && !_arguments.Has(RowField.UserId) && cell.Problem!.StartsWith("The row names no user", StringComparison.Ordinal) ? FileShape.Advice(columns) : null;

    private bool IsNew(string remark) => _told.Count < MostRemarks && _told.Add(remark.Substring(remark.IndexOf(':') + 1));

    private RowInput BlankRow(int number)
    {
        Blank++;
        return new RowInput { Number = number, IsBlank = true };
    }

    private static RowInput Refused(PSObject source, int number, string problem, string? advice = null) =>
        new() { Number = number, Source = source, Problems = [problem], Advice = advice ?? "Pipe user principal names, object ids, or rows with a column that holds them." };

    /// <summary>A user by itself has no cells.</summary>
    private sealed class NoCells : IRowCells
    {
        public IReadOnlyList<string>? Columns => null;

        public object? Value(string column) => null;
    }

    /// <summary>What a script block found.</summary>
    private sealed class OneCell(object? value) : IRowCells
    {
        public const string Name = "UserId";

        public IReadOnlyList<string> Columns => [Name];

        public object? Value(string column) => value;
    }
}
