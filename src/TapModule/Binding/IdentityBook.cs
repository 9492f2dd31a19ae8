using TapModule.Core.Text;

namespace TapModule.Binding;

/// <summary>
/// Notices when a run names one person in two ways, by an object id and by a name: the second pass would make the first one useless. Rows that say both are
/// compared; where rows say only one, and not the same one, nobody can know, and that is told.
/// </summary>
internal sealed class IdentityBook
{
    /// <summary>One key a row: what it calls the user besides, or else what it calls the user.</summary>
    private readonly Dictionary<Guid, (int Row, bool IsBeside)> _known = [];
    private int _firstById;
    private int _firstByName;
    private bool _isTold;

    /// <summary>The row that named the same person in another way; null if none is known. The same name twice is the run's own business.</summary>
    public int? SameAs(string user, string? other, int row)
    {
        var key = UserKey.Of(other ?? user);
        if (!_known.TryGetValue(key, out var earlier))
        {
            _known.Add(key, (row, other is not null));
            return null;
        }

        return other is not null || earlier.IsBeside ? earlier.Row : null;
    }

    /// <summary>The first time that a run mixes ids and names: what to tell. Null otherwise.</summary>
    public string? Mixed(string user, string? other, int row)
    {
        if (other is not null) return null;
        if (UserName.IsId(user)) _firstById = _firstById == 0 ? row : _firstById;
        else _firstByName = _firstByName == 0 ? row : _firstByName;
        if (_isTold || _firstById == 0 || _firstByName == 0) return null;
        _isTold = true;
        return $"Row {_firstByName} names its user by name and row {_firstById} by object id. If both ways name the same person, the later pass makes the earlier one useless; Test-TapPass finds that out.";
    }
}
