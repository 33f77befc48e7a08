using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Sql;
using VioActors.Actors.Aggregates;
using VioActors.Actors.ClusterBackup;
using VioActors.Actors.Settings;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Backup;
using VioActors.Domain.Cec;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Persistence.Backup;
using VioActors.Persistence.Wire;

namespace VioActors.Benchmarks.Backup;

/// <summary>
/// A cluster of many VIOSes as its backup sees it: the VIOS DB over SQLite, the backup actor of each VIOS, and the one of the cluster. The
/// VIOSes themselves do not run.
/// </summary>
internal sealed class BackupRig : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly PoolName Pool = PoolName.Parse("rootpool");

    private readonly BackupScale _scale;
    private readonly string _folder;
    private readonly ActorSystem _system;
    private readonly IActorRef _db;
    private readonly Dictionary<VioUuid, IActorRef> _actors = [];

    private BackupRig(string folder, BackupScale scale)
    {
        _scale = scale;
        _folder = Directory.CreateDirectory(Path.Combine(folder, $"backup-{Guid.NewGuid():N}")).FullName;
        var path = Path.Combine(_folder, "vios-db.sqlite");
        _system = ActorSystem.Create("backup", ConfigurationFactory.ParseString($$"""
            akka.loglevel = ERROR
            akka.stdout-loglevel = ERROR
            akka.persistence.journal.plugin = "akka.persistence.journal.sql"
            akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.sql"
            akka.persistence.journal.sql = ${store}
            akka.persistence.snapshot-store.sql = ${store}
            store { connection-string = "Data Source={{path}}", provider-name = "SQLite.MS" }
            """).WithFallback(DomainSerializer.DefaultConfiguration).WithFallback(SqlPersistence.DefaultConfiguration));
        _db = _system.ActorOf(Props.Create(() => new ViosDbActor(new NoEraser(), TimeProvider.System)));
        Members = [.. Enumerable.Range(0, scale.Vioses).Select(MemberOf)];
        var store = new SqliteViosDb(path);
        Start(new PartFacts(store, Pool), new ClusterKey(new byte[32]));
        var environment = new ClusterBackupEnvironment
        {
            Cluster = ClusterName.Parse("dev"),
            ViosDb = _db,
            Vioses = node => _actors[node.Vios],
            Db = store,
            Repository = Repository,
            Key = new ClusterKey(new byte[32]),
            Time = TimeProvider.System,
        };
        Cluster = _system.ActorOf(Props.Create(() => new ClusterBackupActor(environment)));
    }

    public IActorRef Cluster { get; }

    private BackupFolder Repository => new(Path.Combine(_folder, "repository"));

    private IReadOnlyList<NodeDefinition> Members { get; }

    /// <summary>Completes when every VIOS has its devices.</summary>
    public static async Task<BackupRig> StartAsync(string folder, BackupScale scale)
    {
        var rig = new BackupRig(folder, scale);
        var first = rig.Members[0];
        await rig.AskAsync<IReply>(new CreateCluster(
            ClusterName.Parse("dev"), new ViosRegistration(first.Vios, first.Name, first.Drc, 1, "", [], [], [], []),
            rig.Members.Skip(1).ToValueList()));
        var volume = new PvDefinition(
            new PvId(new Guid(1, 2, 3, new byte[8])), PvName.Parse("pv1"), "/pv1", 1 << 20, Tier.System, DiskGroupName.Default,
            FailureGroupName.Default);
        await rig.AskAsync<IReply>(new CreatePool(Pool, 1 << 20, [volume], PoolThresholds.Default));
        await rig.ForAllAsync(rig.ConfigureAsync);
        return rig;
    }

    public async Task<T> AskClusterAsync<T>(object request) => Expected<T>(await Cluster.Ask<object>(request, Patience));

    /// <summary>Takes everything away but the hardware and the logical units.</summary>
    public Task WipeAsync() => ForAllAsync(async number =>
    {
        var vios = Members[number].Vios;
        var devices = (await AskAsync<ViosDevicesFound>(new GetViosDevices(vios))).Devices;
        foreach (var device in devices.Devices)
            await AskAsync<IReply>(new UnmapLu(vios, device.Name, null));
        foreach (var adapter in devices.Adapters)
            await AskAsync<IReply>(new RemoveServerAdapter(vios, adapter.Name, null));
        for (var group = 0; group < _scale.GroupCount; group++)
            await AskAsync<IReply>(new RemoveDevice(vios, DeviceKind.VolumeGroup, DeviceName.Parse($"vg{group}")));
    });

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        Directory.Delete(_folder, recursive: true);
    }

    private static NodeDefinition MemberOf(int number) => new(
        new VioUuid(new Guid(number + 1, 7, 7, new byte[8])), $"vios{number:D4}",
        new DrcName(CecId.Parse($"9009.42A.{number / 2:D7}"), new PartitionId(1 + (number % 2)), null));

    private static T Expected<T>(object answer) => answer switch
    {
        T expected => expected,
        Rejected rejected => throw new InvalidOperationException(rejected.Reason),
        _ => throw new InvalidOperationException($"The answer was a {answer.GetType().Name}."),
    };

    private async Task<T> AskAsync<T>(object message) => Expected<T>(await _db.Ask<object>(message, Patience));

    private Task ForAllAsync(Func<int, Task> work) => Parallel.ForEachAsync(
        Enumerable.Range(0, _scale.Vioses), new ParallelOptions { MaxDegreeOfParallelism = 8 },
        async (number, _) => await work(number));

    private void Start(PartFacts parts, ClusterKey key)
    {
        var settings = VioActorsSettings.Read(
            ConfigurationFactory.FromResource("vio-actors.conf", typeof(VioActors.Node.Dev.DevSystem).Assembly));
        foreach (var member in Members)
        {
            // What only a VIOS that serves has is not used by its backups.
            var definition = new ViosDefinition
            {
                Vios = member.Vios,
                Name = member.Name,
                Drc = member.Drc,
                Incarnation = 1,
                Pool = Pool,
                Settings = settings,
                SoftwareVersion = "",
                StorageAdapter = null,
                ViosDb = _db,
                Phyp = ActorRefs.Nobody,
                LocalStore = null!,
                Transport = null!,
                ClusterSecret = default,
                Time = TimeProvider.System,
            };
            var environment = new BackupEnvironment
            {
                Local = new BackupFolder(Path.Combine(_folder, member.Name)),
                Repository = Repository,
                Parts = parts,
                Key = key,
                AnswerLimit = Patience,
                UuidTable = new NoTable(),
            };
            _actors[member.Vios] = _system.ActorOf(Props.Create(() => new BackupActor(definition, environment)));
        }
    }

    private async Task ConfigureAsync(int number)
    {
        var (vios, drc) = (Members[number].Vios, Members[number].Drc);
        await AskAsync<IReply>(new DefineVios(vios, drc, []));
        await AskAsync<IReply>(new DiscoverDevices(
            vios, [.. Enumerable.Range(0, _scale.HardwareCount).Select(fc => Device.Of(
                DeviceKind.FcAdapter, $"fcs{fc}", null, $"U1-P1-C{fc + 1}-T1"))]));
        for (var group = 0; group < _scale.GroupCount; group++)
            await AskAsync<IReply>(new AddDevice(vios, Device.Of(DeviceKind.VolumeGroup, $"vg{group}", null, "")));
        for (var mapping = 0; mapping < _scale.MappingCount; mapping++)
        {
            var client = ClientKey.OfLpar(drc.Cec, new PartitionId(10 + mapping));
            var adapter = (await AskAsync<ServerAdapterAnswer>(new AddServerAdapter(
                vios, ServerAdapterKind.VirtualScsi, new SlotNumber(10 + mapping), client, new SlotNumber(drc.Partition.Value + 1), null)))
                .Adapter;

            // The first four bytes are not part of the identity.
            var lu = LuUdid.From(new Guid(0, (short)mapping, (short)number, new byte[8]));
            await AskAsync<IReply>(new CreateLu(
                lu, Pool, LuName.Parse($"disk{number}-{mapping}"), new ByteSize(1 << 20), false, Tier.System, LuKind.Disk));
            await AskAsync<IReply>(new MapLu(vios, adapter.Name, Pool, lu, new LunNumber(1), null, false, false));
        }
    }

    private sealed class NoTable : IUuidTable
    {
        public ValueList<UuidTableRow>? LastKnown => null;

        public Task<ValueList<UuidTableRow>?> ReadAsync(CancellationToken cancellation) =>
            Task.FromResult<ValueList<UuidTableRow>?>(null);
    }

    private sealed class NoEraser : IChunkEraser
    {
        public Task EraseAsync(PoolFound pool, ValueList<ChunkRun> runs, CancellationToken cancellation) => Task.CompletedTask;
    }
}
