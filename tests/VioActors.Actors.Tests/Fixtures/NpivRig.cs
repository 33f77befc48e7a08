using System.Collections.Concurrent;
using Akka.Actor;
using VioActors.Actors.Cec;
using VioActors.Actors.Lpar;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.San;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Fc;
using VioActors.Domain.Cec;
using VioActors.Domain.Clients;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Npiv;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi.Luns;

namespace VioActors.Actors.Tests.Fixtures;

/// <summary>
/// A built-in partition on a LUN of a real storage area network, behind the one VIOS of a <see cref="ViosRig"/>; what that VIOS asks and
/// tells the others in a login is heard, and the fabric may be made to hang.
/// </summary>
internal sealed class NpivRig : IDisposable
{
    private const int LunBytes = 1 << 20;

    private static readonly Wwpn HostPort = Wwpn.Parse("10000000c9a00001");
    private static readonly Wwpn StoragePort = Wwpn.Parse("5005076800000001");
    private static readonly SanName FabricA = SanName.Parse("fabricA");

    private readonly ActorSystem _system;
    private readonly ConcurrentQueue<object> _heard = [];
    private readonly string _medium = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private IActorRef? _db;
    private IActorRef? _phyp;
    private IActorRef? _san;
    private PartitionId _partition;

    private NpivRig(ActorSystem system) => _system = system;

    public ViosRig Vios { get; private set; } = null!;

    /// <summary>Of the client.</summary>
    public Wwpn Name { get; private set; }

    /// <summary>Logins in the DB and in the fabric, and announcements at the hypervisor, in the order of the VIOS.</summary>
    public IReadOnlyList<object> Heard => [.. _heard];

    /// <summary>Completes when the partition has its path.</summary>
    public static async Task<NpivRig> StartAsync(ActorSystem system)
    {
        var rig = new NpivRig(system);
        rig.Vios = await ViosRig.StartAsync(system, rig.Change);
        await rig.ActivateAsync();
        return rig;
    }

    /// <summary>From now on the fabric does not answer FDISC, until it is told to.</summary>
    public void HangFabric(bool hangs) => _san!.Tell(new Hang(hangs), ActorRefs.NoSender);

    public void Forget() => _heard.Clear();

    public async Task<PartitionDispatch> DispatchAsync() =>
        (await Vios.Cec.Ask<DispatchReport>(GetDispatchReport.Instance, TestLimits.Answer)).Partitions.Single();

    public Task<PartitionDispatch> ReachAsync(DispatchState state) =>
        Eventually.ReachAsync($"the partition is {state}", DispatchAsync, dispatch => dispatch.State == state);

    public void Dispose()
    {
        Vios.Dispose();
        File.Delete(_medium);
    }

    /// <summary>A VIOS with a cabled port, which is heard.</summary>
    private ViosDefinition Change(ViosDefinition definition)
    {
        var (db, phyp) = (definition.ViosDb, definition.Phyp);
        if (_san is null)
        {
            Make(definition);
            _db = Listen(db, message => message is LoginClient);
            _phyp = Listen(phyp, message => message is AttachVios);
            var san = _system.ActorOf(Props.Create(() => new SanActor(db, ViosRig.QueueDepthMax, TimeProvider.System)), "san");
            _san = Listen(san, message => message is LogInVirtualPort);
        }

        return definition with { ViosDb = _db!, Phyp = _phyp!, San = _san };
    }

    private static void Make(ViosDefinition definition)
    {
        void Ask(object message) => Assert.IsNotType<Rejected>(
            definition.ViosDb.Ask<object>(message, TestLimits.Answer).GetAwaiter().GetResult());
        Ask(new DefineHardware(ViosFiles.Cec, new CecHardware(
            [
                new PhysicalAdapter(
                    "U78CB.001.WZS0001-P1-C1", PhysicalAdapterKind.FibreChannel, definition.Vios, PlayedAdapter.Fcs0, HostPort.ToString()),
            ],
            [], [])));
        var at = new FcSwitch(SanName.Parse("sw0"), FabricA, 1);
        Ask(new DefineFabric(
            [at],
            [
                new FcAttachment(HostPort, at.Name, 0, FcPortRole.Host, "vios1 fcs0"),
                new FcAttachment(StoragePort, at.Name, 255, FcPortRole.Storage, "storage0"),
            ]));
    }

    private async Task ActivateAsync()
    {
        var (vios, zone, root) = (Vios.Definition.Vios, SanName.Parse("zone"), SanName.Parse("root"));
        var partition = (await PhypAsync<PartitionReply>(new DefinePartition("lpar1", PartitionKind.Client, []))).Partition;
        _partition = partition.Id;
        var made = (await PhypAsync<VirtualFcReply>(new PairVirtualFc(_partition, Vios.Definition.Drc.Partition, null))).Adapter;
        Name = made.Active;
        var server = Vios.Ask<ServerAdapterAnswer>(new AddServerAdapter(
            vios, ServerAdapterKind.VirtualFibreChannel, made.Pair.ServerSlot, ClientKey.OfLpar(ViosFiles.Cec, _partition),
            made.Pair.ClientSlot, null)).Adapter.Name;
        Vios.Ask<IReply>(new AddDevice(vios, Device.Of(
            DeviceKind.VirtualFcMapping, server.Value, server.Value, "", ("fc_adapter", PlayedAdapter.Fcs0.Value))));
        var size = await SanMedia.PrepareAsync(_medium, new ByteSize(LunBytes), TimeProvider.System, CancellationToken.None);
        Vios.Ask<IReply>(new CreateSanLun(new SanLun(root, LuUdid.From(Guid.NewGuid()), _medium, size)));
        Vios.Ask<IReply>(new DefineZone(new FcZone(FabricA, zone, [Name, StoragePort])));
        Vios.Ask<IReply>(new DefineZoneSet(new FcZoneSet(FabricA, zone, [zone])));
        Vios.Ask<IReply>(new ActivateZoneSet(FabricA, zone));
        Vios.Ask<IReply>(new MaskLun(new LunMask(Name, StoragePort, new LunNumber(1), root)));
        await Eventually.ReachAsync(
            "its port is in the fabric, and the adapter is mapped to it",
            () => Vios.Vios.Ask<object>(GetVfchosts.Instance, TestLimits.Answer),
            answer => answer is VfchostsReport { Adapters: [{ Port: not null }] });
        var definition = new LparDefinition(
            partition, [], new WorkloadDefinition(LunAddress.Encode(1), 16, 0, 7, TimeSpan.Zero), [ViosEventKind.Failure])
        {
            FcSlots = [made.Pair.ClientSlot],
        };
        var lpar = (await Vios.Cec.Ask<LparStarted>(new StartLpar(definition), TestLimits.Answer)).Lpar;
        await Eventually.ReachAsync(
            "it has its path", () => lpar.Ask<GuestReport>(GetGuestReport.Instance, TestLimits.Answer),
            report => report.Paths is [{ Enabled: true }]);
    }

    private Task<T> PhypAsync<T>(object message) => Vios.Cec.Ask<T>(message, TestLimits.Answer);

    private IActorRef Listen(IActorRef part, Func<object, bool> isHeard)
    {
        var heard = _heard;
        return _system.ActorOf(Props.Create(() => new Listener(part, isHeard, heard)));
    }

    /// <summary>In front of a part of the system.</summary>
    private sealed class Listener : ReceiveActor, IWithUnboundedStash
    {
        private bool _hangs;

        public Listener(IActorRef part, Func<object, bool> isHeard, ConcurrentQueue<object> heard)
        {
            Receive<Hang>(hang =>
            {
                _hangs = hang.Hangs;
                Stash.UnstashAll();
            });
            ReceiveAny(message =>
            {
                if (isHeard(message) && _hangs)
                {
                    Stash.Stash();
                    return;
                }

                if (isHeard(message))
                    heard.Enqueue(message);
                part.Forward(message);
            });
        }

        public IStash Stash { get; set; } = null!;
    }

    /// <summary>What is heard of is kept back.</summary>
    private sealed record Hang(bool Hangs);
}
