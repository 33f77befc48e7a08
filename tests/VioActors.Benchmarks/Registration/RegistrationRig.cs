using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Sql;
using VioActors.Actors.Aggregates;
using VioActors.Actors.Pool;
using VioActors.Actors.Settings;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Transport;
using VioActors.Domain.Cec;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Persistence.LocalStore;
using VioActors.Persistence.Wire;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Benchmarks.Registration;

/// <summary>
/// A cluster of actor systems in this process, over TCP on loopback: one with the VIOS DB on a database, the others with real VIOSes, each
/// with a local store, an interconnect and the pool's volume. Hypervisors and portals are played.
/// </summary>
internal sealed class RegistrationRig : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly PoolName Pool = PoolName.Parse("rootpool");

    private readonly RegistrationScale _scale;
    private readonly string _folder;
    private readonly VioActorsSettings _settings;
    private readonly List<ActorSystem> _systems = [];
    private readonly List<IActorRef> _phyps = [];

    private RegistrationRig(RegistrationScale scale, string folder)
    {
        (_scale, _folder) = (scale, Directory.CreateDirectory(Path.Combine(folder, $"registration-{Guid.NewGuid():N}")).FullName);
        _settings = VioActorsSettings.Read(ConfigurationFactory.ParseString("""
            vio-actors {
              # Here one machine does the work of all the VIOSes that wait for an answer, or for a connection.
              io-redundancy { interconnects = ["127.0.0.1:0"], peers-kept = 2, ping-interval = 10s, connect-limit = 60s }
              primary-node.lease = 20s
              registration.answer-timeout = 60s
            }
            """).WithFallback(ConfigurationFactory.FromResource("vio-actors.conf", typeof(VioActors.Node.Dev.DevSystem).Assembly)));
        DbSystem = Start("db");
        var (media, aggregates) = (new PoolMedia("dev", TimeProvider.System), AggregateSettings.Default);
        Db = DbSystem.ActorOf(Props.Create(() => new ViosDbActor(media, TimeProvider.System, aggregates)), "vios-db");
    }

    public ActorSystem DbSystem { get; }

    public IActorRef Db { get; }

    public string Folder => _folder;

    public IReadOnlyList<NodeDefinition> Members { get; private set; } = [];

    public List<IActorRef> Vioses { get; } = [];

    /// <summary>Completes when the cluster has its members, none of them registered, and a pool.</summary>
    public static async Task<RegistrationRig> StartAsync(RegistrationScale scale, string folder)
    {
        var rig = new RegistrationRig(scale, folder);
        rig.Members = [.. Enumerable.Range(0, scale.Vioses).Select(MemberOf)];
        for (var number = 0; number < scale.Systems; number++)
            rig._systems.Add(rig.Start($"vioses{number}"));
        await rig.ProvisionAsync();
        for (var cec = 0; cec * 2 < scale.Vioses; cec++)
        {
            var (id, clients) = (CecOf(cec), scale.ClientsPerVios);
            rig._phyps.Add(rig.SystemOf(cec * 2).ActorOf(Props.Create(() => new PlayedPhyp(id, clients)), $"phyp-{cec}"));
        }

        return rig;
    }

    public static CecId CecOf(int number) => CecId.Parse($"9009.42A.{number:D7}");

    public void StartVios(int number)
    {
        var system = SystemOf(number);
        var db = system.Provider.ResolveActorRef($"{RemoteAddressOf(DbSystem)}/user/vios-db");
        var definition = Define(number, db);
        Vioses.Add(system.ActorOf(Props.Create(() => new ViosActor(definition)), $"vios-{definition.Vios}"));
    }

    public async Task<T> AskAsync<T>(object message) => await Db.Ask<object>(message, Patience) switch
    {
        T expected => expected,
        Rejected rejected => throw new InvalidOperationException(rejected.Reason),
        var other => throw new InvalidOperationException($"{message} was answered with {other}."),
    };

    /// <summary>Until each of these VIOSes is as wanted.</summary>
    public async Task UntilAsync(IEnumerable<IActorRef> vioses, Predicate<ViosReport> isSo)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        foreach (var vios in vioses)
        {
            while (!isSo(await vios.Ask<ViosReport>(GetViosReport.Instance, Patience)))
                await polls.WaitForNextTickAsync(limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var system in _systems.Append(DbSystem))
            ((ExtendedActorSystem)system).Abort();
        await Task.WhenAll(_systems.Append(DbSystem).Select(system => system.WhenTerminated));
        Directory.Delete(_folder, recursive: true);
    }

    private static NodeDefinition MemberOf(int number) => new(
        new VioUuid(new Guid(number + 1, 7, 7, new byte[8])), $"vios{number:D4}",
        new DrcName(CecOf(number / 2), new PartitionId(1 + (number % 2)), null));

    private static string RemoteAddressOf(ActorSystem system) => $"{((ExtendedActorSystem)system).Provider.DefaultAddress}";

    private ExtendedActorSystem SystemOf(int number) => (ExtendedActorSystem)_systems[number / 2 % _systems.Count];

    private async Task ProvisionAsync()
    {
        var first = Members[0];
        await AskAsync<ViosRegistered>(new CreateCluster(
            ClusterName.Parse("dev"), new ViosRegistration(first.Vios, first.Name, first.Drc, 1, "", [], [], [], []),
            Members.Skip(1).ToValueList()));
        await AskAsync<Ok>(new DeregisterVios(first.Vios, 1, "it has only named the others"));
        var id = new VioActors.Storage.Values.PvId(Guid.NewGuid());
        var path = Path.Combine(_folder, "pv1.img");
        using var volume = FilePhysicalVolume.Create(path, id, PoolVolumes.IdOf("dev", Pool), ChunkSize.FromBytes(1 << 20), 64).Require();
        await AskAsync<Ok>(new CreatePool(
            Pool, 1 << 20,
            [
                new PvDefinition(
                    new VioActors.Domain.Values.PvId(id.Value), PvName.Parse("pv1"), path, volume.ChunkCount, Tier.System,
                    DiskGroupName.Default, FailureGroupName.Default),
            ],
            PoolThresholds.Default));
        await Task.WhenAll(Enumerable.Range(0, (Members.Count + 1) / 2).Select(cec => AskAsync<CecFound>(
            new DefineHardware(CecOf(cec), new CecHardware([], [], [])))));
    }

    private ViosDefinition Define(int number, IActorRef db)
    {
        var member = Members[number];
        var store = ViosLocalStore.Open(Path.Combine(_folder, $"{member.Name}.sqlite"), member.Vios, TimeProvider.System);
        return new ViosDefinition
        {
            Vios = member.Vios,
            Name = member.Name,
            Drc = member.Drc,
            Incarnation = store.BeginIncarnation() + 1,
            Pool = Pool,
            Settings = _settings,
            SoftwareVersion = "1.0.0",
            StorageAdapter = null,
            ViosDb = db,
            Phyp = _phyps[number / 2],
            LocalStore = store,
            Transport = new NoTransport(number),
            ClusterSecret = new byte[32],
            Time = TimeProvider.System,
        };
    }

    private ActorSystem Start(string name)
    {
        var database = $"Data Source={Path.Combine(_folder, "vios-db.sqlite")}";
        return ActorSystem.Create(name, ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = ERROR
              stdout-loglevel = ERROR
              log-dead-letters = off
              actor.provider = remote
              coordinated-shutdown.run-by-clr-shutdown-hook = off
              remote {
                log-remote-lifecycle-events = off
                dot-netty.tcp { hostname = 127.0.0.1, port = 0, maximum-frame-size = 4 MiB }
              }
              persistence {
                journal {
                  plugin = "akka.persistence.journal.sql"
                  sql { connection-string = "{{database}}", provider-name = "SQLite.MS" }
                }
                snapshot-store {
                  plugin = "akka.persistence.snapshot-store.sql"
                  sql { connection-string = "{{database}}", provider-name = "SQLite.MS" }
                }
              }
            }
            # A thread for each of a thousand local stores would measure the threads.
            vio-actors.local-store-dispatcher { type = Dispatcher }
            """).WithFallback(DomainSerializer.DefaultConfiguration).WithFallback(SqlPersistence.DefaultConfiguration));
    }

    internal sealed class Ids : IIdSource
    {
        public Guid Next() => Guid.CreateVersion7();
    }

    private sealed class NoTransport(int number) : IViosTransport
    {
        public ValueTask<IReadOnlyList<string>> StartAsync(TargetDirectory directory, CancellationToken cancellation) =>
            new([$"192.0.2.{1 + (number % 250)}:{3260 + (number / 250)}"]);

        public ValueTask StopAsync(string reason) => default;

        public ValueTask DisposeAsync() => default;
    }
}
