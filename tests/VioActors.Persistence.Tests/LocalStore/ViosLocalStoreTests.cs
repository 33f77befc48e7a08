using Microsoft.Data.Sqlite;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Persistence.LocalStore;

namespace VioActors.Persistence.Tests.LocalStore;

public sealed class ViosLocalStoreTests : IDisposable
{
    private static readonly VioUuid Vios = new(new Guid(1, 2, 3, new byte[8]));
    private static readonly VioUuid Other = new(new Guid(2, 2, 3, new byte[8]));
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly ClusterName Name = ClusterName.Parse("c1");

    private static readonly NodeDefinition Node = new(Vios, "vios1", DrcName.Parse("9117.MMA.10F6E2B-V1"));

    private readonly string _directory = Directory.CreateTempSubdirectory("vios-local-store").FullName;

    private string Path1 => Path.Combine(_directory, "odm.db");

    [Fact]
    [Trait("Req", "REG-4")]
    public void What_was_applied_is_there_after_a_restart()
    {
        var cluster = Cluster(3, [new ClusterPolicy("mail", 1, "host = x")]);
        var devices = Devices(5, [Adapter(0), Adapter(1)], [Device(0, 0), Device(1, 0)]);
        using (var store = Open())
        {
            Assert.Equal(new LocalStoreContent(null, null), store.Read());
            Assert.True(store.Apply(cluster).Applied);
            Assert.True(store.Apply(devices).Applied);
        }

        using var again = Open();

        Assert.Equal(new LocalStoreContent(cluster, devices), again.Read());
        Assert.Equal([new PolicyVersion("mail", 1)], again.KnownPolicies());
    }

    [Fact]
    [Trait("Req", "REG-12")]
    public void Creations_changes_and_removals_that_were_missed_are_applied_and_told()
    {
        using var store = Open();
        store.Apply(Devices(5, [Adapter(0), Adapter(1)], [Device(0, 0), Device(1, 0)]));

        var result = store.Apply(Devices(9, [Adapter(1), Adapter(2)], [Device(1, 0) with { Adapter = Adapter(1).Name, ReadOnly = true }]));

        Assert.Equal(
            [
                new LocalChange(LocalChangeKind.Created, "adapter", "vhost2"),
                new LocalChange(LocalChangeKind.Removed, "adapter", "vhost0"),
                new LocalChange(LocalChangeKind.Changed, "device", "vtscsi1"),
                new LocalChange(LocalChangeKind.Removed, "device", "vtscsi0"),
            ],
            result.Changes);
        Assert.Equal(["vhost1", "vhost2"], store.Read().Devices!.Adapters.Select(adapter => adapter.Name.Value));
        var journal = store.ReadJournal(0, 100);
        Assert.Equal(result.Changes, journal.TakeLast(4).Select(line => line.Change));
        Assert.All(journal.TakeLast(4), line => Assert.Equal((9, Now), (line.Version, line.AtUtc)));
        Assert.Equal(journal.Skip(2), store.ReadJournal(journal[1].Number, 100));
    }

    [Fact]
    public void A_repeat_and_late_data_change_nothing()
    {
        using var store = Open();
        var devices = Devices(5, [Adapter(0)], []);
        store.Apply(devices);
        store.Apply(Cluster(5, []));
        var lines = store.ReadJournal(0, 100).Count;

        Assert.Equal(LocalApplyResult.NothingNew, store.Apply(devices));
        Assert.Equal(LocalApplyResult.NothingNew, store.Apply(Devices(4, [], [])));
        Assert.Equal(LocalApplyResult.NothingNew, store.Apply(Cluster(5, [])));
        Assert.Equal(LocalApplyResult.NothingNew, store.Apply(Cluster(4, [])));

        Assert.Equal(devices, store.Read().Devices);
        Assert.Equal(lines, store.ReadJournal(0, 100).Count);
    }

    [Fact]
    [Trait("Req", "REG-13")]
    public void Policies_that_registration_left_out_stay_and_new_ones_replace()
    {
        using var store = Open();
        store.Apply(Cluster(3, [new ClusterPolicy("a", 1, "x"), new ClusterPolicy("b", 1, "y")]));

        store.Apply(Cluster(4, [new ClusterPolicy("b", 2, "z")]));

        Assert.Equal([new ClusterPolicy("a", 1, "x"), new ClusterPolicy("b", 2, "z")], store.Read().Cluster!.Policies);
        Assert.Equal([new PolicyVersion("a", 1), new PolicyVersion("b", 2)], store.KnownPolicies());
    }

    [Fact]
    public void An_application_that_cannot_be_completed_leaves_everything_as_it_was()
    {
        using var store = Open();
        var devices = Devices(5, [Adapter(0)], [Device(0, 0)]);
        store.Apply(devices);

        // The device names an adapter that is not there.
        Assert.Throws<LocalStoreException>(() => store.Apply(Devices(6, [Adapter(1)], [Device(0, 0)])));

        Assert.Equal(devices, store.Read().Devices);
    }

    [Fact]
    public void Each_start_has_a_larger_incarnation()
    {
        using (var store = Open())
        {
            Assert.Equal(1, store.BeginIncarnation());
        }

        using var again = Open();
        Assert.Equal(2, again.BeginIncarnation());
    }

    [Fact]
    public void The_devices_of_another_VIOS_are_not_applied()
    {
        using var store = Open();

        Assert.Throws<ArgumentException>(() => store.Apply(Devices(1, [], []) with { Vios = Other }));
    }

    [Fact]
    public void The_store_of_another_VIOS_is_refused()
    {
        Open().Dispose();

        var refused = Assert.Throws<LocalStoreException>(() => ViosLocalStore.Open(Path1, Other, Clock));

        Assert.Contains(Vios.ToString(), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_alone()
    {
        File.WriteAllText(Path1, new string('x', 5000));

        var refused = Assert.Throws<LocalStoreException>(Open);

        Assert.Contains("no SQLite database", refused.Message, StringComparison.Ordinal);
        Assert.Equal(5000, new FileInfo(Path1).Length);
    }

    [Fact]
    public void A_database_of_another_program_is_refused()
    {
        Execute("CREATE TABLE other(id INTEGER)");

        Assert.Contains("another program", Assert.Throws<LocalStoreException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Req", "BR-2")]
    public void The_inventory_is_kept_and_an_older_one_is_not_applied()
    {
        var disk = Domain.Devices.Device.Of(DeviceKind.Disk, "hdisk0", null, "U1-P1-D1", ("size", "10G"));
        var inventory = new DeviceInventory(Vios, new ObjectVersion(5), [disk]);
        using (var store = Open())
        {
            Assert.Equal([new LocalChange(LocalChangeKind.Created, "inventory", "disk hdisk0")], store.Apply(inventory).Changes);
            Assert.False(store.Apply(inventory with { Version = new ObjectVersion(4), Devices = [] }).Applied);
        }

        using var again = Open();
        Assert.Equal(inventory, again.Read().Inventory);
        Assert.Throws<ArgumentException>(() => again.Apply(inventory with { Vios = new VioUuid(new Guid(9, 9, 9, new byte[8])) }));
    }

    [Fact]
    [Trait("Req", "CBR-2")]
    public void A_store_that_forgot_takes_older_data_and_keeps_its_incarnation()
    {
        using var store = Open();
        store.BeginIncarnation();
        store.Apply(Devices(5, [Adapter(0)], [Device(0, 0)]));
        store.Apply(new DeviceInventory(Vios, new ObjectVersion(5), []));

        store.Forget();

        Assert.Equal(new LocalStoreContent(null, null), store.Read());
        Assert.True(store.Apply(Devices(2, [], [])).Applied);
        Assert.Equal(2, store.BeginIncarnation());
    }

    [Fact]
    public void A_store_of_the_version_before_the_inventory_gets_the_table()
    {
        Open().Dispose();
        Execute("DROP TABLE inventory");
        Execute("DROP TABLE cluster_changes");
        Execute("PRAGMA user_version = 1");

        using var store = Open();

        Assert.Null(store.Read().Inventory);
        Assert.True(store.Apply(new DeviceInventory(Vios, ObjectVersion.First, [])).Applied);
    }

    [Fact]
    public void A_store_of_the_version_before_changes_of_the_cluster_gets_the_table()
    {
        using (var before = Open())
        {
            before.Apply(Cluster(3, []));
        }

        Execute("DROP TABLE cluster_changes");
        Execute("PRAGMA user_version = 2");

        using var store = Open();

        var changes = new ClusterChanges(
            Name, new ObjectVersion(3), new ObjectVersion(4), [], [], [], new PrimaryOffice(3, Vios, 2, Now, "elected"));
        Assert.Equal(4, store.Apply(changes)!.Version.Value);
    }

    [Fact]
    public void A_store_of_a_newer_version_is_refused()
    {
        Open().Dispose();
        Execute("PRAGMA user_version = 99");

        Assert.Contains("version 99", Assert.Throws<LocalStoreException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_store_is_refused_and_says_what_to_do()
    {
        using (var store = Open())
        {
            store.Apply(Devices(5, [Adapter(0)], [Device(0, 0)]));
        }

        var bytes = File.ReadAllBytes(Path1);
        bytes.AsSpan(4096, bytes.Length - 4096).Fill(0x5A);
        File.WriteAllBytes(Path1, bytes);

        var refused = Assert.Throws<LocalStoreException>(Open);

        Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
        Assert.Contains("registers", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_that_makes_no_sense_is_damage()
    {
        using (var store = Open())
        {
            store.Apply(Devices(5, [Adapter(0)], []));
        }

        Execute("UPDATE adapters SET client = 'nobody'");
        using var again = Open();

        Assert.Contains("'nobody'", Assert.Throws<LocalStoreException>(() => again.Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_is_not_there_is_named() => Assert.Contains(
        "/nowhere/odm.db",
        Assert.Throws<LocalStoreException>(() => ViosLocalStore.Open(_directory + "/nowhere/odm.db", Vios, Clock)).Message,
        StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static TimeProvider Clock => new FixedClock();

    private static ClusterData Cluster(long version, ValueList<ClusterPolicy> policies) => new(
        Name,
        new ObjectVersion(version),
        [new ClusterNode(Node, NodeStatus.Active, null, "", Now, ObjectVersion.First)],
        policies,
        [Vios],
        new PrimaryOffice(3, Vios, 2, Now, "elected"));

    private static ViosDevices Devices(long version, ValueList<ServerAdapter> adapters, ValueList<VirtualTargetDevice> devices) =>
        new(Vios, DrcName.Parse("9117.MMA.10F6E2B-V1"), new ObjectVersion(version), adapters, devices, ["10.0.0.1:3260"], false);

    private static ServerAdapter Adapter(int number) => new(
        AdapterName.Of("vhost", number),
        number == 1 ? ServerAdapterKind.Iscsi : ServerAdapterKind.VirtualScsi,
        new SlotNumber(2 + number),
        DrcName.Parse($"9117.MMA.10F6E2B-V1-C{2 + number}"),
        number == 1 ? ClientKey.Parse("iscsi:iqn.2026-01.org.example:h") : ClientKey.Parse("lpar:9117.MMA.10F6E2B/5"),
        number == 1 ? null : new SlotNumber(number),
        ObjectVersion.First);

    private static VirtualTargetDevice Device(int number, int adapter) => new(
        VtdName.Parse($"vtscsi{number}"),
        AdapterName.Of("vhost", adapter),
        new LunNumber(number),
        LuUdid.From(new Guid(number, 0, 0, new byte[8])),
        LuName.Parse($"lu{number}"),
        PoolName.Parse("pool0"),
        false,
        ObjectVersion.First);

    private ViosLocalStore Open() => ViosLocalStore.Open(Path1, Vios, Clock);

    private void Execute(string sql)
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection($"Data Source={Path1};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
