using System.Text.Json;

namespace TapModule.Core.Policy;

/// <summary>
/// One property of the policy: how it is called, read, compared and written. Everything that goes through the properties one by one
/// (differences, request bodies, desired states) goes through this list.
/// </summary>
/// <param name="Name">Graph's name with a capital, as PowerShell writes it.</param>
/// <param name="Of">Reads it.</param>
internal sealed record PolicyProperty(string Name, Func<PolicyDocument, object?> Of)
{
    public static readonly PolicyProperty State = new(nameof(PolicyDocument.State), p => p.State);

    public static readonly PolicyProperty DefaultLifetimeInMinutes = new(nameof(PolicyDocument.DefaultLifetimeInMinutes), p => p.DefaultLifetimeInMinutes);

    public static readonly PolicyProperty MinimumLifetimeInMinutes = new(nameof(PolicyDocument.MinimumLifetimeInMinutes), p => p.MinimumLifetimeInMinutes);

    public static readonly PolicyProperty MaximumLifetimeInMinutes = new(nameof(PolicyDocument.MaximumLifetimeInMinutes), p => p.MaximumLifetimeInMinutes);

    public static readonly PolicyProperty DefaultLength = new(nameof(PolicyDocument.DefaultLength), p => p.DefaultLength);

    public static readonly PolicyProperty IsUsableOnce = new(nameof(PolicyDocument.IsUsableOnce), p => p.IsUsableOnce);

    public static readonly PolicyProperty IncludeTargets = new(nameof(PolicyDocument.IncludeTargets), p => p.IncludeTargets);

    public static readonly PolicyProperty ExcludeTargets = new(nameof(PolicyDocument.ExcludeTargets), p => p.ExcludeTargets);

    public static readonly IReadOnlyList<PolicyProperty> All =
        [State, DefaultLifetimeInMinutes, MinimumLifetimeInMinutes, MaximumLifetimeInMinutes, DefaultLength, IsUsableOnce, IncludeTargets, ExcludeTargets];

    /// <summary>Rules tie these three together.</summary>
    public static readonly IReadOnlyList<PolicyProperty> Lifetimes = [DefaultLifetimeInMinutes, MinimumLifetimeInMinutes, MaximumLifetimeInMinutes];

    public bool IsSame(PolicyDocument one, PolicyDocument other) => (Of(one), Of(other)) switch
    {
        (IReadOnlyList<PolicyTarget> some, IReadOnlyList<PolicyTarget> others) => PolicyTarget.AreSame(some, others),
        (string some, string others) => string.Equals(some, others, StringComparison.OrdinalIgnoreCase),
        var (some, others) => Equals(some, others),
    };

    public void Write(Utf8JsonWriter json, PolicyDocument policy)
    {
        json.WritePropertyName(char.ToLowerInvariant(Name[0]) + Name.Substring(1));
        switch (Of(policy))
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case IReadOnlyList<PolicyTarget> targets:
                WriteTargets(json, targets);
                break;
            case null:
                json.WriteNullValue();
                break;
        }
    }

    private void WriteTargets(Utf8JsonWriter json, IReadOnlyList<PolicyTarget> targets)
    {
        json.WriteStartArray();
        foreach (var target in targets)
        {
            json.WriteStartObject();
            json.WriteString("targetType", target.TargetType);
            json.WriteString("id", target.Id);
            // Not nullable by the metadata, so it is sent although the service seems to do without. Excluded targets do not have it.
            if (this == IncludeTargets) json.WriteBoolean("isRegistrationRequired", target.IsRegistrationRequired);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
