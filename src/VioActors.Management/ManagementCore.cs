using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Aggregates;
using VioActors.Api;
using VioActors.Management.Backups;
using VioActors.Management.Commands;
using VioActors.Management.Events;
using VioActors.Management.Http;
using VioActors.Management.Jobs;
using VioActors.Management.Requests;
using VioActors.Management.Security;
using VioActors.Management.Tool;
using VioActors.Management.View;
using VioActors.Management.Volumes;

namespace VioActors.Management;

/// <summary>What answers requests of the VIOS API, by whatever way they come. Start once, stop once.</summary>
internal sealed class ManagementCore : IAsyncDisposable
{
    private readonly AuditLog _audit;

    private ManagementCore(
        ApiEndpoint endpoint, CommandEndpoint commands, AuditLog audit, IActorRef actor, IVioApi local, string adminTokenPath) =>
        (Endpoint, Commands, _audit, Actor, Local, AdminTokenPath) = (endpoint, commands, audit, actor, local, adminTokenPath);

    public ApiEndpoint Endpoint { get; }

    public CommandEndpoint Commands { get; }

    /// <summary>The management tool.</summary>
    public IActorRef Actor { get; }

    public IVioApi Local { get; }

    public string AdminTokenPath { get; }

    /// <param name="parent">Makes and supervises the management tool's actor.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static async Task<ManagementCore> StartAsync(ActorSystem system, IActorRefFactory parent, ManagementOptions options)
    {
        var settings = options.Settings;
        Directory.CreateDirectory(options.Folder);
        var tokens = new TokenFile(Path.Combine(options.Folder, "tokens.json"), options.Time);
        var adminTokenPath = Path.Combine(options.Folder, "admin-token");
        tokens.EnsureAdministrator(adminTokenPath);
        var management = parent.ActorOf(ManagementActor.Props(PartsOf(options)), "management");
        var audit = new AuditLog(Path.Combine(options.Folder, "audit.log"), settings.AuditFileBytes, settings.AuditFileCount, options.Time);
        try
        {
            var log = Logging.GetLogger(system, "vios-api");
            var viewReader = new ViewReader(management, settings.AnswerTimeout);
            var jobs = new JobRunner(management, viewReader, options.Ids, settings.AnswerTimeout, log);
            await jobs.RecoverAsync().ConfigureAwait(false);
            var planner = new ChangePlanner(viewReader, options.Ids);
            var service = new VioApiService(
                viewReader, new EventReader(management, settings.AnswerTimeout), planner,
                new BackupReader(options.Backups, viewReader, options.ViosDb, options.Time),
                new VolumeWork(viewReader, options.ViosDb, options.Ids, options.Time, settings.AnswerTimeout), jobs, options.ViosDb, audit,
                options.Time, settings.AnswerTimeout, log);
            var endpoint = new ApiEndpoint(service, tokens, settings, options.Time);
            var local = new LocalVioApi(service, new Caller("pbm", VioRole.Administrator, "local"));
            var commands = new CommandEndpoint(
                options.Commands, tokens, new CommandAudit(audit, options.Time, log), settings, options.Time, log);
            return new ManagementCore(endpoint, commands, audit, management, local, adminTokenPath);
        }
        catch
        {
            system.Stop(management);
            await audit.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => _audit.DisposeAsync();

    private static ManagementParts PartsOf(ManagementOptions options)
    {
        var settings = options.Settings;
        return new ManagementParts(
            new SourceReader(options.ViosDb, options.Phyps, settings.AnswerTimeout),
            new ViewSettings(options.Pools, settings.RefreshInterval, 64, settings.RequestsMax * 4),
            EventFeedActor.Props(
                EventLogActor.Props(settings.EventsKept, options.Time, AggregateSettings.Default), settings.PollsMax),
            JobsActor.Props(options.NodeName, options.Time, AggregateSettings.Default),
            ToolActor.Props(options.Time, AggregateSettings.Default));
    }
}
