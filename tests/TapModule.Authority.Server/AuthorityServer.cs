using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace TapModule.Authority.Server;

/// <summary>The authority on a port of the loopback address.</summary>
public sealed class AuthorityServer : IAsyncDisposable
{
    private static readonly Lazy<X509Certificate2> Shown = new(() => MakeCertificate("CN=localhost"));
    private readonly WebApplication _app;

    private AuthorityServer(WebApplication app, AuthorityState state, X509Certificate2? certificate)
    {
        _app = app;
        State = state;
        Certificate = certificate;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public AuthorityState State { get; }

    /// <summary>The self-signed certificate that it shows, made for this process; null for plain http.</summary>
    public X509Certificate2? Certificate { get; }

    public Uri Address { get; }

    public Task Stopped => _app.WaitForShutdownAsync();

    /// <param name="https">With a certificate of its own, which nobody trusts yet; else plain http.</param>
    public static async Task<AuthorityServer> StartAsync(bool https)
    {
        var state = new AuthorityState();
        var certificate = https ? Shown.Value : null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        var app = builder.Build();
        app.Use((context, next) =>
        {
            state.Requests.Enqueue(context.Request.Path + context.Request.QueryString.ToString());
            return next(context);
        });
        AuthorityRoutes.Map(app, state);
        MachineRoutes.Map(app, state);
        ControlRoutes.Map(app, state);
        await app.StartAsync();
        return new AuthorityServer(app, state, certificate);
    }

    /// <summary>A certificate with its private key, good for an hour, for this machine's own names.</summary>
    public static X509Certificate2 MakeCertificate(string subject)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddHours(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
