using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Sql;
using VioActors.Actors.Aggregates;
using VioActors.Actors.Clients;
using VioActors.Actors.Cluster;
using VioActors.Actors.LogicalUnits;
using VioActors.Actors.Pool;
using VioActors.Domain.Cec;
using VioActors.Domain.Clients;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Persistence.Wire;

namespace VioActors.Actors.Tests.Aggregates;

/// <summary>All aggregates in one actor system, over a journal in memory or in an SQLite file, which outlives the system.</summary>
internal sealed class World : IAggregateDirectory, IAnnouncer, IChunkEraser, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly AggregateSettings Settings = AggregateSettings.Default with
    {
        SnapshotEveryEvents = 7,
        AskTimeout = TimeSpan.FromSeconds(10),
        RetryDelayMin = TimeSpan.FromMilliseconds(20),
        RetryDelayMax = TimeSpan.FromMilliseconds(200),
    };

    private readonly ActorSystem _system;

    private World(ActorSystem system, int waitingMax, TimeProvider clock)
    {
        var settings = Settings with { WaitingMax = waitingMax };
        _system = system;
        Cec = Region<ICecMessage>(message => message.Cec.ToString(), id => CecRecordActor.Props(CecId.Parse(id), Settings));
        Vios = Region<IViosMessage>(
            message => message.Vios.ToString(),
            id => ViosDevicesActor.Props(VioUuid.Parse(id), this, this, Settings));
        Clients = Region<IClientMessage>(
            message => message.Client.ToString(),
            id => ClientActor.Props(ClientKey.Parse(id), this, TimeProvider.System, Settings));
        RealPools = Region<IPoolMessage>(
            message => message.Pool.ToString(),
            id => PoolActor.Props(PoolName.Parse(id), this, this, this, TimeProvider.System, Settings));
        Pools = RealPools;
        LogicalUnits = Region<ILuMessage>(
            message => message.Lu.ToString(),
            id => LuActor.Props(LuUdid.Parse(id), this, this, clock, settings));
        Identities = _system.ActorOf(IdentityRegistryActor.Props(Settings));
        Cluster = _system.ActorOf(ClusterActor.Props(this, this, TimeProvider.System, Settings));
    }

    public IActorRef Cec { get; }

    public IActorRef Vios { get; }

    public IActorRef Clients { get; }

    public IActorRef Identities { get; }

    /// <summary>What logical units take for the pools.</summary>
    public IActorRef Pools { get; set; }

    public IActorRef RealPools { get; }

    public IActorRef LogicalUnits { get; }

    public IActorRef Cluster { get; }

    public ConcurrentQueue<IDomainMessage> Published { get; } = new();

    public ConcurrentQueue<(VioUuid Vios, IDomainMessage Message)> Told { get; } = new();

    public ConcurrentQueue<ChunkRun> ErasedRuns { get; } = new();

    /// <summary>What the eraser does before it reports; by default nothing.</summary>
    public Func<ChunkRun, Task> OnErase { get; set; } = _ => Task.CompletedTask;

    /// <param name="databasePath">Null: in memory.</param>
    /// <param name="waitingMax">Commands that wait at a logical unit; null: as many as in production.</param>
    /// <param name="clock">Of the logical units; null: the system's.</param>
    public static World Start(string? databasePath = null, int? waitingMax = null, TimeProvider? clock = null)
    {
        var plugins = databasePath is null ? """
            akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
            akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
            """
            : $$"""
            akka.persistence.journal.plugin = "akka.persistence.journal.sql"
            akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.sql"
            akka.persistence {
              journal.sql = ${store}
              snapshot-store.sql = ${store}
            }
            store { connection-string = "Data Source={{databasePath}}", provider-name = "SQLite.MS", sqlite.synchronous = NORMAL }
            """;
        var config = ConfigurationFactory.ParseString(plugins + "\nakka { loglevel = WARNING, actor.serialize-messages = on }")
            .WithFallback(DomainSerializer.DefaultConfiguration)
            .WithFallback(SqlPersistence.DefaultConfiguration);
        return new World(ActorSystem.Create("world", config), waitingMax ?? Settings.WaitingMax, clock ?? TimeProvider.System);
    }

    /// <summary>Starts one more actor.</summary>
    public IActorRef Start(Props props) => _system.ActorOf(props);

    /// <summary>A reference behind which nobody answers.</summary>
    public IActorRef Nobody() => _system.ActorOf(Props.Create(() => new Silence()));

    public async Task<T> Ask<T>(IActorRef target, IDomainMessage message)
    {
        var reply = await target.Ask<object>(message, Patience);
        return reply is T expected ? expected : throw new Xunit.Sdk.XunitException($"{message} was answered with {reply}");
    }

    public Task<T> Ask<T>(ILuMessage message) => Ask<T>(LogicalUnits, message);

    public Task<T> Ask<T>(IPoolMessage message) => Ask<T>(RealPools, message);

    public Task<T> Ask<T>(IViosMessage message) => Ask<T>(Vios, message);

    public Task<T> Ask<T>(IClientMessage message) => Ask<T>(Clients, message);

    public void Publish(IDomainMessage message) => Published.Enqueue(message);

    public void Tell(VioUuid vios, IDomainMessage message) => Told.Enqueue((vios, message));

    public async Task EraseAsync(PoolFound pool, ValueList<ChunkRun> runs, CancellationToken cancellation)
    {
        foreach (var run in runs)
        {
            await OnErase(run);
            ErasedRuns.Enqueue(run);
        }
    }

    /// <summary>What the copier does before it reports; by default nothing.</summary>
    public Func<ChunkTransfer, Task> OnCopy { get; set; } = _ => Task.CompletedTask;

    public ConcurrentQueue<ChunkTransfer> Copies { get; } = new();

    public async Task CopyAsync(PoolFound pool, ValueList<ChunkTransfer> transfers, CancellationToken cancellation)
    {
        foreach (var transfer in transfers)
        {
            await OnCopy(transfer);
            Copies.Enqueue(transfer);
        }
    }

    public async ValueTask DisposeAsync() => await _system.Terminate();

    private IActorRef Region<TMessage>(Func<TMessage, string> entityId, Func<string, Props> entity)
        where TMessage : class, IDomainMessage => _system.ActorOf(EntityRegion<TMessage>.Props(entityId, entity));

    private sealed class Silence : ReceiveActor
    {
        public Silence() => ReceiveAny(_ => { });
    }
}
