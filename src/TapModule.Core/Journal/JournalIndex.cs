using TapModule.Core.Errors;
using TapModule.Core.Text;

namespace TapModule.Core.Journal;

/// <summary>What the earlier runs of a journal did, by user.</summary>
internal sealed class JournalIndex
{
    private readonly Dictionary<Guid, JournalEntry> _entries = [];

    /// <summary>Reads a journal without touching it; one that does not exist is empty.</summary>
    /// <exception cref="TapServiceException"><see cref="TapReason.JournalUnusable"/>.</exception>
    public static JournalIndex Read(string path, RunHeader header)
    {
        var index = new JournalIndex();
        if (!File.Exists(path)) return index;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            index.Learn(file, path, header);
            return index;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw JournalWriter.Unusable(path, failure);
        }
    }

    /// <summary>What was done for the user; null if nothing.</summary>
    public JournalEntry? Find(string user) => _entries.TryGetValue(UserKey.Of(user), out var entry) ? entry : null;

    /// <returns>The length in bytes up to the end of the last whole line.</returns>
    /// <exception cref="TapServiceException"><see cref="TapReason.JournalUnusable"/>: damaged, or of another tenant.</exception>
    public long Learn(Stream file, string path, RunHeader header) => JournalReader.Read(file, path, (what, line) =>
    {
        switch (what)
        {
            case JournalEvent.Run when IsOther(JournalReader.Text(line, "tenant"), header.TenantId) || IsOther(JournalReader.Text(line, "cloud"), header.Cloud):
                throw new TapServiceException(ErrorTable.Describe(
                    TapReason.JournalUnusable,
                    $"'{path}' belongs to another tenant ({JournalReader.Text(line, "cloud")} {JournalReader.Text(line, "tenant")}); this connection is to {header.Cloud} {header.TenantId}."));
            case JournalEvent.Sent when JournalReader.Text(line, "user") is { } user:
                _entries[UserKey.Of(user)] = new JournalEntry(
                    false, JournalReader.Number(line, "lifetimeInMinutes"), JournalReader.Date(line, "startDateTime"), JournalReader.Flag(line, "isUsableOnce"));
                break;
            case JournalEvent.Delivered when JournalReader.Text(line, "user") is { } user && _entries.TryGetValue(UserKey.Of(user), out var sent):
                _entries[UserKey.Of(user)] = sent with { IsDelivered = true };
                break;
        }
    });

    private static bool IsOther(string? then, string? now) => then is not null && now is not null && !string.Equals(then, now, StringComparison.OrdinalIgnoreCase);
}
