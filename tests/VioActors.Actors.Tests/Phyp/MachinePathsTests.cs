using Akka.Actor;
using VioActors.Actors.Phyp.Machines;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Phyp;

/// <summary>Where a client of the iSCSI portals is sent to.</summary>
public sealed class MachinePathsTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly PartitionId Client = new(9);

    public MachinePathsTests()
        : base(TestConfigurations.Actors)
    {
    }

    [Fact]
    [Trait("Req", "IO-4")]
    public async Task TheGroupTag_IsThePortOfTheViosInTheCluster_NotItsPartition_WhichOtherCecsHaveToo()
    {
        var found = await FindAsync((1, new TargetAddressFound("192.0.2.1:3260", [0, 1], new ScsiPortId(77))));

        Assert.Equal(("192.0.2.1:3260", (ushort)77, "0 1"), (found.Portal, found.GroupTag, string.Join(' ', found.Luns)));
    }

    [Fact]
    public async Task AViosOfTheVersionBefore_DoesNotTellItsPort_AndIsFoundAllTheSame()
    {
        var found = await FindAsync((3, new TargetAddressFound("192.0.2.3:3260", [0])));

        Assert.Equal((ushort)3, found.GroupTag);
    }

    [Fact]
    public async Task OneWithDisks_IsPreferredToOneWithout_AndOneThatDoesNotServeIsPassedOver()
    {
        var found = await FindAsync(
            (1, new TargetAddressFound(null, [])), (2, new TargetAddressFound("192.0.2.2:3260", [], new ScsiPortId(2))),
            (3, new TargetAddressFound("192.0.2.3:3260", [0], new ScsiPortId(5))));

        Assert.Equal(("192.0.2.3:3260", (ushort)5), (found.Portal, found.GroupTag));
    }

    private Task<MachinePathFound> FindAsync(params (int Partition, TargetAddressFound Answer)[] vioses) => MachinePaths.FindAsync(
        Client,
        [
            .. vioses.Select(vios => (
                new AdapterPair(Client, new SlotNumber(2), new PartitionId(vios.Partition), new SlotNumber(10)),
                Sys.ActorOf(Props.Create(() => new PlayedVios(vios.Answer))))),
        ]);

    private sealed class PlayedVios : ReceiveActor
    {
        public PlayedVios(TargetAddressFound answer) => Receive<FindTargetAddress>(_ => Sender.Tell(answer));
    }
}
