using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace VioActors.Management.Http;

/// <summary>The HTTP server of the API and of the web console (MGT-5): Kestrel with one endpoint. Start once, stop once.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    /// <summary>Where requests are posted.</summary>
    public const string RequestPath = "/api/v1";

    /// <summary>Where the schema is read, without a token.</summary>
    public const string SchemaPath = "/api/v1/schema";

    private readonly WebApplication _application;

    private ApiServer(WebApplication application, Uri address) => (_application, Address) = (application, address);

    /// <summary>With the port that it got.</summary>
    public Uri Address { get; }

    /// <exception cref="ApiStartException">It cannot listen; the message says why.</exception>
    public static async Task<ApiServer> StartAsync(ApiSettings settings, RequestDelegate serve, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var certificate = LoadCertificate(settings.CertificatePath);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, settings, certificate));
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        var application = builder.Build();
        application.Run(context => ConsoleExchange.IsFor(context.Request) ? ConsoleExchange.ServeAsync(context) : serve(context));
        try
        {
            await application.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException cause)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw new ApiStartException(
                $"The VIOS API cannot listen on {settings.Listen}:{settings.Port}: {cause.Message} "
                + "Choose another with vio-actors.management.api.port.", cause);
        }

        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new ApiServer(application, new Uri(new Uri(addresses.First()), RequestPath));
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private static void Configure(KestrelServerOptions kestrel, ApiSettings settings, X509Certificate2? certificate)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = HttpExchange.TakenBytesMax;
        kestrel.Limits.MaxConcurrentConnections = settings.RequestsMax + settings.PollsMax + settings.CommandsMax + 16;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 50;
        kestrel.Limits.RequestHeadersTimeout = settings.RequestTimeout;
        kestrel.Listen(new IPEndPoint(settings.Listen, settings.Port), listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        });
    }

    private static X509Certificate2? LoadCertificate(string path)
    {
        if (path.Length == 0)
        {
            return null;
        }

        try
        {
            return Path.GetExtension(path) is ".pfx" or ".p12"
                ? X509CertificateLoader.LoadPkcs12FromFile(path, null)
                : X509Certificate2.CreateFromPemFile(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException
            or System.Security.Cryptography.CryptographicException)
        {
            throw new ApiStartException(
                $"The certificate {path} of vio-actors.management.api.certificate cannot be used: {cause.Message} "
                + "Give a PEM file with certificate and key, or a PKCS #12 file without a password.", cause);
        }
    }
}

/// <summary>The API cannot be served; the message says what to do.</summary>
public sealed class ApiStartException(string message, Exception cause) : Exception(message, cause);
