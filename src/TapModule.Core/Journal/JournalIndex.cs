using TapModule.Core.Errors;
using TapModule.Core.Files;
using TapModule.Core.Passes;
using TapModule.Core.Text;

namespace TapModule.Core.Journal;

/// <summary>What the earlier runs of a journal did, by user: the view of it that a new run needs, for a million users if must be.</summary>
internal sealed class JournalIndex
{
    private readonly Dictionary<Guid, JournalEntry> _entries = [];

    /// <summary>Reads a journal without touching it, also while a run writes it; one that does not exist is empty.</summary>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.JournalUnusable"/>.</exception>
    public static JournalIndex Read(string path, RunHeader header)
    {
        var index = new JournalIndex();
        try
        {
            using var file = SharedFile.OpenRead(path);
            index.Learn(file, path, header);
            return index;
        }
        catch (Exception nothing) when (nothing is FileNotFoundException or DirectoryNotFoundException)
        {
            return index;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw JournalFile.Unusable(path, failure);
        }
    }

    /// <summary>What was done for the user; null if nothing.</summary>
    public JournalEntry? Find(string user) => _entries.TryGetValue(UserKey.Of(user), out var entry) ? entry : null;

    /// <returns>The length in bytes up to the end of the last whole line.</returns>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.JournalUnusable"/>: damaged, or of another tenant.</exception>
    public long Learn(Stream file, string path, RunHeader header) => JournalFormat.Read(file, path, (what, line) =>
    {
        switch (what)
        {
            case JournalEvent.Run when IsOther(line.Text(JournalFormat.Tenant), header.TenantId) || IsOther(line.Text(JournalFormat.Cloud), header.Cloud):
                throw new TapServiceException(ErrorTable.Describe(
                    TapErrorId.JournalUnusable,
                    $"'{path}' belongs to another tenant ({line.Text(JournalFormat.Cloud)} {line.Text(JournalFormat.Tenant)}); this connection is to {header.Cloud} {header.TenantId}."));
            case JournalEvent.Sent when line.Text(JournalFormat.User) is { } user:
                _entries[UserKey.Of(user)] = new JournalEntry(
                    false, line.Number(JournalFormat.Lifetime), line.Date(JournalFormat.Start), line.Flag(JournalFormat.IsUsableOnce));
                break;
            case JournalEvent.Delivered when line.Text(JournalFormat.User) is { } user && _entries.TryGetValue(UserKey.Of(user), out var sent):
                _entries[UserKey.Of(user)] = sent with { IsDelivered = true };
                break;
        }
    });

    private static bool IsOther(string? then, string? now) => then is not null && now is not null && !string.Equals(then, now, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What a journal knows of one user from earlier runs.</summary>
/// <param name="IsDelivered">Whether the last pass reached somebody's output.</param>
/// <param name="LifetimeInMinutes">As asked for then.</param>
/// <param name="StartDateTime">As asked for then.</param>
/// <param name="IsUsableOnce">As asked for then.</param>
internal readonly record struct JournalEntry(bool IsDelivered, int? LifetimeInMinutes, DateTimeOffset? StartDateTime, bool? IsUsableOnce)
{
    /// <summary>The properties in which a request differs from what was delivered, as "name: then → now"; empty if in none.</summary>
    public string DifferenceTo(PassRequest request)
    {
        var differences = new List<string>();
        if (LifetimeInMinutes != request.LifetimeInMinutes) differences.Add($"LifetimeInMinutes: {Shown(LifetimeInMinutes)} → {Shown(request.LifetimeInMinutes)}");
        if (StartDateTime != request.StartDateTime) differences.Add($"StartDateTime: {Shown(StartDateTime?.UtcDateTime)} → {Shown(request.StartDateTime?.UtcDateTime)}");
        if (IsUsableOnce != request.IsUsableOnce) differences.Add($"IsUsableOnce: {Shown(IsUsableOnce)} → {Shown(request.IsUsableOnce)}");
        return string.Join(", ", differences);
    }

    private static string Shown(object? value) => value switch
    {
        null => "not given",
        DateTime time => time.ToString("u", System.Globalization.CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };
}
