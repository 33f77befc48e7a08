using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.TestKit;
using VioActors.Actors.Phyp;
using VioActors.Actors.Phyp.Dispatching;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.Phyp.Memory;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Dispatch;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Phyp;

/// <summary>A hypervisor with a VIOS and two client partitions, which the test plays.</summary>
public abstract class PlayedPartitions : Akka.TestKit.Xunit2.TestKit
{
    private protected PlayedPartitions()
        : base(TestConfigurations.Actors) => (Lpar, Other) = (CreateTestProbe(), CreateTestProbe());

    /// <summary>Plays <see cref="Client"/>.</summary>
    private protected TestProbe Lpar { get; }

    /// <summary>Plays <see cref="Neighbour"/>.</summary>
    private protected TestProbe Other { get; }

    /// <summary>What <see cref="Vios"/> has behind every slot.</summary>
    private protected ScriptedPort Port { get; } = new();

    private protected IActorRef Phyp { get; private set; } = ActorRefs.Nobody;

    private protected PartitionId Vios { get; private set; }

    /// <summary>Its only path goes through <see cref="Vios"/>.</summary>
    private protected PartitionId Client { get; private set; }

    /// <summary>Of <see cref="Client"/> and <see cref="Vios"/>.</summary>
    private protected AdapterPair Pair { get; private set; } = null!;

    private protected PartitionId Neighbour { get; private set; }

    private protected void Start(PhypSettings settings)
    {
        // Its VIOS never fails by itself, however slow the machine is.
        settings = settings with { HeartbeatMissesMax = 10_000 };
        var definitions = Props.Create(() => new PartitionsActor(ViosFiles.Cec));
        var phyp = Phyp = Sys.ActorOf(Props.Create(() => new PhypActor(definitions, settings, TimeProvider.System)), "phyp");
        (Vios, Client, Neighbour) = (Define("vios1", PartitionKind.Vios), Define("lpar1", PartitionKind.Client),
            Define("lpar2", PartitionKind.Client));
        Phyp.Tell(new PairAdapters(Client, Vios), TestActor);
        Pair = ExpectMsg<AdapterPairReply>().Pair;
        Phyp.Tell(new RegisterEvents(Client, [ViosEventKind.Failure]), TestActor);
        ExpectMsg<Ok>();
        var (vios, port, answers) = (Vios, Port, new StrongBox<bool>(false));
        Sys.ActorOf(Props.Create(() => new FakeVios(phyp, vios, port, answers)), "vios");
        Phyp.Tell(new AttachLpar(Client) { Luns = [1UL << 48] }, Lpar.Ref);
        Phyp.Tell(new AttachLpar(Neighbour), Other.Ref);
        AwaitCondition(() => IsServed());
        AwaitCondition(() => Processors().Partitions.Count == 2 && Memory(Client) > 0 && Memory(Neighbour) > 0);
    }

    /// <summary>An interruption of <see cref="Vios"/> is announced; <see cref="Client"/> is told to stop.</summary>
    private protected void Interrupt()
    {
        Phyp.Tell(new InterruptVios(Vios, ViosEventKind.Failure, "test"), TestActor);
        Lpar.ExpectMsg<StopDispatch>();
    }

    private protected void Freeze()
    {
        Interrupt();
        Phyp.Tell(new DispatchStopped(Client), Lpar.Ref);
        FishForMessage<InterruptionReady>(ready => ready.Frozen.Count == 1);
    }

    private PartitionId Define(string name, PartitionKind kind)
    {
        Phyp.Tell(new DefinePartition(name, kind, []), TestActor);
        return ExpectMsg<PartitionReply>().Partition.Id;
    }

    private bool IsServed()
    {
        Phyp.Tell(new FindWhetherServed(Client), TestActor);
        return ExpectMsg<ClientServed>().IsServed;
    }

    private protected ProcessorFigures Processors()
    {
        Phyp.Tell(GetProcessorFigures.Instance, TestActor);
        return ExpectMsg<ProcessorFigures>();
    }

    private protected PartitionFigures Figures() => Processors().Partitions.Single(partition => partition.Client == Client);

    private protected int Memory(PartitionId client)
    {
        Phyp.Tell(GetMemoryFigures.Instance, TestActor);
        return ExpectMsg<MemoryFigures>().Partitions.FirstOrDefault(partition => partition.Client == client)?.UsableMebibytes ?? 0;
    }
}
