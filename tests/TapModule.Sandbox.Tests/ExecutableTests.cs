using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TapModule.Sandbox.Server;

namespace TapModule.Sandbox.Tests;

public sealed class ExecutableTests
{
    [Fact]
    public async Task It_says_where_it_listens_and_ends_with_its_input()
    {
        using var process = Start("--users", "3");
        var line = JsonElement.Parse((await process.StandardOutput.ReadLineAsync())!);
        using var client = new HttpClient();

        var graph = line.GetProperty("graph").GetString();
        Assert.StartsWith("http://127.0.0.1:", graph, StringComparison.Ordinal);
        Assert.Equal(graph + "/_sandbox", line.GetProperty("control").GetString());
        var state = JsonElement.Parse(await client.GetStringAsync(new Uri(graph + "/_sandbox/state")));
        Assert.Equal(3, state.GetProperty("users").GetArrayLength());

        process.StandardInput.Close();
        await EndedAsync(process);
    }

    [Fact]
    public async Task It_can_end_with_another_process()
    {
        using var parent = Start();
        await parent.StandardOutput.ReadLineAsync();
        using var process = Start("--parent", parent.Id.ToString(CultureInfo.InvariantCulture));
        await process.StandardOutput.ReadLineAsync();
        process.StandardInput.Close();

        parent.StandardInput.Close();

        await EndedAsync(parent);
        await EndedAsync(process);
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet",
        [typeof(SandboxServer).Assembly.Location, .. arguments])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private static async Task EndedAsync(Process process)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }

        Assert.Equal(0, process.ExitCode);
    }
}
