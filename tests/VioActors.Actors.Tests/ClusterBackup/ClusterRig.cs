using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Sql;
using VioActors.Actors.Aggregates;
using VioActors.Actors.ClusterBackup;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Tests.Vios.Backup;
using VioActors.Actors.Vios.Backup;
using VioActors.Domain.Backup;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Pool;
using VioActors.Domain.Restore;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Persistence.Backup;
using VioActors.Persistence.Wire;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Actors.Tests.ClusterBackup;

/// <summary>A cluster of three VIOSes over one DB. The VIOSes themselves do not run; their backup actors do.</summary>
internal sealed class ClusterRig : IAsyncDisposable
{
    private static readonly CecId Cec = ViosFiles.Cec;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vio-cluster-");
    private readonly List<ViosFiles> _files = [];
    private readonly List<Actors.Vios.ViosDefinition> _definitions = [];
    private readonly Dictionary<VioUuid, IActorRef> _actors = [];
    private readonly ConcurrentDictionary<VioUuid, bool> _held = [];
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ActorSystem _system;
    private readonly IActorRef _db;
    private readonly IActorRef _silent;
    private readonly ClusterBackupEnvironment _environment;
    private readonly IViosDbStore _store;
    private IActorRef _cluster = ActorRefs.Nobody;
    private int _clusters;

    private ClusterRig(string? postgreSql)
    {
        var path = Path.Combine(Folder, "db.sqlite");
        _store = postgreSql is null ? new SqliteViosDb(path) : new PostgreSqlViosDb(postgreSql);
        var source = postgreSql is null ? $"Data Source={path}" : postgreSql;
        var provider = postgreSql is null ? "SQLite.MS" : "PostgreSQL.15";
        _system = ActorSystem.Create("cluster", ConfigurationFactory.ParseString($$"""
            akka.persistence.journal.plugin = "akka.persistence.journal.sql"
            akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.sql"
            akka.persistence.journal.sql = ${store}
            akka.persistence.snapshot-store.sql = ${store}
            store { connection-string = "{{source}}", provider-name = "{{provider}}", sqlite.synchronous = NORMAL }
            """).WithFallback(TestConfigurations.Actors).WithFallback(SqlPersistence.DefaultConfiguration));
        _db = _system.ActorOf(Props.Create(() => new ViosDbActor(new NoEraser(), TimeProvider.System)));
        var asked = _asked;
        _silent = _system.ActorOf(Props.Create(() => new Silent(asked)));
        _environment = new ClusterBackupEnvironment
        {
            Cluster = ClusterName.Parse("dev"),
            ViosDb = _db,
            Vioses = node => Down.Contains(node.Vios) ? null : _held.ContainsKey(node.Vios) ? _silent : _actors[node.Vios],
            Db = _store,
            Repository = new BackupFolder(Path.Combine(Folder, "repository")),
            Key = Key,
            Time = TimeProvider.System,
        };
        StartCluster();
    }

    public string Folder => _folder.FullName;

    public ClusterKey Key { get; } = new(new byte[32]);

    public HashSet<VioUuid> Down { get; } = [];

    public IReadOnlyList<VioUuid> Vioses => [.. _definitions.Select(definition => definition.Vios)];

    /// <summary>Taken by the next <see cref="StartCluster"/>.</summary>
    public IMailer? Mailer { get; set; }

    public ActorSystem System => _system;

    public FakeTable Table { get; } = new();

    public IViosDbStore Store => _store;

    /// <summary>Completes when a VIOS that is held was asked for something.</summary>
    public Task Held => _asked.Task;

    /// <param name="postgreSql">Connection string of an empty database; null: an SQLite file.</param>
    public static async Task<ClusterRig> StartAsync(string? postgreSql = null)
    {
        var rig = new ClusterRig(postgreSql);
        for (var number = 1; number <= 3; number++)
            rig.AddVios(number);
        var nodes = rig._definitions.Select(definition =>
            new NodeDefinition(definition.Vios, definition.Name, definition.Drc)).ToList();
        await rig.Db<object>(new CreateCluster(
            ClusterName.Parse("dev"), new ViosRegistration(nodes[0].Vios, nodes[0].Name, nodes[0].Drc, 1, "", [], [], [], []),
            [.. nodes.Skip(1)]));
        var volume = new PvDefinition(
            new PvId(new Guid(1, 2, 3, new byte[8])), PvName.Parse("pv1"), "/pv1", 1000, Tier.System, DiskGroupName.Default,
            FailureGroupName.Default);
        await rig.Db<object>(new CreatePool(ViosFiles.Pool, 1 << 20, [volume], PoolThresholds.Default));
        foreach (var definition in rig._definitions)
            await rig.ConfigureAsync(definition);
        return rig;
    }

    public ClusterArchive Open(BackupFileName file) => ClusterArchive.Open(
        File.OpenRead(Path.Combine(Folder, "repository", file.ToString())), BackupLimits.Default, Key);

    public DrcName DrcOf(VioUuid vios) => _definitions.Single(definition => definition.Vios == vios).Drc;

    /// <summary>It takes requests and answers none.</summary>
    public void Hold(VioUuid vios) => _held[vios] = true;

    public void LetGo() => _held.Clear();

    public async Task StopClusterAsync() => Assert.True(await _cluster.GracefulStop(TestLimits.Answer));

    public void StartCluster()
    {
        var environment = _environment with { Mailer = Mailer };
        _cluster = _system.ActorOf(Props.Create(() => new ClusterBackupActor(environment)), $"cluster-backup-{_clusters++}");
    }

    /// <summary>Every part of a backup is what the DB of the backup says.</summary>
    public void AssertAgree(ClusterArchive archive, long position, IDbAtPosition copy)
    {
        foreach (var vios in Vioses)
        {
            var part = ViosArchive.Read(archive.ReadVios(vios).Memory, BackupLimits.Default, Key);
            Assert.Equal(position, part.Header.DbPosition);
            var facts = ClusterFacts.Of(copy, vios, part.Header.Drc, ViosFiles.Pool);
            Assert.Equal(ConfigurationView.Compose(part.Header, facts), part);
        }
    }

    public async Task<List<BackupDocument>> DocumentsAsync()
    {
        var documents = new List<BackupDocument>();
        foreach (var vios in Vioses)
            documents.Add((await AskAsync<BackupViewed>(_actors[vios], new ViewBackup(null))).Document.WithoutMomentary());
        return documents;
    }

    public async Task WipeAsync()
    {
        foreach (var vios in Vioses)
        {
            var devices = (await Db<ViosDevicesFound>(new GetViosDevices(vios))).Devices;
            foreach (var device in devices.Devices)
                await Db<object>(new UnmapLu(vios, device.Name, null));
            foreach (var adapter in devices.Adapters)
                await Db<object>(new RemoveServerAdapter(vios, adapter.Name, null));
            await Db<object>(new RemoveDevice(vios, DeviceKind.VolumeGroup, DeviceName.Parse("datavg")));
        }
    }

    /// <summary>Changes aggregates of every VIOS until told to stop.</summary>
    public async Task ChangeAsync(CancellationToken stop)
    {
        for (var number = 0; !stop.IsCancellationRequested && number < 200; number++)
        {
            var vios = Vioses[number % 3];
            await Db<object>(new AddDevice(vios, Device.Of(DeviceKind.VolumeGroup, $"vg{number}", null, "")));
            await Db<object>(new UnmapLu(vios, VtdName.Parse("vtscsi0"), null));
        }
    }

    public Task<T> Ask<T>(object request) => AskAsync<T>(_cluster, request);

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        foreach (var definition in _definitions)
            definition.LocalStore.Dispose();
        foreach (var files in _files)
            files.Dispose();
        _folder.Delete(recursive: true);
    }

    private Task<T> Db<T>(object message) => AskAsync<T>(_db, message);

    private void AddVios(int number)
    {
        var files = new ViosFiles();
        _files.Add(files);
        var definition = files.Define(_db, ActorRefs.Nobody, ViosFiles.SettingsWith(""), new FakeTransport(), number);
        _definitions.Add(definition);
        var environment = new BackupEnvironment
        {
            Local = new BackupFolder(Path.Combine(Folder, $"local{number}")),
            Repository = new BackupFolder(Path.Combine(Folder, "repository")),
            Parts = new PartFacts(_store, ViosFiles.Pool),
            Key = Key,
            AnswerLimit = TestLimits.Answer,
            UuidTable = Table,
        };
        _actors[definition.Vios] = _system.ActorOf(Props.Create(() => new BackupActor(definition, environment)));
    }

    private async Task ConfigureAsync(Actors.Vios.ViosDefinition definition)
    {
        var (vios, number) = (definition.Vios, definition.Drc.Partition.Value);
        await Db<object>(new DefineVios(vios, definition.Drc, []));
        await Db<object>(new DiscoverDevices(vios, [Device.Of(DeviceKind.FcAdapter, "fcs0", null, "U1-P1-C1-T1")]));
        await Db<object>(new AddDevice(vios, Device.Of(DeviceKind.VolumeGroup, "datavg", null, "")));
        var adapter = (await Db<ServerAdapterAnswer>(new AddServerAdapter(
            vios, ServerAdapterKind.VirtualScsi, new SlotNumber(10), ClientKey.OfLpar(Cec, new PartitionId(5)), new SlotNumber(number + 1),
            null))).Adapter;
        var lu = LuUdid.From(new Guid(number, 7, 7, new byte[8]));
        await Db<LuFound>(new CreateLu(
            lu, ViosFiles.Pool, LuName.Parse($"disk{number}"), new ByteSize(1 << 20), false, Tier.System, LuKind.Disk));
        await Db<MappingAnswer>(new MapLu(vios, adapter.Name, ViosFiles.Pool, lu, new LunNumber(1), null, false, number == 2));
    }

    private static async Task<T> AskAsync<T>(IActorRef actor, object message)
    {
        var answer = await actor.Ask<object>(message, TestLimits.Answer);
        Assert.False(answer is Rejected && typeof(T) != typeof(Rejected), $"{message}: {(answer as Rejected)?.Reason}");
        return Assert.IsAssignableFrom<T>(answer);
    }

    private sealed class Silent : ReceiveActor
    {
        public Silent(TaskCompletionSource asked) => ReceiveAny(_ => asked.TrySetResult());
    }
}
