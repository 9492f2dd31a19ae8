// The main job from C#: one pass for each row of a CSV, on the sandbox, so nothing leaves this machine. One row is wrong on purpose.
// For a real tenant, leave out Handler and GraphEndpoint, and give a SignIn of your own.
using System.Globalization;
using System.Net;
using CsvHelper;
using TapModule.Core;
using TapModule.Core.Connections;
using TapModule.Core.Errors;
using TapModule.Core.Passes;
using TapModule.Core.Runs;
using TapModule.Core.SignIn.Methods;
using TapModule.Sandbox;
using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Tokens;

Console.OutputEncoding = System.Text.Encoding.UTF8;
var csv = Path.Combine(AppContext.BaseDirectory, "new-hires.csv");
var journal = Path.Combine(Path.GetTempPath(), $"tap-demo-{Environment.ProcessId}.jsonl");
var sandbox = new SandboxGraph(SandboxTenant.CreateDemo());
try
{
    using var connection = await GraphConnection.OpenAsync(new ConnectionOptions
    {
        SignIn = new AccessTokenSignIn(new NetworkCredential("", sandbox.Tokens.Issue(new SandboxTokenOptions())).SecurePassword),
        GraphEndpoint = new Uri("https://graph.sandbox.invalid/"),
        Handler = new SandboxHandler(sandbox),
    });
    var client = new TapClient(connection);

    Console.WriteLine($"{"User",-30} {"Pass",-8} {"Ends",-20} Outcome");
    await IssueAsync(client);

    Console.WriteLine();
    Console.WriteLine("The same again issues nothing for those who have their pass, because the journal says so:");
    var issued = await IssueAsync(client);
    Console.WriteLine($"{issued} passes issued");
    return issued == 0 ? 0 : 1;
}
catch (TapServiceException failure)
{
    // The whole job is impossible: the sign-in was refused, or the journal cannot be used.
    Console.Error.WriteLine($"{failure.Message} {failure.Error.Advice}");
    return 1;
}
finally
{
    File.Delete(journal);
}

// Gives the number of passes that were issued.
async Task<int> IssueAsync(TapClient client)
{
    using var rows = CsvReader.FromFile(csv, CsvReaderOptions.Default);
    var issued = 0;
    await foreach (var outcome in client.IssueAsync(rows.GetRecords<NewHire>().Select(Request), new IssueOptions { JournalPath = journal }))
    {
        if (outcome.Pass is not null) issued++;
        // The code is in outcome.Pass.TemporaryAccessPass. A screen is no place for it.
        var pass = outcome.Pass is null ? "" : "********";
        var ends = outcome.Pass?.ExpirationDateTime?.ToString("u", CultureInfo.InvariantCulture);
        Console.WriteLine($"{outcome.Request.UserId,-30} {pass,-8} {ends,-20} {outcome.Error?.Message ?? outcome.SkippedBecause ?? "issued"}");
    }

    return issued;
}

// What a row does not say is not sent: the tenant's policy decides.
static PassRequest Request(NewHire row) => new()
{
    UserId = row.UserPrincipalName,
    LifetimeInMinutes = row.LifetimeInMinutes,
    IsUsableOnce = row.IsUsableOnce,
};

[CsvRecord]
internal sealed partial record NewHire(string UserPrincipalName, string Name, string Manager, int? LifetimeInMinutes, bool? IsUsableOnce);
