using Akka.Actor;
using VioActors.Actors.Phyp;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios.Adapters;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;

namespace VioActors.Actors.Tests.Phyp;

public sealed class PhypTests : Akka.TestKit.Xunit2.TestKit
{
    private readonly IActorRef _phyp;

    public PhypTests()
        : base(TestConfigurations.Actors) => _phyp = StartPhyp("phyp");

    [Fact]
    public void Partitions_GetIdsInOrder_AndARepeatGivesTheSameOne()
    {
        var vios = Define("vios1", PartitionKind.Vios);
        var client = Define("client1", PartitionKind.Client);
        Assert.Equal((1, 2), (vios.Id.Value, client.Id.Value));
        Assert.Equal(client, Define("client1", PartitionKind.Client));
        _phyp.Tell(new DefinePartition("client1", PartitionKind.Vios, []), TestActor);
        Assert.Equal(RejectionCode.AlreadyExists, ExpectMsg<Rejected>().Code);
    }

    [Fact]
    [Trait("Req", "ID-1")]
    public void AVios_IsToldWhoIsBehindItsSlot_AndNobodyBehindAnUnpairedOne()
    {
        var pair = Pair(Define("client1", PartitionKind.Client), Define("vios1", PartitionKind.Vios));
        AwaitAssert(() =>
        {
            _phyp.Tell(new QueryClientIdentity(pair.Vios, pair.ServerSlot), TestActor);
            var identity = ExpectMsg<ClientIdentity>();
            Assert.Equal((ViosFiles.Cec, pair.Client, pair.ClientSlot), (identity.Cec, identity.Client.Id, identity.ClientSlot));
        });
        _phyp.Tell(new QueryClientIdentity(pair.Vios, new SlotNumber(77)), TestActor);
        Assert.Equal(RejectionCode.NotFound, ExpectMsg<Rejected>().Code);
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public void AViosThatIsAboutToServe_IsToldWhichOfItsClientsAreActive()
    {
        var vios = Define("vios1", PartitionKind.Vios);
        var pair = Pair(Define("client1", PartitionKind.Client), vios);
        Pair(Define("client2", PartitionKind.Client), vios);
        Pair(Define("client3", PartitionKind.Client), Define("vios2", PartitionKind.Vios));
        _phyp.Tell(new FindActiveClients(vios.Id), TestActor);
        Assert.Empty(ExpectMsg<ActiveClientsFound>().Clients);

        _phyp.Tell(new AttachLpar(pair.Client), TestActor);

        AwaitAssert(() =>
        {
            _phyp.Tell(new FindActiveClients(vios.Id), TestActor);
            var client = Assert.Single(FishForMessage<ActiveClientsFound>(_ => true).Clients);
            Assert.Equal(
                (pair.ServerSlot, ViosFiles.Cec, pair.Client, pair.ClientSlot),
                (client.ServerSlot, client.Identity.Cec, client.Identity.Client.Id, client.Identity.ClientSlot));
        });
    }

    [Fact]
    public void Definitions_AreThereAfterARestartOfPhyp()
    {
        var pair = Pair(Define("client1", PartitionKind.Client), Define("vios1", PartitionKind.Vios));
        Watch(_phyp);
        Sys.Stop(_phyp);
        ExpectTerminated(_phyp);
        var again = StartPhyp("phyp-again");
        again.Tell(new GetPartitions(), TestActor);
        var known = ExpectMsg<PartitionsReply>();
        Assert.Equal(["client1", "vios1"], known.Partitions.Select(partition => partition.Name));
        Assert.Equal([pair], known.Pairs);
    }

    [Fact]
    [Trait("Req", "SYS-6")]
    public void AnAdapter_WithoutAPairOrARunningVios_IsRefused()
    {
        var client = Define("client1", PartitionKind.Client);
        _phyp.Tell(new RegisterCrq(client.Id, new SlotNumber(5)), TestActor);
        Assert.Contains("no paired adapter", ExpectMsg<CrqRefused>().Reason, StringComparison.Ordinal);
        var pair = Pair(client, Define("vios1", PartitionKind.Vios));
        AwaitAssert(() =>
        {
            _phyp.Tell(new RegisterCrq(client.Id, pair.ClientSlot), TestActor);
            Assert.Contains("is not running", ExpectMsg<CrqRefused>().Reason, StringComparison.Ordinal);
        });
        _phyp.Tell(Command(pair, 1), TestActor);
        Assert.Equal(pair.ClientSlot, ExpectMsg<CrqClosed>().Slot);
    }

    [Fact]
    [Trait("Req", "SYS-6")]
    public void ACommand_GoesThroughThePair_AndTheStopOfTheViosClosesIt()
    {
        var pair = Pair(Define("client1", PartitionKind.Client), Define("vios1", PartitionKind.Vios));
        var port = new ScriptedPort();
        var vios = Sys.ActorOf(Props.Create(() => new FakeVios(_phyp, pair.Vios, port)), "fake-vios");
        Connect(pair);
        Assert.Equal($"crq.{pair.Client}.{pair.ClientSlot}", port.Initiator.Name);

        _phyp.Tell(Command(pair, 7), TestActor);
        var response = ExpectMsg<CrqResponse>();
        using (response.DataIn)
            Assert.Equal((7u, ScsiStatus.Good, 512), (response.Tag, response.Status, response.DataIn!.SizeBytes));

        port.Holds = true;
        _phyp.Tell(Command(pair, 8), TestActor);
        AwaitCondition(() => port.Held.Count == 1);
        Sys.Stop(vios);
        Assert.Contains("stopped", ExpectMsg<CrqClosed>().Reason, StringComparison.Ordinal);
        AwaitCondition(() => port.CloseCount == 1);
        _phyp.Tell(Command(pair, 9), TestActor);
        ExpectMsg<CrqClosed>();

        // The same partition attached again serves again.
        port.Holds = false;
        Sys.ActorOf(Props.Create(() => new FakeVios(_phyp, pair.Vios, port)), "fake-vios-again");
        Connect(pair);
        _phyp.Tell(Command(pair, 10), TestActor);
        ExpectMsg<CrqResponse>().DataIn?.Dispose();
    }

    [Fact]
    public void ARepeatedRegistration_ClosesTheFormerNexusFirst_AndALostNexusIsTold()
    {
        var pair = Pair(Define("client1", PartitionKind.Client), Define("vios1", PartitionKind.Vios));
        var port = new ScriptedPort();
        Sys.ActorOf(Props.Create(() => new FakeVios(_phyp, pair.Vios, port)), "fake-vios");
        Connect(pair);
        Connect(pair);
        Assert.Equal((1, 2), (port.CloseCount, port.LoginCount));
        port.Sink!.NexusLost("the adapter went away");
        Assert.Equal("the adapter went away", ExpectMsg<CrqClosed>().Reason);
    }

    [Fact]
    [Trait("Req", "IO-4")]
    public void ACommandThatIsGivenUpOnANexusThatGoesOn_IsSentAgain()
    {
        var pair = Pair(Define("client1", PartitionKind.Client), Define("vios1", PartitionKind.Vios));
        var port = new ScriptedPort();
        Sys.ActorOf(Props.Create(() => new FakeVios(_phyp, pair.Vios, port)), "fake-vios");
        Connect(pair);
        port.Holds = true;
        _phyp.Tell(Command(pair, 7), TestActor);
        AwaitCondition(() => port.Held.Count == 1);
        port.Holds = false;
        Assert.True(port.Held.TryDequeue(out var held));

        held.Abandon();

        var response = ExpectMsg<CrqResponse>();
        using (response.DataIn)
            Assert.Equal((7u, ScsiStatus.Good, 2), (response.Tag, response.Status, port.CommandCount));
    }

    private IActorRef StartPhyp(string name)
    {
        var definitions = Props.Create(() => new PartitionsActor(ViosFiles.Cec));
        return Sys.ActorOf(Props.Create(() => new PhypActor(definitions, PhypSettings.Default, TimeProvider.System)), name);
    }

    private Partition Define(string name, PartitionKind kind)
    {
        _phyp.Tell(new DefinePartition(name, kind, []), TestActor);
        return ExpectMsg<PartitionReply>().Partition;
    }

    private AdapterPair Pair(Partition client, Partition vios)
    {
        _phyp.Tell(new PairAdapters(client.Id, vios.Id), TestActor);
        return ExpectMsg<AdapterPairReply>().Pair;
    }

    /// <summary>Registers the queue until it is accepted: the VIOS attaches in its own time.</summary>
    private void Connect(AdapterPair pair) => AwaitAssert(() =>
    {
        _phyp.Tell(new RegisterCrq(pair.Client, pair.ClientSlot), TestActor);
        ExpectMsg<CrqRegistered>();
    });

    private static SendCrq Command(AdapterPair pair, uint tag) =>
        new(pair.Client, pair.ClientSlot, 1UL << 48, tag, TestInitiator.Transfer(0x88, 0, 512), default, 512);
}
