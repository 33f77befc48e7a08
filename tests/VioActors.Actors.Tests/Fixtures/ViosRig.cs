using Akka.Actor;
using VioActors.Actors.Aggregates;
using VioActors.Actors.Cec;
using VioActors.Actors.Phyp;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Adapters;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Phyp;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Tests.Fixtures;

/// <summary>One VIOS that serves, with real aggregates over a journal in memory and one client partition, in the actor system of a
/// test.</summary>
internal sealed class ViosRig : IDisposable
{
    public const int QueueDepthMax = 4;

    private readonly ViosFiles _files = new();
    private readonly IActorRef _phyp;
    private readonly PartitionId _client;
    private readonly PartitionId _partition;
    private readonly ActorSystem _system;
    private readonly Func<ViosDefinition, ViosDefinition> _change;
    private int _starts;

    private ViosRig(ActorSystem system, Func<ViosDefinition, ViosDefinition> change)
    {
        (_system, _change) = (system, change);
        Db = system.ActorOf(Props.Create(() => new ViosDbActor(new NoEraser(), TimeProvider.System)), "vios-db");
        var partitions = Props.Create(() => new PartitionsActor(ViosFiles.Cec));
        var cec = system.ActorOf(Props.Create(() => new CecActor(partitions)), "cec");
        _phyp = cec.Ask<PhypFound>(new GetPhyp(), TestLimits.Answer).GetAwaiter().GetResult().Phyp;
        Cec = cec;
        _partition = DefinePartition("vios1", PartitionKind.Vios);
        _client = DefinePartition("client1", PartitionKind.ExternalHost);
        Definition = Define();
        var registration = new ViosRegistration(_files.Vios, "vios1", Definition.Drc, 1, "", [], [], [], []);
        var other = new NodeDefinition(new VioUuid(Guid.NewGuid()), "vios2", new DrcName(ViosFiles.Cec, new PartitionId(9), null));
        Ask<ViosRegistered>(new CreateCluster(ClusterName.Parse("dev"), registration, [other]));
        Ask<object>(new CreatePool(
            ViosFiles.Pool, ViosFiles.ChunkSizeBytes, [_files.MakeVolume()], PoolThresholds.Default));
        Vios = StartVios();
    }

    public IActorRef Db { get; }

    public IActorRef Cec { get; }

    public IActorRef Vios { get; private set; }

    public ViosDefinition Definition { get; private set; }

    public FakeTransport Transport { get; } = new();

    public AdapterName Adapter { get; private set; } = null!;

    /// <summary>Completes when the VIOS serves one LU of the client, as LUN 1.</summary>
    public static Task<ViosRig> StartAsync(ActorSystem system) => StartAsync(system, definition => definition);

    /// <summary>The same, with a VIOS that works with something else.</summary>
    public static async Task<ViosRig> StartAsync(ActorSystem system, Func<ViosDefinition, ViosDefinition> change)
    {
        var rig = new ViosRig(system, change);
        await Eventually.ReachAsync("the VIOS serves", rig.ReportAsync, report => report.Phase == ViosPhase.Serving);

        // What the VIOS tells the DB takes another way than what the test asks it, and may come later.
        await Eventually.ReachAsync(
            "the DB has its devices", () => rig.Db.Ask<object>(new GetViosDevices(rig.Definition.Vios), TestLimits.Answer),
            answer => answer is ViosDevicesFound);
        var pair = (await rig._phyp.Ask<AdapterPairReply>(new PairAdapters(rig._client, rig.Definition.Drc.Partition),
            TestLimits.Answer)).Pair;
        rig.Adapter = rig.Ask<ServerAdapterAnswer>(new AddServerAdapter(
            rig.Definition.Vios, ServerAdapterKind.VirtualScsi, pair.ServerSlot, ClientKey.OfLpar(ViosFiles.Cec, rig._client),
                pair.ClientSlot, null)).Adapter.Name;
        rig.Map(rig.CreateLu("disk1"), 1);
        await Eventually.ReachAsync("it serves the LU", rig.ReportAsync, report => report.Devices?.Devices.Count == 1);
        return rig;
    }

    public LuUdid CreateLu(string name)
    {
        var lu = LuUdid.From(Guid.NewGuid());
        Ask<LuFound>(new CreateLu(lu, ViosFiles.Pool, LuName.Parse(name), new ByteSize(1 << 20), false, Tier.System, LuKind.Disk));
        return lu;
    }

    public VirtualTargetDevice Map(LuUdid lu, int lun) => Ask<MappingAnswer>(
        new MapLu(Definition.Vios, Adapter, ViosFiles.Pool, lu, new LunNumber(lun), null, false, false)).Device;

    /// <summary>Asks the VIOS DB; a refusal is a failure of the test.</summary>
    public T Ask<T>(object message) => Db.Ask<object>(message, TestLimits.Answer).GetAwaiter().GetResult() switch
    {
        Rejected rejected => throw new InvalidOperationException(rejected.Reason),
        T answer => answer,
        var other => throw new InvalidOperationException($"The answer was {other}."),
    };

    public Task<ViosReport> ReportAsync() => Vios.Ask<ViosReport>(GetViosReport.Instance, TestLimits.Answer);

    public async Task<ITargetPort> PortAsync() => (await Eventually.ReachAsync(
        "the adapter serves", () => Vios.Ask<TargetPortFound>(new FindTargetPort(Adapter), TestLimits.Answer), found =>
            found.Port is not null)).Port!;

    public async Task<TestInitiator> LoginAsync(ulong qualifier = 0) =>
        await TestInitiator.LoginAsync(await PortAsync(), qualifier: qualifier);

    /// <summary>The VIOS dies.</summary>
    public Task StopViosAsync() => Vios.GracefulStop(TestLimits.Answer);

    /// <summary>One that died has its next life.</summary>
    public void RestartVios()
    {
        Definition = Define();
        Vios = StartVios();
    }

    public void Dispose() => _files.Dispose();

    private ViosDefinition Define() => _change(_files.Define(
        Db, _phyp,
        ViosFiles.SettingsWith(
            $"iscsi.queue-depth-max = {QueueDepthMax}, storage-path {{ probe-interval = 10ms, clean-probes-to-return = 2 }}, "
            + "io-redundancy.hold-limit = 50ms"),
        Transport, _partition.Value));

    private IActorRef StartVios()
    {
        var definition = Definition;
        return _system.ActorOf(Props.Create(() => new ViosActor(definition)), _starts++ == 0 ? "vios" : $"vios-{_starts}");
    }

    private PartitionId DefinePartition(string name, PartitionKind kind) =>
        _phyp.Ask<PartitionReply>(new DefinePartition(name, kind, []), TestLimits.Answer).GetAwaiter().GetResult().Partition.Id;

    private sealed class NoEraser : IChunkEraser
    {
        public Task EraseAsync(PoolFound pool, ValueList<ChunkRun> runs, CancellationToken cancellation) => Task.CompletedTask;
    }
}
