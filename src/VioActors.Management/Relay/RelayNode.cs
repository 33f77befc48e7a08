using Akka.Actor;
using Akka.Event;
using Microsoft.AspNetCore.Http;
using VioActors.Api.Xml;
using VioActors.Management.Commands;
using VioActors.Management.Http;
using VioActors.Management.Security;

namespace VioActors.Management.Relay;

/// <summary>The VIOS API over HTTP on a process that does not host it. Start once, stop once.</summary>
public sealed class RelayNode : IAsyncDisposable
{
    private readonly ApiServer _server;
    private readonly CommandEndpoint _commands;
    private readonly AuditLog _audit;

    private RelayNode(ApiServer server, CommandEndpoint commands, AuditLog audit) =>
        (_server, _commands, _audit) = (server, commands, audit);

    /// <summary>Where requests are posted.</summary>
    public Uri Address => _server.Address;

    /// <summary>Where operators open the web console (MGT-5).</summary>
    public Uri Console => new(_server.Address, ConsoleExchange.Path);

    /// <exception cref="ApiStartException">It cannot listen.</exception>
    /// <exception cref="IOException">The folder of tokens cannot be written.</exception>
    public static async Task<RelayNode> StartAsync(
        ApiSettings settings, RelayedApi api, RelayedCommands own, TimeProvider time, CancellationToken cancellation)
    {
        var open = 0;
        Directory.CreateDirectory(own.Folder);
        var audit = new AuditLog(own.AuditPath, settings.AuditFileBytes, settings.AuditFileCount, time);
        try
        {
            var log = Logging.GetLogger(own.System, "vios-api");
            var commands = new CommandEndpoint(
                own.Host, new TokenFile(Path.Combine(own.Folder, "tokens.json"), time), new CommandAudit(audit, time, log), settings, time,
                log);
            var server = await ApiServer.StartAsync(settings, commands.Before(ServeAsync), cancellation).ConfigureAwait(false);
            return new RelayNode(server, commands, audit);
        }
        catch
        {
            await audit.DisposeAsync().ConfigureAwait(false);
            throw;
        }

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

    public async ValueTask DisposeAsync()
    {
        _commands.Stop();
        await _server.DisposeAsync().ConfigureAwait(false);
        await _audit.DisposeAsync().ConfigureAwait(false);
    }

    private static (int Status, ReadOnlyMemory<byte> Body) Busy(ApiSettings settings) => HttpExchange.Finish(HttpExchange.Refuse(
        Api.Messages.VioFaultCode.Busy, $"{settings.RequestsMax + settings.PollsMax} requests are being carried out here.",
        "Nothing was changed. Try again later."));
}

/// <summary>How a process that does not host the API runs commands itself. Immutable.</summary>
/// <param name="Host">Runs them; null: nobody.</param>
/// <param name="Folder">The cluster's, with its tokens.</param>
/// <param name="NodeName">Unique in the cluster: the commands that this process ran are in an audit log of its own, as two processes cannot
/// write one file.</param>
public sealed record RelayedCommands(ActorSystem System, ICommandHost? Host, string Folder, string NodeName)
{
    /// <summary>The audit log of this process's commands.</summary>
    public string AuditPath => Path.Combine(Folder, $"audit-{NodeName}.log");
}
