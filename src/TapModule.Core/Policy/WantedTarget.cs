namespace TapModule.Core.Policy;

/// <summary>A target as somebody named it.</summary>
/// <param name="Text">A group's object id or name, or <c>all_users</c>.</param>
public sealed record WantedTarget(string Text)
{
    /// <summary>Null keeps what the policy has for this group, and is false for a new one.</summary>
    public bool? IsRegistrationRequired { get; init; }

    /// <summary>The id, once it is known.</summary>
    internal string? Id { get; init; } =
        string.Equals(Text, PolicyTarget.AllUsers, StringComparison.OrdinalIgnoreCase) ? PolicyTarget.AllUsers
        : Guid.TryParse(Text, out var id) ? id.ToString()
        : null;

    internal string? DisplayName { get; init; }

    internal bool Is(PolicyTarget target) => Id is not null && target.IsId(Id);
}
