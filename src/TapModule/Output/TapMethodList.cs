using System.Collections.ObjectModel;

namespace TapModule;

/// <summary>The sign-in methods of a user. As a text it names their kinds, which is what a cell of a CSV file gets.</summary>
public sealed class TapMethodList : ReadOnlyCollection<TapMethod>
{
    internal TapMethodList(IList<TapMethod> methods)
        : base(methods)
    {
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", this);
}
