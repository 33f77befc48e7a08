using Microsoft.AspNetCore.Http;
using VioActors.Api.Xml;
using VioActors.Management.Http;

namespace VioActors.Management.Relay;

/// <summary>The VIOS API over HTTP on a process that does not host it. Start once, stop once.</summary>
public sealed class RelayNode : IAsyncDisposable
{
    private readonly ApiServer _server;

    private RelayNode(ApiServer server) => _server = server;

    /// <summary>Where requests are posted.</summary>
    public Uri Address => _server.Address;

    /// <summary>Where operators open the web console (MGT-5).</summary>
    public Uri Console => new(_server.Address, ConsoleExchange.Path);

    /// <exception cref="ApiStartException">It cannot listen.</exception>
    public static async Task<RelayNode> StartAsync(
        ApiSettings settings, RelayedApi api, TimeProvider time, CancellationToken cancellation)
    {
        var open = 0;
        return new RelayNode(await ApiServer.StartAsync(settings, ServeAsync, cancellation).ConfigureAwait(false));

        async Task ServeAsync(HttpContext context)
        {
            try
            {
                var isOne = Interlocked.Increment(ref open) <= settings.RequestsMax + settings.PollsMax;
                await HttpExchange.ServeRawAsync(context, asked => isOne ? RelayAsync(asked) : Task.FromResult(Busy(settings)))
                    .ConfigureAwait(false);
            }
            finally
            {
                Interlocked.Decrement(ref open);
            }
        }

        async Task<(int Status, ReadOnlyMemory<byte> Body)> RelayAsync(HttpContext context)
        {
            // Who sends no token is not read any further.
            if (HttpExchange.TokenOf(context) is not { Length: > 0 and <= 256 } token)
            {
                return HttpExchange.Finish(HttpExchange.NotAuthenticated);
            }

            try
            {
                var body = await HttpExchange.ReadBodyAsync(context, settings.RequestTimeout, time).ConfigureAwait(false);
                var address = context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
                return await api.CallAsync(token, address, body, context.RequestAborted).ConfigureAwait(false);
            }
            catch (VioXmlException refused)
            {
                return HttpExchange.Finish(HttpExchange.Refuse(refused));
            }
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static (int Status, ReadOnlyMemory<byte> Body) Busy(ApiSettings settings) => HttpExchange.Finish(HttpExchange.Refuse(
        Api.Messages.VioFaultCode.Busy, $"{settings.RequestsMax + settings.PollsMax} requests are being carried out here.",
        "Nothing was changed. Try again later."));
}
