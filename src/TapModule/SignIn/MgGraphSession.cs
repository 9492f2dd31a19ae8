using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Security;
using TapModule.Core.Text;

namespace TapModule.SignIn;

/// <summary>
/// The live session of Connect-MgGraph, asked for tokens through that module's public commands only: its classes lie in a load context of
/// its own and change with its versions. It keeps one session for the process, so a runspace of our own sees it; that way a token
/// can be renewed on any thread while the caller's runspace is busy with our command.
/// </summary>
/// <param name="modulePath">The file from which the caller's session loaded that module.</param>
internal sealed class MgGraphSession(string modulePath)
{
    public const string ModuleName = "Microsoft.Graph.Authentication";

    /// <summary>Any small request will do, also one that is refused: the token is on the request.</summary>
    private const string Probe = "/v1.0/organization?$select=id&$top=1";

    /// <exception cref="InvalidOperationException">There is no session, or it gave no token. The message says so and holds no secret.</exception>
    public Task<SecureString> GetTokenAsync(CancellationToken cancellationToken) => Task.Run(GetToken, cancellationToken);

    private SecureString GetToken()
    {
        using var shell = PowerShell.Create(InitialSessionState.CreateDefault2());
        Invoke(shell, "Import-Module", command => command.AddParameter("Name", modulePath));
        if (Invoke(shell, "Get-MgContext", _ => { }) is null) throw new InvalidOperationException("nobody is signed in there. Run Connect-MgGraph first.");
        var answer = Invoke(shell, "Invoke-MgGraphRequest", command => command
            .AddParameter("Method", "GET").AddParameter("Uri", Probe).AddParameter("OutputType", "HttpResponseMessage").AddParameter("SkipHttpErrorCheck"));
        var token = (answer?.BaseObject as HttpResponseMessage)?.RequestMessage?.Headers.Authorization?.Parameter;
        if (string.IsNullOrEmpty(token)) throw new InvalidOperationException("its requests carry no token that could be used.");
        var secret = new SecureString();
        foreach (var letter in token!) secret.AppendChar(letter);
        secret.MakeReadOnly();
        return secret;
    }

    private static PSObject? Invoke(PowerShell shell, string name, Action<PowerShell> parameters)
    {
        shell.Commands.Clear();
        shell.AddCommand(name);
        parameters(shell);
        try
        {
            return shell.AddParameter("ErrorAction", "Stop").Invoke().FirstOrDefault();
        }
        catch (RuntimeException failure)
        {
            throw new InvalidOperationException($"{name} failed: {ForeignText.Of(failure)}");
        }
    }
}
