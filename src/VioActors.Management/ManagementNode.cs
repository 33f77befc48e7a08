using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Aggregates;
using VioActors.Api;
using VioActors.Domain.Common;
using VioActors.Management.Events;
using VioActors.Management.Http;
using VioActors.Management.Jobs;
using VioActors.Management.Requests;
using VioActors.Management.Security;
using VioActors.Management.Tool;
using VioActors.Management.View;

namespace VioActors.Management;

/// <summary>What a node needs to serve the VIOS API. Immutable; thread-safe.</summary>
/// <param name="ViosDb">Takes every command and query for the shared VIOS DB.</param>
/// <param name="Phyps">Hypervisors that can be asked from here, by CEC.</param>
/// <param name="NodeName">Unique in the cluster and the same after a restart: this node's jobs are kept under it.</param>
/// <param name="Pools">Pools known from the configuration.</param>
/// <param name="Folder">For tokens and the audit log.</param>
public sealed record ManagementOptions(
    IActorRef ViosDb,
    IReadOnlyDictionary<string, IActorRef> Phyps,
    string NodeName,
    IReadOnlyList<string> Pools,
    string Folder,
    ApiSettings Settings,
    TimeProvider Time,
    IIdSource Ids);

/// <summary>The VIOS API on one node: the view, the tokens, the audit log and the HTTP server. Start once, stop once.</summary>
public sealed class ManagementNode : IAsyncDisposable
{
    private readonly ApiServer _server;
    private readonly ApiEndpoint _endpoint;
    private readonly AuditLog _audit;

    private ManagementNode(ApiServer server, ApiEndpoint endpoint, AuditLog audit, IVioApi local, string adminTokenPath) =>
        (_server, _endpoint, _audit, Local, AdminTokenPath) = (server, endpoint, audit, local, adminTokenPath);

    /// <summary>Where requests are posted.</summary>
    public Uri Address => _server.Address;

    /// <summary>The same API for callers in this process, as an administrator named pbm.</summary>
    public IVioApi Local { get; }

    /// <summary>File with the first administrator's token, mode 0600.</summary>
    public string AdminTokenPath { get; }

    /// <exception cref="ApiStartException">It cannot listen.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static async Task<ManagementNode> StartAsync(ActorSystem system, ManagementOptions options, CancellationToken cancellation)
    {
        var settings = options.Settings;
        Directory.CreateDirectory(options.Folder);
        var tokens = new TokenFile(Path.Combine(options.Folder, "tokens.json"), options.Time);
        var adminTokenPath = Path.Combine(options.Folder, "admin-token");
        tokens.EnsureAdministrator(adminTokenPath);
        var audit = new AuditLog(Path.Combine(options.Folder, "audit.log"), settings.AuditFileBytes, settings.AuditFileCount);
        var reader = new SourceReader(options.ViosDb, options.Phyps, settings.AnswerTimeout);
        var viewSettings = new ViewSettings(options.Pools, settings.RefreshInterval, 64, settings.RequestsMax * 4);
        var parts = new ManagementParts(
            reader,
            viewSettings,
            EventFeedActor.Props(
                EventLogActor.Props(settings.EventsKept, options.Time, AggregateSettings.Default), settings.PollsMax),
            JobsActor.Props(options.NodeName, options.Time, AggregateSettings.Default),
            ToolActor.Props(options.Time, AggregateSettings.Default));
        var management = system.ActorOf(ManagementActor.Props(parts), "management");
        var log = Logging.GetLogger(system, "vios-api");
        var viewReader = new ViewReader(management, settings.AnswerTimeout);
        var jobs = new JobRunner(management, viewReader, options.Ids, settings.AnswerTimeout, log);
        await jobs.RecoverAsync().ConfigureAwait(false);
        var planner = new ChangePlanner(viewReader, options.Ids);
        var service = new VioApiService(
            viewReader, new EventReader(management, settings.AnswerTimeout), planner, jobs, options.ViosDb, audit, options.Time,
            settings.AnswerTimeout, log);
        var endpoint = new ApiEndpoint(service, tokens, settings, options.Time);
        var server = await ApiServer.StartAsync(settings, endpoint, cancellation).ConfigureAwait(false);
        var local = new LocalVioApi(service, new Caller("pbm", VioRole.Administrator, "local"));
        return new ManagementNode(server, endpoint, audit, local, adminTokenPath);
    }

    public async ValueTask DisposeAsync()
    {
        _endpoint.Stop();
        await _server.DisposeAsync().ConfigureAwait(false);
        await _audit.DisposeAsync().ConfigureAwait(false);
    }
}
