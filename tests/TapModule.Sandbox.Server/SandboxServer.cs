using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using TapModule.Sandbox.Server.Control;

namespace TapModule.Sandbox.Server;

/// <summary>The HTTP door: a <see cref="SandboxGraph"/> on a port of the loopback address, with the control interface beside it.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private const string ControlPath = "/_sandbox";
    private readonly WebApplication _app;
    private readonly GraphHolder _holder;

    private SandboxServer(WebApplication app, GraphHolder holder)
    {
        _app = app;
        _holder = holder;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Address = new(addresses.Single());
    }

    /// <summary>The root under which /v1.0, /beta and /_sandbox lie.</summary>
    public Uri Address { get; }

    /// <summary>The root of the control interface.</summary>
    public Uri ControlAddress => new(Address, ControlPath);

    /// <summary>The service that answers now; a reset through the control interface puts another in its place.</summary>
    public SandboxGraph Graph => _holder.Graph;

    /// <summary>Ends when somebody asked the process to stop.</summary>
    public Task Stopped => _app.WaitForShutdownAsync();

    public static Task<SandboxServer> StartAsync(SandboxTenant tenant, int port = 0) => StartAsync(new SandboxGraph(tenant), port);

    /// <summary>Opens the door.</summary>
    /// <param name="graph">The service behind it.</param>
    /// <param name="port">The port; 0 for any that is free.</param>
    public static async Task<SandboxServer> StartAsync(SandboxGraph graph, int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(System.Net.IPAddress.Loopback, port);
        });
        builder.Services.AddRoutingCore();

        // A test that holds requests at a gate wants the server gone all the same.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var holder = new GraphHolder(graph);
        var app = builder.Build();

        // The service comes before routing, which takes its time to be set up and is for the control interface alone.
        app.Use((context, next) =>
            context.Request.Path.StartsWithSegments(ControlPath) ? next(context) : GraphDoor.AnswerAsync(context, holder.Graph));
        app.UseRouting();
        ControlApi.Map(app.MapGroup(ControlPath), holder);
        await app.StartAsync();
        return new(app, holder);
    }

    public async ValueTask DisposeAsync()
    {
        Graph.Gates.ReleaseAll();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
