namespace TapModule.Core.Tests.Conventions;

/// <summary>That a type of one folder uses a type of another.</summary>
/// <param name="From">The namespace of the type that uses.</param>
/// <param name="To">The namespace of the type that is used.</param>
/// <param name="User">The type that uses.</param>
/// <param name="Used">The type that is used.</param>
internal sealed record FolderUse(string From, string To, string User, string Used)
{
    /// <summary>The circles, each as the uses that make it, one a line.</summary>
    public static IReadOnlyList<string> Circles(IEnumerable<FolderUse> uses)
    {
        var all = uses.ToList();
        var reach = all.Select(use => use.From).Distinct().ToDictionary(folder => folder, folder => Reach(folder, all));
        bool AreInOneCircle(string one, string other) =>
            reach.TryGetValue(one, out var fromOne) && fromOne.Contains(other) && reach.TryGetValue(other, out var back) && back.Contains(one);
        return
        [
            .. from use in all
               where AreInOneCircle(use.From, use.To)
               group use by reach.Keys.Where(folder => folder == use.From || AreInOneCircle(folder, use.From)).Min()
               into circle
               select string.Join(Environment.NewLine, circle.Select(use => use.ToString()).Order()),
        ];
    }

    /// <summary>The uses that go to a neighbour, to a higher floor, or from or to a folder that is on no floor.</summary>
    /// <param name="uses">All uses.</param>
    /// <param name="project">The project's root namespace.</param>
    /// <param name="floors">The folders from the lowest floor up; those of one floor are separated by blanks, "" is the project's own.</param>
    public static IReadOnlyList<string> OffFloor(IEnumerable<FolderUse> uses, string project, IReadOnlyList<string> floors)
    {
        var floorOf = new Dictionary<string, int>();
        for (var floor = 0; floor < floors.Count; floor++)
        {
            foreach (var folder in floors[floor].Split(' ')) floorOf.Add(folder.Length == 0 ? project : $"{project}.{folder}", floor);
        }

        bool IsDown(FolderUse use) => floorOf.TryGetValue(use.From, out var here) && floorOf.TryGetValue(use.To, out var there) && there < here;
        return [.. uses.Where(use => !IsDown(use)).Select(use => $"{use}: {use.To} is not below {use.From}").Order()];
    }

    public override string ToString() => $"{User} uses {Used}";

    private static HashSet<string> Reach(string start, List<FolderUse> uses)
    {
        var found = new HashSet<string>();
        var open = new Stack<string>([start]);
        while (open.Count > 0)
        {
            var folder = open.Pop();
            foreach (var use in uses.Where(use => use.From == folder))
            {
                if (found.Add(use.To)) open.Push(use.To);
            }
        }

        return found;
    }
}
