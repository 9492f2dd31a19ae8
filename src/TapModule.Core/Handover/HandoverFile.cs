using System.Security.Cryptography.X509Certificates;
using TapModule.Core.Errors;
using TapModule.Core.Text;

namespace TapModule.Core.Handover;

/// <summary>A file of passes, or of slips: in the clear, or each record in an envelope of its own.</summary>
internal sealed class HandoverFile : IDisposable
{
    private readonly IPassFormat _format;
    private readonly RecordFile _file;

    /// <param name="path">The full path.</param>
    /// <param name="format">What a record holds.</param>
    /// <param name="recipients">Who can read it, at least one; null means in the clear, for the file's owner only.</param>
    /// <param name="mode">What to do about a file that is there.</param>
    public HandoverFile(string path, IPassFormat format, IReadOnlyList<X509Certificate2>? recipients, WriteMode mode)
    {
        _format = format;
        Recipients = recipients;
        if (recipients is not null) CheckRecipients(path, recipients, mode);
        _file = RecordFile.Open(path, recipients is null ? format.Layout : RecordLayout.Cms, mode, isSecret: recipients is null);
    }

    /// <summary>Told of every pass that was written.</summary>
    public Action<HandoverPass>? Remark { get; init; }

    public string? Partial => _file.Partial;

    /// <summary>Who can read it; null means in the clear.</summary>
    public IReadOnlyList<X509Certificate2>? Recipients { get; }

    /// <summary>A file belongs to one set of recipients: what it holds already must be for exactly these.</summary>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.RecipientUnusable"/>.</exception>
    public static void CheckRecipients(string path, IReadOnlyList<X509Certificate2> recipients, WriteMode mode)
    {
        if (recipients.Count == 0) throw new ArgumentException("Nobody could read it.", nameof(recipients));
        try
        {
            if (RecordFile.ToGoOnWith(path, mode) is { } written && !CmsBlocks.AreAllFor(written, recipients))
                throw new TapServiceException(ErrorTable.Describe(
                    TapErrorId.RecipientUnusable, $"'{written}' holds passes that are encrypted for others than those given now.",
                    advice: "Give the same certificates as before, or choose another file: one file is for one set of recipients."));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new TapServiceException(ErrorTable.Describe(TapErrorId.FileUnusable, $"'{path}' cannot be read: {ForeignText.Of(failure)}") with { Cause = ForeignText.Strip(failure) });
        }
    }

    /// <summary>When it returns, the pass is on the disk.</summary>
    public void Append(HandoverPass pass)
    {
        Write(pass);
        Remark?.Invoke(pass);
    }

    public void Complete() => _file.Complete();

    public void Dispose() => _file.Dispose();

    private void Write(HandoverPass pass)
    {
        if (Recipients is not null)
        {
            if (_file.IsEmpty && _format.Opening is { Length: > 0 } opening) _file.Append(CmsEnvelope.Seal(opening, Recipients));
            _file.Append(CmsEnvelope.Seal(_format.Alone(pass), Recipients));
            return;
        }

        var record = _format.Record(pass);
        try
        {
            _file.Append(record);
        }
        finally
        {
            Array.Clear(record, 0, record.Length);
        }
    }
}
