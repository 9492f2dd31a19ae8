namespace TapModule.Sandbox.Tenant;

/// <summary>The tenant's mail: all that was accepted for sending. Safe for use from several threads.</summary>
public sealed class SandboxMailboxes
{
    private readonly SandboxTenant _tenant;
    private readonly List<SandboxMail> _sent = [];

    internal SandboxMailboxes(SandboxTenant tenant)
    {
        _tenant = tenant;
    }

    /// <summary>A copy of the list of messages, oldest first.</summary>
    public IReadOnlyList<SandboxMail> Sent
    {
        get
        {
            lock (_sent) return [.. _sent];
        }
    }

    /// <summary>What came to an address, or to the mailbox of a user.</summary>
    /// <param name="recipient">A mail address inside or outside of the tenant, or a user's object id or UPN.</param>
    /// <returns>The messages, oldest first.</returns>
    public IReadOnlyList<SandboxMail> ReceivedBy(string recipient)
    {
        var address = _tenant.FindUser(recipient)?.Mail ?? recipient;
        return [.. Sent.Where(mail => mail.Recipients.Contains(address, StringComparer.OrdinalIgnoreCase))];
    }

    /// <summary>Forgets all messages.</summary>
    public void Clear()
    {
        lock (_sent)
        {
            foreach (var mail in _sent) _tenant.Changed?.Invoke(TenantPart.Mail, mail.Id.ToString(), null);
            _sent.Clear();
        }
    }

    internal void Add(SandboxMail mail)
    {
        lock (_sent)
        {
            _sent.Add(mail);
            _tenant.Changed?.Invoke(TenantPart.Mail, mail.Id.ToString(), mail);
        }
    }

    /// <summary>The addresses that look like ones of this tenant and belong to nobody's mailbox.</summary>
    internal IReadOnlyList<string> WithoutMailbox(IEnumerable<string> addresses)
    {
        var users = _tenant.Users;
        var domains = new HashSet<string>(users.Select(user => DomainOf(user.UserPrincipalName)), StringComparer.OrdinalIgnoreCase);
        var boxes = new HashSet<string>(users.Select(user => user.Mail).OfType<string>(), StringComparer.OrdinalIgnoreCase);
        return [.. addresses.Where(address => domains.Contains(DomainOf(address)) && !boxes.Contains(address))];
    }

    private static string DomainOf(string address) => address.Substring(address.LastIndexOf('@') + 1);
}

/// <summary>A message that was accepted for sending.</summary>
public sealed record SandboxMail
{
    /// <summary>The message's id.</summary>
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>When it was accepted, by the tenant's clock.</summary>
    public DateTimeOffset SentDateTime { get; init; }

    /// <summary>The sender's address.</summary>
    public string From { get; init; } = "";

    /// <summary>The recipients' addresses.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>Those who get a copy.</summary>
    public IReadOnlyList<string> Cc { get; init; } = [];

    /// <summary>Those who get a copy without the others knowing.</summary>
    public IReadOnlyList<string> Bcc { get; init; } = [];

    /// <summary>The subject.</summary>
    public string Subject { get; init; } = "";

    /// <summary><c>text</c> or <c>html</c>.</summary>
    public string ContentType { get; init; } = "text";

    /// <summary>The text.</summary>
    public string Body { get; init; } = "";

    /// <summary>The attached files.</summary>
    public IReadOnlyList<SandboxAttachment> Attachments { get; init; } = [];

    /// <summary>Whether a copy was kept in the sender's Sent Items.</summary>
    public bool IsSavedToSentItems { get; init; }

    /// <summary>Of the recipients, those who have an address of this tenant and no mailbox: the message did not reach them.</summary>
    public IReadOnlyList<string> Undelivered { get; init; } = [];

    internal IEnumerable<string> Recipients => To.Concat(Cc).Concat(Bcc);

    /// <summary>Names the message without its text, which may hold a code.</summary>
    /// <returns>The subject and the recipients.</returns>
    public override string ToString() => $"{Subject} ({string.Join(", ", To)})";
}

/// <summary>A file that is attached to a message.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="ContentType">Its media type; null if the sender did not say.</param>
/// <param name="Content">Its bytes.</param>
public sealed record SandboxAttachment(string Name, string? ContentType, byte[] Content);
