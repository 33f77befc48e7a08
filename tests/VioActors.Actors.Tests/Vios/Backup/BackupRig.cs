using Akka.Actor;
using VioActors.Actors.Aggregates;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Backup;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Pool;
using VioActors.Domain.Restore;
using VioActors.Domain.Tests.Devices;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Persistence.Backup;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Actors.Tests.Vios.Backup;

/// <summary>The backups of one VIOS over real aggregates and real folders. The VIOS itself does not run.</summary>
internal sealed class BackupRig : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vio-backup-");
    private readonly ActorSystem _system;
    private readonly ActorSystem _dbSystem;
    private readonly ViosFiles _files = new();
    private int _actors;

    private BackupRig(bool isApart)
    {
        _system = ActorSystem.Create("backup", isApart ? TestConfigurations.ActorsOverTheWire : TestConfigurations.Actors);
        _dbSystem = isApart ? ActorSystem.Create("db", TestConfigurations.ActorsOverTheWire) : _system;
        ViosDb = _dbSystem.ActorOf(Props.Create(() => new ViosDbActor(new NoEraser(), Clock)), "db");
        Environment = new BackupEnvironment
        {
            Local = new BackupFolder(Path.Combine(_folder.FullName, "local")),
            Repository = new BackupFolder(Path.Combine(_folder.FullName, "repository")),
            Key = new ClusterKey(new byte[32]),
            AfterChange = TimeSpan.FromMilliseconds(10),
            AnswerLimit = TestLimits.Answer,
            UuidTable = Table,
        };
        var db = SeenFrom(_system, ViosDb);
        Definition = _files.Define(db, ActorRefs.Nobody, ViosFiles.SettingsWith(""), new FakeTransport()) with { Time = Clock };
        Actor = StartActor(Definition.ViosDb);
    }

    public IActorRef ViosDb { get; }

    /// <summary>As another process reaches it when it is apart.</summary>
    public IActorRef Actor { get; private set; }

    public SetClock Clock { get; } = new();

    public FakeTable Table { get; } = new();

    public BackupEnvironment Environment { get; set; }

    public ViosDefinition Definition { get; set; }

    public VioUuid Vios => Definition.Vios;

    public ActorSystem System => _system;

    /// <summary>A VIOS with hardware, a pool and two logical units, nothing mapped.</summary>
    /// <param name="isApart">The VIOS DB, and who asks, are in another system; everything between goes over the wire.</param>
    public static async Task<BackupRig> StartAsync(int size = 2, bool isApart = false)
    {
        var rig = new BackupRig(isApart);
        await rig.Db<object>(new DefineVios(rig.Vios, rig.Definition.Drc, []));
        var volume = new PvDefinition(
            new PvId(new Guid(1, 2, 3, new byte[8])), PvName.Parse("pv1"), "/pv1", 1000, Tier.System, DiskGroupName.Default,
            FailureGroupName.Default);
        await rig.Db<object>(new CreatePool(ViosFiles.Pool, 1 << 20, [volume], PoolThresholds.Default));
        for (var number = 0; number < 2; number++)
        {
            await rig.Db<LuFound>(new CreateLu(
                LuOf(number), ViosFiles.Pool, LuName.Parse($"disk{number}"), new ByteSize(4 << 20), false, Tier.System, LuKind.Disk));
        }

        await rig.FindHardwareAsync(size);
        return rig;
    }

    public static LuUdid LuOf(int number) => LuUdid.From(new Guid(7, 7, 7, 0, 0, 0, 0, 0, 0, 0, (byte)(number + 1)));

    /// <summary>Physical devices as a random configuration of that size has them, with the attributes that they come with.</summary>
    public Task FindHardwareAsync(int size) => Db<InventoryFound>(new DiscoverDevices(
        Vios,
        [.. new RandomConfiguration(1).Make(size).Devices
            .Where(device => DeviceCatalog.Get(device.Kind).Class == DeviceClass.Hardware && device.Kind != DeviceKind.EthernetInterface)
            .Select(AsDelivered)]));

    /// <summary>A random configuration of this VIOS: its hardware, everything else, and its logical units mapped.</summary>
    public BackupDocument RandomDocument(int seed, int size)
    {
        var document = new RandomConfiguration(seed).Make(size);
        var (from, to) = (document.Header.Drc, Definition.Drc);
        var devices = document.Devices.Select(device => device.Kind == DeviceKind.VirtualScsiAdapter
            ? device.With([new("client", $"lpar:{to.Cec}/{int.Parse(device["slot"], null) - 5}")]) with
            {
                Location = to.At(SlotNumber.Parse(device["slot"])).ToString(),
            }
            : device);
        var mapped = Enumerable.Range(0, Math.Min(size, 2)).Select(number => Device.Of(
            DeviceKind.VirtualTarget, $"vtscsi{number}", $"vhost{number}", "",
            ("lun", "1"), ("backing_device", $"disk{number}"), ("backing_type", "lu"), ("udid", LuOf(number).ToString()),
            ("pool", ViosFiles.Pool.Value), ("shared", number == 1 ? "yes" : "no")));
        var header = document.Header with { Vios = Vios, Drc = to, Name = Definition.Name };
        return new BackupDocument(header, [.. devices.Concat(mapped).OrderBy(device => device.Key)]);
    }

    /// <summary>Brings the VIOS into a configuration.</summary>
    public async Task DeployAsync(BackupDocument document)
    {
        var report = await Ask<RestoreReport>(new RestoreContent("given", ContentOf(document), RestoreOptions.Default, false));
        Assert.True(report.End == RestoreEnd.Restored, $"{report.Reason} {string.Join("; ", report.NotDeployed)}");
    }

    public FileBytes ContentOf(BackupDocument document) => new(ViosArchive.Write(document, Environment.Key));

    /// <summary>Takes everything away but the hardware and the pool.</summary>
    public async Task WipeAsync()
    {
        var devices = (await Db<ViosDevicesFound>(new GetViosDevices(Vios))).Devices;
        foreach (var device in devices.Devices)
            await Db<object>(new UnmapLu(Vios, device.Name, null));
        foreach (var adapter in devices.Adapters)
            await Db<object>(new RemoveServerAdapter(Vios, adapter.Name, null));
        foreach (var device in (await Db<InventoryFound>(new GetInventory(Vios))).Inventory.Devices.Reverse())
        {
            var rule = DeviceCatalog.Get(device.Kind);
            await Db<object>(rule.Class == DeviceClass.Hardware && device.Kind != DeviceKind.EthernetInterface
                ? new SetDeviceAttributes(Vios, device.Kind, device.Name, [.. rule.Attributes
                    .Where(attribute => attribute.Uses.HasFlag(AttributeUses.Settable))
                    .Select(attribute => new DeviceAttribute(attribute.Name, attribute.Default))])
                : new RemoveDevice(Vios, device.Kind, device.Name));
        }
    }

    /// <summary>The configuration as it is, without what changes by itself.</summary>
    public async Task<BackupDocument> CurrentAsync() => (await Ask<BackupViewed>(new ViewBackup(null))).Document.WithoutMomentary();

    /// <summary>Asks the VIOS DB; a refusal is a failure of the test.</summary>
    public Task<T> Db<T>(object message) => AskAsync<T>(ViosDb, message);

    /// <summary>Asks for a backup or restore; a refusal is a failure of the test.</summary>
    public Task<T> Ask<T>(IBackupRequest request) => AskAsync<T>(Actor, request);

    public async Task<Rejected> AskRefused(IBackupRequest request) =>
        Assert.IsType<Rejected>(await Actor.Ask<object>(request, TestLimits.Answer));

    /// <summary>Another process takes over: the actor is stopped and made anew.</summary>
    public async Task RestartAsync(IActorRef? db = null)
    {
        Assert.True(await Actor.GracefulStop(TestLimits.Answer));
        Actor = StartActor(db ?? Definition.ViosDb);
    }

    public IActorRef GateTo(GateScript script) => _system.ActorOf(Props.Create(() => new Gate(ViosDb, script)));

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        await _dbSystem.Terminate();
        Definition.LocalStore.Dispose();
        _files.Dispose();
        _folder.Delete(recursive: true);
    }

    private static async Task<T> AskAsync<T>(IActorRef actor, object message)
    {
        var answer = await actor.Ask<object>(message, TestLimits.Answer);
        Assert.False(answer is Rejected && typeof(T) != typeof(Rejected), $"{message}: {(answer as Rejected)?.Reason}");
        return Assert.IsAssignableFrom<T>(answer);
    }

    private static Device AsDelivered(Device device)
    {
        var rule = DeviceCatalog.Get(device.Kind);
        return device.With(rule.Attributes
            .Where(attribute => attribute.Uses.HasFlag(AttributeUses.Settable))
            .Select(attribute => new DeviceAttribute(attribute.Name, attribute.Default)));
    }

    private IActorRef StartActor(IActorRef db)
    {
        var (definition, environment) = (Definition with { ViosDb = db }, Environment);
        return SeenFrom(_dbSystem, _system.ActorOf(Props.Create(() => new BackupActor(definition, environment)), $"backup-{_actors++}"));
    }

    private IActorRef SeenFrom(ActorSystem other, IActorRef actor)
    {
        if (_system == _dbSystem)
            return actor;
        var owner = ((ExtendedActorSystem)(other == _system ? _dbSystem : _system)).Provider;
        return ((ExtendedActorSystem)other).Provider.ResolveActorRef(actor.Path.ToSerializationFormatWithAddress(owner.DefaultAddress));
    }
}
