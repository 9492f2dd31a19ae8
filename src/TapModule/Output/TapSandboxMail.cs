using TapModule.Sandbox.Tenant;

namespace TapModule;

/// <summary>A message that was sent in the sandbox. It went nowhere.</summary>
public sealed class TapSandboxMail
{
    internal TapSandboxMail(SandboxMail mail)
    {
        SentDateTime = mail.SentDateTime;
        From = mail.From;
        To = mail.To;
        Cc = mail.Cc;
        Bcc = mail.Bcc;
        Subject = mail.Subject;
        ContentType = mail.ContentType;
        Body = mail.Body;
        Attachments = [.. mail.Attachments.Select(file => new TapSandboxAttachment(file))];
        IsSavedToSentItems = mail.IsSavedToSentItems;
        Undelivered = mail.Undelivered;
    }

    /// <summary>When it was accepted, by the tenant's time.</summary>
    public DateTimeOffset SentDateTime { get; }

    /// <summary>The sender's address.</summary>
    public string From { get; }

    /// <summary>The recipients' addresses.</summary>
    public IReadOnlyList<string> To { get; }

    /// <summary>Those who get a copy.</summary>
    public IReadOnlyList<string> Cc { get; }

    /// <summary>Those who get a copy without the others knowing.</summary>
    public IReadOnlyList<string> Bcc { get; }

    /// <summary>The subject.</summary>
    public string Subject { get; }

    /// <summary>text or html.</summary>
    public string ContentType { get; }

    /// <summary>The text as it was sent. It can hold a code of the sandbox; the default view does not show it.</summary>
    public string Body { get; }

    /// <summary>The attached files.</summary>
    public IReadOnlyList<TapSandboxAttachment> Attachments { get; }

    /// <summary>Whether a copy was kept in the sender's Sent Items.</summary>
    public bool IsSavedToSentItems { get; }

    /// <summary>Of the recipients, those who have an address of the tenant and no mailbox.</summary>
    public IReadOnlyList<string> Undelivered { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Subject} ({string.Join(", ", To)})";
}

/// <summary>A file that is attached to a message in the sandbox.</summary>
public sealed class TapSandboxAttachment
{
    private readonly byte[] _content;

    internal TapSandboxAttachment(SandboxAttachment file) => (Name, ContentType, _content) = (file.Name, file.ContentType, file.Content);

    /// <summary>The file's name.</summary>
    public string Name { get; }

    /// <summary>Its media type; null if the sender did not say.</summary>
    public string? ContentType { get; }

    /// <summary>Its size in bytes.</summary>
    public int Length => _content.Length;

    /// <summary>The file's bytes, to be written to a file.</summary>
    /// <returns>A copy.</returns>
    public byte[] GetContent() => (byte[])_content.Clone();

    /// <inheritdoc/>
    public override string ToString() => Name;
}
