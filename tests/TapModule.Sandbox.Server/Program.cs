using System.Diagnostics;
using System.Text.Json;
using TapModule.Sandbox.Server;

var options = CommandLine.Parse(args);
var clock = new SandboxClock();
var tenant = options.Users is { } users ? SandboxTenant.CreateWithUsers(users, clock) : SandboxTenant.CreateDemo(clock);
await using var server = await SandboxServer.StartAsync(tenant, options.Port);
var graph = server.Address.GetLeftPart(UriPartial.Authority);
Console.WriteLine(JsonSerializer.Serialize(new { graph, control = server.ControlAddress }));
await Task.WhenAny(server.Stopped, options.Parent is { } parent ? ProcessEndAsync(parent) : InputEndAsync());

static async Task InputEndAsync()
{
    using var input = Console.OpenStandardInput();
    await input.CopyToAsync(Stream.Null);
}

static async Task ProcessEndAsync(int id)
{
    try
    {
        using var process = Process.GetProcessById(id);
        await process.WaitForExitAsync();
    }
    catch (ArgumentException)
    {
        // It has ended already.
    }
}
