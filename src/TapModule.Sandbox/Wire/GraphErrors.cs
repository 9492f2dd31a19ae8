using System.Globalization;

namespace TapModule.Sandbox.Wire;

/// <summary>Writes the error bodies.</summary>
internal static class GraphErrors
{
    public static SandboxResponse ToResponse(this GraphErrorException error, GraphCall call, DateTimeOffset now) =>
        Create(call, now, error.Status, error.Code, error.Message, error.RepeatsMessage ? error.Message : null);

    /// <summary>429, in the shape of the identity service.</summary>
    public static SandboxResponse TooManyRequests(GraphCall call, DateTimeOffset now) =>
        Create(call, now, 429, "TooManyRequests", "Please retry again later.", "Please retry after", innerCode: "429");

    /// <summary>429 of the mailbox service.</summary>
    public static SandboxResponse MailboxBusy(GraphCall call, DateTimeOffset now) =>
        Create(call, now, 429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.", null);

    /// <summary>An error of the service's own making.</summary>
    public static SandboxResponse ServerError(GraphCall call, DateTimeOffset now, int status)
    {
        var (code, message) = status switch
        {
            500 => ("InternalServerError", "An internal server error occurred."),
            502 => ("BadGateway", "The gateway received an invalid answer."),
            503 => ("serviceNotAvailable", "The service is temporarily unavailable."),
            504 => ("GatewayTimeout", "The gateway timed out."),
            _ => ("UnknownError", "The sandbox was told to answer with this status."),
        };
        return Create(call, now, status, code, message, null);
    }

    public static SandboxResponse Create(
        GraphCall call, DateTimeOffset now, int status, string code, string message, string? innerMessage, string? innerCode = null)
    {
        var body = Json.WriteObject(writer =>
        {
            writer.WriteStartObject("error");
            writer.WriteString("code", code);
            writer.WriteString("message", message);
            writer.WriteStartObject("innerError");
            if (innerCode is not null) writer.WriteString("code", innerCode);
            if (innerMessage is not null) writer.WriteString("message", innerMessage);
            if (innerCode is not null) writer.WriteString("status", innerCode);
            writer.WriteString("date", now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
            writer.WriteString("request-id", call.RequestId);
            writer.WriteString("client-request-id", call.ClientRequestId);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
        return new SandboxResponse(status, body, "application/json");
    }
}
