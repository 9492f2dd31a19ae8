using TapModule.Core.Connections;
using TapModule.Core.Errors;
using TapModule.Core.Files;
using TapModule.Core.SignIn;
using TapModule.Core.SignIn.Methods;
using TapModule.Core.SignIn.Permissions;
using TapModule.Core.Text;
using TapModule.Sandbox;

namespace TapModule.SignIn;

/// <summary>Signs in to the built-in tenant, whose tokens and whose time are its own.</summary>
internal static class SandboxSignIn
{
    private const string Address = "https://graph.sandbox.invalid/";

    /// <param name="path">The full path of the file that keeps the tenant; null for none.</param>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.FileUnusable"/>.</exception>
    public static SandboxSession Open(string? path)
    {
        // Everything that the module can use, so that every command can be tried out.
        var settings = new SandboxSettings
        {
            Permissions =
            [
                .. PurposeScopes.For(TapPurpose.All, GraphCloud.Global), GraphPermission.MethodReadAll, GraphPermission.RoleReadDirectory,
                "Policy.Read.ConditionalAccess", "Mail.Send",
            ],
        };
        if (path is null) return new SandboxSession(settings);
        try
        {
            var file = OwnedFile.OpenOrCreate(path, isPrivate: true, FileShare.None);
            try
            {
                return new SandboxSession(settings, file.Stream);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (InvalidDataException failure)
        {
            throw Unusable(path, failure, "Name a file that Connect-TapGraph -Sandbox -Path made, or one that does not exist yet.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unusable(path, failure, "Close the session that uses the file, or name another one.");
        }
    }

    public static ConnectionOptions Options(SandboxSession session, string userAgent) => new()
    {
        SignIn = new ExternalSignIn("The sandbox", _ => Task.FromResult(SecureText.ToSecureString(session.IssueToken()))),
        GraphEndpoint = new Uri(Address),
        Handler = new SandboxHandler(session.Graph),
        UserAgent = userAgent,
        ClockOffset = () => session.ClockOffset,
    };

    private static TapServiceException Unusable(string path, Exception failure, string advice) =>
        new(ErrorTable.Describe(TapErrorId.FileUnusable, $"The sandbox cannot be kept in '{path}': {ForeignText.Of(failure)}", advice: advice) with { Cause = failure });
}
