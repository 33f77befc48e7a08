using Akka.Actor;
using VioActors.Api;
using VioActors.Domain.Common;
using VioActors.Management.Backups;
using VioActors.Management.Commands;
using VioActors.Management.Events;
using VioActors.Management.Http;
using VioActors.Management.Requests;
using VioActors.Management.Security;

namespace VioActors.Management;

/// <summary>What a node needs to serve the VIOS API. Immutable; thread-safe.</summary>
/// <param name="ViosDb">Takes every command and query for the shared VIOS DB.</param>
/// <param name="Phyps">Hypervisors that can be asked from here, by CEC.</param>
/// <param name="NodeName">Unique in the cluster and the same after a restart: this node's jobs are kept under it.</param>
/// <param name="Pools">Pools known from the configuration.</param>
/// <param name="Folder">For tokens and the audit log.</param>
/// <param name="Backups">Who makes backups; null: nobody.</param>
/// <param name="Commands">Who runs commands; null: nobody.</param>
public sealed record ManagementOptions(
    IActorRef ViosDb,
    IReadOnlyDictionary<string, IActorRef> Phyps,
    string NodeName,
    IReadOnlyList<string> Pools,
    string Folder,
    ApiSettings Settings,
    TimeProvider Time,
    IIdSource Ids,
    BackupTargets? Backups = null,
    ICommandHost? Commands = null);

/// <summary>The VIOS API on one node: the view, the tokens, the audit log and the HTTP server. Start once, stop once.</summary>
public sealed class ManagementNode : IAsyncDisposable
{
    private readonly ApiServer _server;
    private readonly ManagementCore _core;

    private ManagementNode(ApiServer server, ManagementCore core) => (_server, _core) = (server, core);

    /// <summary>Where requests are posted.</summary>
    public Uri Address => _server.Address;

    /// <summary>Where operators open the web console (MGT-5).</summary>
    public Uri Console => new(_server.Address, ConsoleExchange.Path);

    /// <summary>The same API for callers in this process, as an administrator named pbm.</summary>
    public IVioApi Local => _core.Local;

    /// <summary>File with the first administrator's token, mode 0600.</summary>
    public string AdminTokenPath => _core.AdminTokenPath;

    /// <exception cref="ApiStartException">It cannot listen.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static async Task<ManagementNode> StartAsync(ActorSystem system, ManagementOptions options, CancellationToken cancellation)
    {
        var core = await ManagementCore.StartAsync(system, system, options).ConfigureAwait(false);
        try
        {
            var server = await ApiServer.StartAsync(
                options.Settings, core.Commands.Before(core.Endpoint.ServeAsync), cancellation).ConfigureAwait(false);
            return new ManagementNode(server, core);
        }
        catch
        {
            await core.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _core.Endpoint.Stop();
        _core.Commands.Stop();
        await _server.DisposeAsync().ConfigureAwait(false);
        await _core.DisposeAsync().ConfigureAwait(false);
    }
}
