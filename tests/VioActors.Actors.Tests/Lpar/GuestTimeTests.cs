using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using VioActors.Actors.Cec;
using VioActors.Actors.Lpar;
using VioActors.Actors.Phyp;
using VioActors.Actors.Phyp.Dispatching;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Dispatch;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Lpar;

/// <summary>A hypervisor and its built-in partition for whom time passes when the test says so.</summary>
public sealed class GuestTimeTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private static readonly Config OneThread = ConfigurationFactory.ParseString(
        "akka.actor.default-dispatcher.type = \"Akka.TestKit.CallingThreadDispatcherConfigurator, Akka.TestKit\"")
        .WithFallback(TestConfigurations.ActorsInVirtualTime);

    private readonly SteppedClock _clock = new();

    public GuestTimeTests()
        : base(OneThread)
    {
    }

    [Fact]
    [Trait("Req", "NPV-3")]
    public void TheSamePartition_DoesTheSame_InTheSameOrder()
    {
        var (first, second) = (Run("9009.42A.1000001"), Run("9009.42A.1000002"));

        Assert.True(first.Count > 200);
        Assert.Equal(first, second);
    }

    [Fact]
    [Trait("Req", "NPV-3")]
    public void AGuestWithSeveralVirtualProcessors_WorksOnAllOfThem_AndNoOther()
    {
        var (cec, client, _, port) = Start("9009.42A.1000003");
        cec.Tell(new AssignProfile(new PartitionProfile(client.Id, ProcessorMode.Uncapped, 40, 3, 128, 256)), TestActor);
        ExpectMsg<Ok>();
        Boot(cec, client);
        Pass(300);

        cec.Tell(GetProcessorFigures.Instance, TestActor);
        var figures = ExpectMsg<ProcessorFigures>().Partitions.Single(partition => partition.Client == client.Id);
        Assert.Equal(3, figures.Profile.VirtualProcessors);
        Assert.True(port.Asked.Count > 200);
        Assert.InRange(figures.UsedTicks, 1, figures.Windows * 3 * PhypSettings.Default.DispatchWindow.Ticks);
        Assert.True(figures.Dispatches > figures.Windows / 2, $"{figures}");
    }

    [Fact]
    [Trait("Req", "NPV-5")]
    public void AViosThatNeverReturns_IsToldToTheOperator()
    {
        var (cec, client, vios, port) = Start("9009.42A.1000004");
        Boot(cec, client);
        Pass(50);
        Assert.Equal("", DetailOf(cec, client));

        Sys.Stop(vios);
        AwaitCondition(() => DetailOf(cec, client).Contains("ended", StringComparison.Ordinal));
        Assert.DoesNotContain("lpar release", DetailOf(cec, client), StringComparison.Ordinal);
        Advance(TimeSpan.FromMinutes(1));

        AwaitCondition(() => DetailOf(cec, client).Contains("lpar release", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Req", "NPV-5")]
    [Trait("Req", "NPV-7")]
    public void AViosThatHangs_IsNoticedByItsHeartbeats_AndItsClientGoesOnWhenItAnswersAgain()
    {
        var hangs = new StrongBox<bool>();
        var (cec, client, _, port) = Start("9009.42A.1000005", hangs);
        Boot(cec, client);
        Pass(500);
        Assert.Equal(DispatchState.Running, Find(cec, client)!.State);

        hangs.Value = true;
        Pass(250);
        var frozen = Find(cec, client)!;
        Assert.Equal((DispatchState.Frozen, ViosEventKind.Failure), (frozen.State, frozen.Kind));
        Assert.Contains("does not answer for", frozen.Detail, StringComparison.Ordinal);
        var asked = port.Asked.Count;
        Pass(200);
        Assert.Equal(asked, port.Asked.Count);

        hangs.Value = false;
        Pass(20);
        AwaitCondition(() => Find(cec, client)!.State == DispatchState.Running);
        Assert.Equal((1, 0), (Find(cec, client)!.Freezes, Find(cec, client)!.SentWhileFrozen));
        Pass(100);
        Assert.True(port.Asked.Count > asked + 5);
    }

    /// <summary>What its disk was asked for.</summary>
    private List<string> Run(string machine)
    {
        var (cec, client, _, port) = Start(machine);
        Boot(cec, client);
        Pass(300);
        return [.. port.Asked];
    }

    /// <param name="hangs">The VIOS answers heartbeats while that is false; null: never.</param>
    private (IActorRef Cec, Partition Client, IActorRef Vios, RecordingPort Port) Start(string machine, StrongBox<bool>? hangs = null)
    {
        var (id, clock, port) = (CecId.Parse(machine), _clock, new RecordingPort());
        var definitions = Props.Create(() => new PartitionsActor(id));
        var cec = Sys.ActorOf(Props.Create(() => new CecActor(definitions, PhypSettings.Default, clock)));
        cec.Tell(new DefinePartition("lpar1", PartitionKind.Client, []), TestActor);
        var client = ExpectMsg<PartitionReply>().Partition;
        cec.Tell(new DefinePartition("vios1", PartitionKind.Vios, []), TestActor);
        var partition = ExpectMsg<PartitionReply>().Partition.Id;
        cec.Tell(new PairAdapters(client.Id, partition), TestActor);
        ExpectMsg<AdapterPairReply>();
        return (cec, client, Sys.ActorOf(Props.Create(() => new FakeVios(cec, partition, port, hangs))), port);
    }

    private void Boot(IActorRef cec, Partition client)
    {
        cec.Tell(new StartLpar(new LparDefinition(
            client, [new SlotNumber(2)], new WorkloadDefinition(1UL << 48, 64, 200, 7, TimeSpan.Zero), [ViosEventKind.Failure])),
            TestActor);
        ExpectMsg<LparStarted>();
    }

    /// <summary>Actors run on the thread that tells them something: when a tick has passed all of its work is done.</summary>
    private void Pass(int count)
    {
        for (var tick = 0; tick < count; tick++)
            Advance(Tick);
    }

    private void Advance(TimeSpan by)
    {
        _clock.Advance(by);
        ((TestScheduler)Sys.Scheduler).Advance(by);
    }

    private string DetailOf(IActorRef cec, Partition client) => Find(cec, client)?.Detail ?? "";

    private PartitionDispatch? Find(IActorRef cec, Partition client)
    {
        cec.Tell(GetDispatchReport.Instance, TestActor);
        return ExpectMsg<DispatchReport>().Partitions.FirstOrDefault(partition => partition.Client == client.Id);
    }
}
