using Akka.Actor;
using Akka.TestKit;
using VioActors.Actors.Vios.Adapters;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Domain.Clients;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Tests.Fixtures;

/// <summary>What a server adapter works with, played by a test in virtual time, and the one client behind it.</summary>
internal sealed class PlayedAdapter
{
    /// <summary>The shortest time that counts.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    public static readonly AdapterName Fcs0 = AdapterName.Parse("fcs0");

    private static readonly Partition Partition = new(new PartitionId(2), "client1", PartitionKind.Client, []);

    private readonly Akka.TestKit.Xunit2.TestKit _kit;

    public PlayedAdapter(Akka.TestKit.Xunit2.TestKit kit)
    {
        _kit = kit;
        (Daemon, Phyp, FcPorts) = (kit.CreateTestProbe("daemon"), kit.CreateTestProbe("phyp"), kit.CreateTestProbe("fc-ports"));
        Ports = new VhostPorts(
            Daemon, ActorRefs.Nobody, new IoRelay(() => true, TimeSpan.Zero, TimeProvider.System),
            new ClusterPortGroups(new VioUuid(Guid.NewGuid()), 1), 1, adapter => adapter.Name.Value, 64)
        {
            Phyp = Phyp,
            FcPorts = FcPorts,
        };
    }

    public static ClientIdentity Client { get; } = new(ViosFiles.Cec, Partition, new SlotNumber(3));

    public static string Initiator { get; } = "crq.2.3";

    public static ServerAdapter VirtualScsi { get; } = Of("vhost0", ServerAdapterKind.VirtualScsi);

    public static ServerAdapter FibreChannel { get; } = Of("vfchost0", ServerAdapterKind.VirtualFibreChannel);

    /// <summary>The daemon's answer to a login.</summary>
    public static ClientLoginAnswer Recorded { get; } =
        new(new ClientIdentified(new ClientId(7), new VioAdapterId(8), false), LoginRefusal.None, "");

    public TestProbe Daemon { get; }

    public TestProbe Phyp { get; }

    public TestProbe FcPorts { get; }

    public VhostPorts Ports { get; }

    public void Pass(TimeSpan time) => ((TestScheduler)_kit.Sys.Scheduler).Advance(time);

    private static ServerAdapter Of(string name, ServerAdapterKind kind) => new(
        AdapterName.Parse(name), kind, new SlotNumber(5), new DrcName(ViosFiles.Cec, new PartitionId(1), new SlotNumber(5)),
        ClientKey.OfLpar(ViosFiles.Cec, Partition.Id), Client.ClientSlot, new ObjectVersion(1));
}

/// <summary>What a test says of a played part.</summary>
internal static class PlayedPart
{
    /// <summary>It was told nothing that the test has not looked at, by whoever is through with telling.</summary>
    public static void HasNothing(this TestProbe probe)
    {
        var mark = new object();
        probe.Ref.Tell(mark, ActorRefs.NoSender);
        Assert.Same(mark, probe.ExpectMsg<object>());
    }
}
