using TapModule.Core.Errors;

namespace TapModule.Core.Journal;

/// <summary>What a journal knows of the users of earlier runs. Remembers sixteen bytes of each user's name.</summary>
internal sealed class EarlierRuns
{
    private readonly Dictionary<Guid, JournalEntry> _entries = [];

    private EarlierRuns()
    {
    }

    public int Users => _entries.Count;

    /// <summary>What was done for the user; null if nothing.</summary>
    public JournalEntry? Of(string user) => _entries.TryGetValue(UserKey.Of(user), out var entry) ? entry : null;

    /// <summary>Reads a journal without taking it: a run may be writing it.</summary>
    /// <exception cref="TapServiceException"><see cref="TapReason.JournalUnusable"/>: unreadable, damaged, or of another tenant.</exception>
    public static EarlierRuns Read(string path, string? tenantId, string? cloud)
    {
        if (!File.Exists(path)) return new EarlierRuns();
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return Read(file, path, tenantId, cloud, out _);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new TapServiceException(ErrorTable.Describe(TapReason.JournalUnusable, $"The journal '{path}' cannot be used: {failure.Message}") with { Cause = failure });
        }
    }

    /// <param name="file">The journal, from its start.</param>
    /// <param name="path">For messages.</param>
    /// <param name="tenantId">The tenant that it must belong to.</param>
    /// <param name="cloud">The cloud that it must belong to.</param>
    /// <param name="whole">The length up to the end of the last whole line.</param>
    /// <exception cref="TapServiceException"><see cref="TapReason.JournalUnusable"/>: damaged, or of another tenant.</exception>
    public static EarlierRuns Read(Stream file, string path, string? tenantId, string? cloud, out long whole)
    {
        var runs = new EarlierRuns();
        whole = JournalReader.Read(file, path, (what, line) =>
        {
            switch (what)
            {
                case JournalEvent.Run when IsOther(JournalReader.Text(line, "tenant"), tenantId) || IsOther(JournalReader.Text(line, "cloud"), cloud):
                    throw new TapServiceException(ErrorTable.Describe(
                        TapReason.JournalUnusable,
                        $"'{path}' belongs to another tenant ({JournalReader.Text(line, "cloud")} {JournalReader.Text(line, "tenant")}); this connection is to {cloud} {tenantId}."));
                case JournalEvent.Sent when JournalReader.Text(line, "user") is { } user:
                    runs._entries[UserKey.Of(user)] = new JournalEntry(
                        false, JournalReader.Number(line, "lifetimeInMinutes"), JournalReader.Date(line, "startDateTime"), JournalReader.Flag(line, "isUsableOnce"));
                    break;
                case JournalEvent.Delivered when JournalReader.Text(line, "user") is { } user && runs.Of(user) is { } sent:
                    runs._entries[UserKey.Of(user)] = sent with { IsDelivered = true };
                    break;
            }
        });
        return runs;
    }

    private static bool IsOther(string? then, string? now) => then is not null && now is not null && !string.Equals(then, now, StringComparison.OrdinalIgnoreCase);
}
