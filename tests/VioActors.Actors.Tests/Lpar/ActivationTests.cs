using Akka.Actor;
using VioActors.Actors.Cec;
using VioActors.Actors.Lpar;
using VioActors.Actors.Phyp;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Lpar;

/// <summary>Who boots, ends and commands a partition at the same time: one thing happens, the others are told why not.</summary>
public sealed class ActivationTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly GuestLoad Load = new(0, 16, 0);

    private readonly Gate _gate = new();
    private readonly IActorRef _cec;
    private readonly IActorRef _phyp;

    public ActivationTests()
        : base(TestConfigurations.Actors)
    {
        var gate = _gate;
        var definitions = Props.Create(() => new GatedDefinitions(gate));
        _cec = Sys.ActorOf(Props.Create(() => new CecActor(definitions)), "cec");
        _cec.Tell(new GetPhyp(), TestActor);
        _phyp = ExpectMsg<PhypFound>().Phyp;
    }

    [Fact]
    [Trait("Req", "SYS-2")]
    public void WhoeverHearsThatAPartitionRuns_FindsItKnownByItsHypervisor()
    {
        for (var number = 1; number <= 50; number++)
        {
            var partition = Define($"lpar{number}");
            _cec.Tell(new StartLpar(Definition(partition)), TestActor);
            ExpectMsg<LparStarted>();
            _phyp.Tell(GetDispatchReport.Instance, TestActor);
            Assert.Contains(ExpectMsg<DispatchReport>().Partitions, dispatched => dispatched.Client == partition.Id);
        }
    }

    [Fact]
    [Trait("Req", "SYS-2")]
    public void WhileAPartitionIsBooted_NobodyElseBootsOrEndsIt()
    {
        var partition = DefineWithAdapter();
        var boot = new BootGuest(partition.Id, Load);
        _gate.Close();
        _cec.Tell(boot, TestActor);

        object[] others = [boot, new StartLpar(Definition(partition)), new EndGuest(partition.Id)];
        foreach (var other in others)
        {
            _cec.Tell(other, TestActor);
            var refused = ExpectMsg<Rejected>();
            Assert.Equal(RejectionCode.Busy, refused.Code);
            Assert.Contains("is being booted", refused.Reason, StringComparison.Ordinal);
        }

        _gate.Open();
        var lpar = ExpectMsg<LparStarted>().Lpar;
        _cec.Tell(boot, TestActor);
        Assert.Equal(lpar, ExpectMsg<LparStarted>().Lpar);
        _cec.Tell(new StartLpar(Definition(partition)), TestActor);
        Assert.Equal(lpar, ExpectMsg<LparStarted>().Lpar);
    }

    [Fact]
    [Trait("Req", "SYS-2")]
    public void APartitionThatIsEnded_NeverRunsBesideTheNextOne()
    {
        var partition = DefineWithAdapter();
        var start = new StartLpar(Definition(partition));
        _cec.Tell(start, TestActor);
        var former = ExpectMsg<LparStarted>().Lpar;
        for (var round = 0; round < 20; round++)
        {
            Watch(former);
            _cec.Tell(new EndGuest(partition.Id), TestActor);
            _cec.Tell(start, TestActor);
            var (ended, next) = (false, (IActorRef)ActorRefs.Nobody);
            while (!ended || next.IsNobody())
            {
                switch (ReceiveOne(TimeSpan.FromSeconds(60)))
                {
                    case Terminated:
                        break;
                    case Ok:
                        ended = true;
                        break;
                    case LparStarted started:
                        Assert.True(ended);
                        next = started.Lpar;
                        break;
                    case Rejected refused:
                        Assert.Contains("is being ended", refused.Reason, StringComparison.Ordinal);
                        _cec.Tell(start, TestActor);
                        break;
                    case var other:
                        Assert.Fail($"{other}");
                        break;
                }
            }

            Assert.NotEqual(former, next);
            former = next;
        }
    }

    private static LparDefinition Definition(Partition partition) =>
        new(partition, [], new WorkloadDefinition(1UL << 48, 16, 0, 1, TimeSpan.Zero), []);

    private Partition Define(string name, PartitionKind kind = PartitionKind.Client)
    {
        _phyp.Tell(new DefinePartition(name, kind, []), TestActor);
        return ExpectMsg<PartitionReply>().Partition;
    }

    private Partition DefineWithAdapter()
    {
        var (partition, vios) = (Define("lpar1"), Define("vios1", PartitionKind.Vios));
        _phyp.Tell(new PairAdapters(partition.Id, vios.Id), TestActor);
        ExpectMsg<AdapterPairReply>();
        return partition;
    }

    /// <summary>Keeps questions to the definitions from them for a while.</summary>
    private sealed class Gate
    {
        private volatile bool _isClosed;

        public bool IsClosed => _isClosed;

        public IActorRef Keeper { get; set; } = ActorRefs.Nobody;

        public void Close() => _isClosed = true;

        public void Open()
        {
            _isClosed = false;
            Keeper.Tell(Opened.Instance);
        }
    }

    private sealed record Opened
    {
        public static Opened Instance { get; } = new();
    }

    private sealed class GatedDefinitions : ReceiveActor, IWithUnboundedStash
    {
        public GatedDefinitions(Gate gate)
        {
            gate.Keeper = Self;
            var inner = Context.ActorOf(Props.Create(() => new PartitionsActor(ViosFiles.Cec)), "inner");
            Receive<Opened>(_ => Stash.UnstashAll());
            ReceiveAny(message =>
            {
                if (gate.IsClosed)
                    Stash.Stash();
                else
                    inner.Forward(message);
            });
        }

        public IStash Stash { get; set; } = null!;
    }
}
