using System.Text.Json;
using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Tokens;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Routes;

/// <summary>Sends mail. What the mailbox service says is written in its own words, which differ from the directory's.</summary>
internal sealed class MailRoutes(GraphService service)
{
    /// <summary>The documented limit of a file in one request.</summary>
    private const int LargestAttachment = 3 * 1024 * 1024;

    public IEnumerable<Route> All =>
    [
        new("POST", "users/{user}/sendMail", Need.SendMail, Send),
        new("POST", "me/sendMail", Need.SendMail, Send),
    ];

    private SandboxResponse Send(GraphCall call)
    {
        var sender = SenderOf(call);
        var body = call.BodyObject;
        if (!body.TryGetProperty("message", out var message) || message.ValueKind != JsonValueKind.Object)
        {
            throw new GraphErrorException(400, "ErrorInvalidParameter", "The value of the parameter 'Message' is empty.");
        }

        service.Tenant.Mail.Add(Read(message) with
        {
            SentDateTime = service.Now,
            From = sender.Mail!,
            IsSavedToSentItems = !body.TryGetProperty("saveToSentItems", out var save) || IsTrue(save),
        });
        return new(202);
    }

    private SandboxUser SenderOf(GraphCall call)
    {
        var key = call.IsMe ? "me" : call.RouteValues["user"];
        var sender = call.IsMe ? service.UserOf(call) : service.Tenant.FindUser(key)
            ?? throw new GraphErrorException(404, "ErrorInvalidUser", $"The requested user '{key}' is invalid.");
        if (sender.Mail is null)
        {
            throw new GraphErrorException(
                404, "MailboxNotEnabledForRESTAPI", "The mailbox is either inactive, soft-deleted, or is hosted on-premise.");
        }

        var confined = service.Behavior.ApplicationMailboxes;
        if (call.Caller.IsApplication && confined.Count > 0 && !confined.Contains(sender.Mail, StringComparer.OrdinalIgnoreCase))
        {
            throw new GraphErrorException(
                403, "ErrorAccessDenied", "Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.");
        }

        // A person sends from the own mailbox; another's takes a right that the sandbox gives to nobody.
        if (!call.Caller.IsApplication && call.Caller.User!.Id != sender.Id)
        {
            throw new GraphErrorException(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
        }

        return sender;
    }

    private SandboxMail Read(JsonElement message)
    {
        var mail = new SandboxMail
        {
            To = Addresses(message, "toRecipients"),
            Cc = Addresses(message, "ccRecipients"),
            Bcc = Addresses(message, "bccRecipients"),
            Subject = Text(message, "subject") ?? "",
            ContentType = ContentType(message),
            Body = message.TryGetProperty("body", out var body) && body.ValueKind == JsonValueKind.Object ? Text(body, "content") ?? "" : "",
            Attachments = Attachments(message),
        };
        if (!mail.Recipients.Any())
        {
            throw InvalidRecipients("At least one recipient is not valid., A message can't be sent because it contains no recipients.");
        }

        return mail with { Undelivered = service.Tenant.Mail.WithoutMailbox(mail.Recipients) };
    }

    private static string ContentType(JsonElement message)
    {
        if (!message.TryGetProperty("body", out var body) || body.ValueKind != JsonValueKind.Object) return "text";
        return (Text(body, "contentType") ?? "text").ToLowerInvariant() switch
        {
            "text" => "text",
            "html" => "html",
            _ => throw JsonReading.Invalid("contentType", "microsoft.graph.bodyType"),
        };
    }

    private static string[] Addresses(JsonElement message, string name)
    {
        if (!message.TryGetProperty(name, out var recipients) || recipients.ValueKind == JsonValueKind.Null) return [];
        if (recipients.ValueKind != JsonValueKind.Array) throw JsonReading.Invalid(name, "Collection(microsoft.graph.recipient)");
        return [.. recipients.EnumerateArray().Select(Address)];
    }

    private static string Address(JsonElement recipient)
    {
        var address = recipient.ValueKind == JsonValueKind.Object && recipient.TryGetProperty("emailAddress", out var email)
            && email.ValueKind == JsonValueKind.Object ? Text(email, "address") : null;
        var at = address?.IndexOf('@') ?? -1;
        if (at > 0 && at < address!.Length - 1 && address.IndexOf('@', at + 1) < 0 && address.IndexOfAny([' ', ';', ',']) < 0) return address;
        throw InvalidRecipients(
            $"At least one recipient is not valid., Recipient '{address}' is not resolved. All recipients must be resolved before a message can be submitted.");
    }

    private static SandboxAttachment[] Attachments(JsonElement message)
    {
        if (!message.TryGetProperty("attachments", out var attachments) || attachments.ValueKind == JsonValueKind.Null) return [];
        if (attachments.ValueKind != JsonValueKind.Array) throw JsonReading.Invalid("attachments", "Collection(microsoft.graph.attachment)");
        return [.. attachments.EnumerateArray().Select(ReadAttachment)];
    }

    private static SandboxAttachment ReadAttachment(JsonElement attachment)
    {
        if (attachment.ValueKind != JsonValueKind.Object || Text(attachment, "@odata.type")?.TrimStart('#') != "microsoft.graph.fileAttachment")
        {
            throw GraphErrorException.BadRequest("An attachment needs @odata.type with the value #microsoft.graph.fileAttachment.");
        }

        if (Text(attachment, "name") is not { Length: > 0 } name)
        {
            throw new GraphErrorException(400, "ErrorMissingArgument", "The attachment has no name.");
        }

        if (!attachment.TryGetProperty("contentBytes", out var bytes) || bytes.ValueKind != JsonValueKind.String
            || !bytes.TryGetBytesFromBase64(out var content))
        {
            throw JsonReading.Invalid("contentBytes", "Edm.Binary");
        }

        if (content.Length > LargestAttachment)
        {
            throw new GraphErrorException(413, "ErrorMessageSizeExceeded", "The message exceeds the maximum supported size.");
        }

        return new(name, Text(attachment, "contentType"), content);
    }

    // Microsoft's own samples send the text "false".
    private static bool IsTrue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when bool.TryParse(value.GetString(), out var flag) => flag,
        _ => value.ReadBoolean("saveToSentItems") ?? true,
    };

    private static string? Text(JsonElement entity, string name) => entity.TryGetProperty(name, out var value) ? value.ReadString(name) : null;

    private static GraphErrorException InvalidRecipients(string message) => new(400, "ErrorInvalidRecipients", message);
}
