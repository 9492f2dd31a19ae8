using System.Security.Cryptography.X509Certificates;

namespace TapModule.Core.Handover;

/// <summary>A file of passes, or of slips: in the clear, or each record in an envelope of its own.</summary>
internal sealed class HandoverFile : IDisposable
{
    private readonly IPassFormat _format;
    private readonly IReadOnlyList<X509Certificate2> _recipients;
    private readonly RecordFile _file;

    /// <param name="path">The full path.</param>
    /// <param name="format">What a record holds.</param>
    /// <param name="recipients">Who can read it; nobody in particular means in the clear, for the file's owner only.</param>
    /// <param name="mode">What to do about a file that is there.</param>
    public HandoverFile(string path, IPassFormat format, IReadOnlyList<X509Certificate2> recipients, WriteMode mode)
    {
        _format = format;
        _recipients = recipients;
        _file = RecordFile.Open(path, IsSealed ? RecordLayout.Cms : format.Layout, mode, isSecret: !IsSealed);
    }

    /// <summary>Told of every pass that was written.</summary>
    public Action<HandoverPass>? Remark { get; init; }

    public string? Partial => _file.Partial;

    private bool IsSealed => _recipients.Count > 0;

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
        if (IsSealed)
        {
            if (_file.IsEmpty && _format.Opening is { Length: > 0 } opening) _file.Append(CmsEnvelope.Seal(opening, _recipients));
            _file.Append(CmsEnvelope.Seal(_format.Alone(pass), _recipients));
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
