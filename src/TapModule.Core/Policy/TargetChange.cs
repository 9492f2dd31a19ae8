using TapModule.Core.Errors;

namespace TapModule.Core.Policy;

/// <summary>What is to become of one of the two collections of targets.</summary>
public sealed record TargetChange
{
    /// <summary>The whole new collection; null if the present one stays.</summary>
    public IReadOnlyList<WantedTarget>? Replace { get; init; }

    /// <summary>Targets to add to the present ones.</summary>
    public IReadOnlyList<WantedTarget> Add { get; init; } = [];

    /// <summary>Targets to take out of the present ones.</summary>
    public IReadOnlyList<WantedTarget> Remove { get; init; } = [];

    internal IEnumerable<WantedTarget> Wanted => (Replace ?? []).Concat(Add);

    internal IEnumerable<WantedTarget> All => Wanted.Concat(Remove);

    internal TargetChange Map(Func<WantedTarget, WantedTarget> map) => new()
    {
        Replace = Replace is null ? null : [.. Replace.Select(map)],
        Add = [.. Add.Select(map)],
        Remove = [.. Remove.Select(map)],
    };

    /// <summary>Every id must be known by now. Targets that stay keep their place and their flag.</summary>
    /// <param name="current">The present collection; null if the service did not tell it.</param>
    /// <param name="name">The collection's name.</param>
    internal IReadOnlyList<PolicyTarget> ApplyTo(IReadOnlyList<PolicyTarget>? current, string name)
    {
        if (Replace is not null) return Merge(current ?? [], Replace, t => Replace.Any(w => w.Is(t)));
        if (current is null)
        {
            throw new TapServiceException(ErrorTable.Describe(
                TapErrorId.GraphError, $"The service did not tell the policy's {name}, so nothing can be added to it or taken from it without losing the rest."));
        }

        return Merge(current, Add, t => !Remove.Any(w => w.Is(t)));
    }

    private static List<PolicyTarget> Merge(IReadOnlyList<PolicyTarget> current, IReadOnlyList<WantedTarget> wanted, Func<PolicyTarget, bool> stays)
    {
        var result = current.Where(stays).ToList();
        foreach (var wish in wanted)
        {
            var index = result.FindIndex(wish.Is);
            var flag = wish.IsRegistrationRequired ?? (index >= 0 && result[index].IsRegistrationRequired);
            if (index >= 0) result[index] = result[index] with { IsRegistrationRequired = flag };
            else result.Add(new PolicyTarget { Id = wish.Id!, DisplayName = wish.DisplayName, IsRegistrationRequired = flag });
        }

        return result;
    }
}
