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

public class ClusterBackupTests
{
    [Fact]
    [Trait("Req", "CBR-1")]
    [Trait("Req", "CBR-2")]
    public async Task The_cluster_is_backed_up_in_one_file_and_restored_from_it()
    {
        await using var rig = await ClusterRig.StartAsync();
        var before = await rig.DocumentsAsync();

        var made = await rig.Ask<ClusterBackupMade>(new BackUpCluster("nightly"));

        Assert.Equal(("nightly.dev.0001.zip", 3), (made.File.ToString(), made.ViosCount));
        Assert.True(made.DbPosition > 0);
        await rig.WipeAsync();
        Assert.NotEqual(before, await rig.DocumentsAsync());
        var restored = await rig.Ask<ClusterRestored>(new RestoreCluster(made.File, RestoreOptions.Default, []));
        Assert.Equal((0, 3), (restored.ExitCode, restored.Nodes.Count));
        Assert.Equal(before, await rig.DocumentsAsync());
        var again = await rig.Ask<ClusterRestored>(new RestoreCluster(made.File, RestoreOptions.Default, []));
        Assert.Equal(0, again.ExitCode);
        Assert.Equal("", Assert.Single((await rig.Ask<ClusterBackupsListed>(new ListClusterBackups())).Entries).Problem);
    }

    [Fact]
    [Trait("Req", "CBR-4")]
    public async Task Every_part_agrees_with_the_DB_at_the_position_that_it_names_while_the_cluster_goes_on()
    {
        await using var rig = await ClusterRig.StartAsync();
        using var stop = new CancellationTokenSource();
        var changing = rig.ChangeAsync(stop.Token);

        var made = await rig.Ask<ClusterBackupMade>(new BackUpCluster("live"));
        await stop.CancelAsync();
        await changing;

        using var archive = rig.Open(made.File);
        var path = Path.Combine(rig.Folder, "other.sqlite");
        SqliteDbRestore.Restore(path, archive.ReadDatabase(), replaces: false);
        using var copy = SqliteDbAtPosition.Open(path);
        foreach (var vios in rig.Vioses)
        {
            var part = ViosArchive.Read(archive.ReadVios(vios).Memory, BackupLimits.Default, rig.Key);
            Assert.Equal(made.DbPosition, part.Header.DbPosition);
            var facts = ClusterFacts.Of(copy, vios, part.Header.Drc, ViosFiles.Pool);
            Assert.Equal(ConfigurationView.Compose(part.Header, facts), part);
        }
    }

    [Fact]
    [Trait("Req", "CBR-3")]
    public async Task A_VIOS_that_is_down_is_named_and_a_second_run_finishes_what_the_first_could_not()
    {
        await using var rig = await ClusterRig.StartAsync();
        var full = await rig.Ask<ClusterBackupMade>(new BackUpCluster("full"));
        var before = await rig.DocumentsAsync();
        rig.Down.Add(rig.Vioses[1]);

        var made = await rig.Ask<ClusterBackupMade>(new BackUpCluster("part"));
        Assert.Equal((2, "vios2", "it is down"), (made.ViosCount, Assert.Single(made.Missing).Name, made.Missing[0].Reason));

        await rig.WipeAsync();
        var first = await rig.Ask<ClusterRestored>(new RestoreCluster(full.File, RestoreOptions.Default, []));
        Assert.Equal((2, "vios2"), (first.ExitCode, Assert.Single(first.Nodes, node => !node.IsComplete).Name));
        rig.Down.Clear();
        var second = await rig.Ask<ClusterRestored>(new RestoreCluster(full.File, RestoreOptions.Default, []));
        Assert.Equal(0, second.ExitCode);
        Assert.Equal(before, await rig.DocumentsAsync());
    }

    [Fact]
    [Trait("Req", "CBR-2")]
    public async Task One_VIOS_alone_is_restored_and_one_that_is_not_in_the_file_is_refused()
    {
        await using var rig = await ClusterRig.StartAsync();
        var made = await rig.Ask<ClusterBackupMade>(new BackUpCluster("all"));
        var before = await rig.DocumentsAsync();
        await rig.WipeAsync();

        var restored = await rig.Ask<ClusterRestored>(new RestoreCluster(made.File, RestoreOptions.Default, [rig.Vioses[2]]));

        Assert.Equal(rig.Vioses[2], Assert.Single(restored.Nodes).Vios);
        var after = await rig.DocumentsAsync();
        Assert.Equal(before[2], after[2]);
        Assert.NotEqual(before[0], after[0]);
        await rig.Ask<Rejected>(new RestoreCluster(made.File, RestoreOptions.Default, [new VioUuid(new Guid(9, 0, 0, new byte[8]))]));
    }

    [Fact]
    [Trait("Req", "CBR-5")]
    public async Task A_damaged_file_is_refused_before_any_VIOS_is_changed()
    {
        await using var rig = await ClusterRig.StartAsync();
        var made = await rig.Ask<ClusterBackupMade>(new BackUpCluster("all"));
        await rig.WipeAsync();
        var wiped = await rig.DocumentsAsync();
        var path = Path.Combine(rig.Folder, "repository", made.File.ToString());
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[bytes.Length / 3] ^= 0x10;
        await File.WriteAllBytesAsync(path, bytes);

        await rig.Ask<Rejected>(new RestoreCluster(made.File, RestoreOptions.Default, []));

        Assert.Equal(wiped, await rig.DocumentsAsync());
    }

    [Fact]
    [Trait("Req", "CBR-2")]
    public async Task The_DB_is_restored_whole_or_not_at_all()
    {
        await using var rig = await ClusterRig.StartAsync();
        var made = await rig.Ask<ClusterBackupMade>(new BackUpCluster("db"));
        using var archive = rig.Open(made.File);
        var path = Path.Combine(rig.Folder, "restored.sqlite");
        var count = SqliteDbRestore.Restore(path, archive.ReadDatabase(), replaces: false);

        Assert.Equal(count, Rows(path));
        Assert.Throws<IOException>(() => SqliteDbRestore.Restore(path, archive.ReadDatabase(), replaces: false));
        Assert.Throws<BackupFormatException>(() => SqliteDbRestore.Restore(
            path, archive.ReadDatabase().Take(3).Concat(Broken()), replaces: true));
        Assert.Equal(count, Rows(path));
        Assert.Equal(count, SqliteDbRestore.Restore(path, archive.ReadDatabase(), replaces: true));

        static IEnumerable<DbRow> Broken()
        {
            yield return new DbRow("x", 1, 0, "", 0, []);
            throw new BackupFormatException("damaged in the middle");
        }
    }

    private static int Rows(string path)
    {
        using var db = SqliteDbAtPosition.Open(path);
        return db.ReadAll().Count();
    }
}

/// <summary>A cluster of three VIOSes over one DB in a file. The VIOSes themselves do not run; their backup actors do.</summary>
internal sealed class ClusterRig : IAsyncDisposable
{
    private static readonly CecId Cec = ViosFiles.Cec;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vio-cluster-");
    private readonly List<ViosFiles> _files = [];
    private readonly List<Actors.Vios.ViosDefinition> _definitions = [];
    private readonly Dictionary<VioUuid, IActorRef> _actors = [];
    private readonly ActorSystem _system;
    private readonly IActorRef _db;
    private readonly IActorRef _cluster;

    private ClusterRig()
    {
        var path = Path.Combine(Folder, "db.sqlite");
        _system = ActorSystem.Create("cluster", ConfigurationFactory.ParseString($$"""
            akka.persistence.journal.plugin = "akka.persistence.journal.sql"
            akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.sql"
            akka.persistence.journal.sql = ${store}
            akka.persistence.snapshot-store.sql = ${store}
            store { connection-string = "Data Source={{path}}", provider-name = "SQLite.MS", sqlite.synchronous = NORMAL }
            """).WithFallback(TestConfigurations.Actors).WithFallback(SqlPersistence.DefaultConfiguration));
        _db = _system.ActorOf(Props.Create(() => new ViosDbActor(new NoEraser(), TimeProvider.System)));
        var environment = new ClusterBackupEnvironment
        {
            Cluster = ClusterName.Parse("dev"),
            Pool = ViosFiles.Pool,
            ViosDb = _db,
            Vioses = vios => Down.Contains(vios) ? null : _actors[vios],
            OpenDb = () => SqliteDbAtPosition.Open(path),
            Repository = new BackupFolder(Path.Combine(Folder, "repository")),
            Key = Key,
            Time = TimeProvider.System,
        };
        _cluster = _system.ActorOf(Props.Create(() => new ClusterBackupActor(environment)));
    }

    public string Folder => _folder.FullName;

    public ClusterKey Key { get; } = new(new byte[32]);

    public HashSet<VioUuid> Down { get; } = [];

    public IReadOnlyList<VioUuid> Vioses => [.. _definitions.Select(definition => definition.Vios)];

    public static async Task<ClusterRig> StartAsync()
    {
        var rig = new ClusterRig();
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
            Repository = null,
            Key = Key,
            AnswerLimit = TestLimits.Answer,
            UuidTable = new FakeTable(),
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
}
