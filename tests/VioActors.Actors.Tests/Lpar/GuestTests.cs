using Akka.Actor;
using VioActors.Actors.Cec;
using VioActors.Actors.Lpar;
using VioActors.Actors.Phyp;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Lpar;

/// <summary>A built-in partition whose two paths lead to target ports that the test plays.</summary>
public sealed class GuestTests : Akka.TestKit.Xunit2.TestKit
{
    private const int BlockCount = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly ScriptedPort _first = new();
    private readonly ScriptedPort _second;
    private readonly IActorRef _lpar;
    private readonly IActorRef[] _vioses;

    public GuestTests()
        : base(TestConfigurations.Actors)
    {
        _second = new ScriptedPort { SameDiskAs = _first };
        var definitions = Props.Create(() => new PartitionsActor(ViosFiles.Cec));
        var cec = Sys.ActorOf(Props.Create(() => new CecActor(definitions)), "cec");
        cec.Tell(new GetPhyp(), TestActor);
        var phyp = ExpectMsg<PhypFound>().Phyp;
        var client = Define(phyp, "lpar1", PartitionKind.Client);
        var ids = new[] { Define(phyp, "vios1", PartitionKind.Vios).Id, Define(phyp, "vios2", PartitionKind.Vios).Id };
        var slots = ids.Select(vios => Pair(phyp, client.Id, vios)).ToValueList();
        _vioses =
        [
            Sys.ActorOf(Props.Create(() => new FakeVios(phyp, ids[0], _first)), "fake-vios1"),
            Sys.ActorOf(Props.Create(() => new FakeVios(phyp, ids[1], _second)), "fake-vios2"),
        ];
        cec.Tell(new StartLpar(new LparDefinition(client, slots, new WorkloadDefinition(1UL << 48, BlockCount, 400, 1, TimeSpan.Zero), [])),
            TestActor);
        _lpar = ExpectMsg<LparStarted>().Lpar;
        AwaitCondition(() => Report().Paths.All(path => path.Enabled), Patience);
    }

    [Fact]
    [Trait("Req", "IO-4")]
    public void AGuest_WritesAndComparesThroughThePreferredPath()
    {
        AwaitWrites(20);
        var report = Verify();
        Assert.Equal((0L, 0L, 0), (report.Contradictions, report.IoErrors, report.WaitingForPath));
        Assert.True(report.Reads >= BlockCount);
    }

    [Theory]
    [Trait("Req", "IO-4")]
    [InlineData(2, 0x04, 0x0C)]
    [InlineData(2, 0x04, 0x01)]
    [InlineData(0xB, 0x2F, 0x02)]
    [InlineData(5, 0x25, 0x00)]
    public void APathThatFails_IsLeftForTheOther_WithoutAnError(byte key, byte code, byte qualifier)
    {
        AwaitWrites(5);
        _first.FailsWith = ScriptedPort.Sense(key, code, qualifier);
        var before = _second.CommandCount;
        AwaitWrites(20);
        Assert.True(_second.CommandCount > before);
        var report = Report();
        Assert.Equal((0L, 0L), (report.Contradictions, report.IoErrors));
        Assert.True(report.PathSwitches >= 1);

        _second.FailsWith = _first.FailsWith;
        _first.FailsWith = null;
        AwaitWrites(20);
        Assert.Equal((0L, 0L), (Verify().Contradictions, Report().IoErrors));
    }

    [Fact]
    [Trait("Req", "RED-4")]
    public void AViosThatStops_WithCommandsOutstanding_LosesNone()
    {
        AwaitWrites(5);
        _first.Holds = true;
        AwaitCondition(() => !_first.Held.IsEmpty, Patience);
        Sys.Stop(_vioses[0]);
        AwaitWrites(20);
        Assert.Equal((0L, 0L), (Verify().Contradictions, Report().IoErrors));
        Assert.Contains(Report().Paths, path => !path.Enabled);
    }

    [Fact]
    public void ACommandThatTheDeviceRefuses_IsAnError_AndNotTriedElsewhere()
    {
        AwaitWrites(5);
        var before = _second.CommandCount;
        _first.FailsWith = ScriptedPort.Sense(7, 0x27, 7);
        AwaitCondition(() => Report().IoErrors > 0, Patience);
        Assert.Equal(before, _second.CommandCount);
        _first.FailsWith = null;
        Assert.Equal(0, Verify().Contradictions);
    }

    [Fact]
    public void ADamagedBlock_IsFoundAndNamed()
    {
        AwaitWrites(60);
        SetRate(0);
        Verify();
        Assert.Equal(0, Report().Contradictions);
        var damaged = Enumerable.Range(0, BlockCount).Where(block => _first.TryDamage(block)).ToList();
        Assert.NotEmpty(damaged);
        var report = Verify();
        Assert.Equal(damaged.Select(block => $"block {block} is damaged").Order(), report.FirstContradictions.Order());
        Assert.Equal(damaged.Count, report.Contradictions);
    }

    [Fact]
    public void AVerification_EndsAlsoWhenItBeginsDuringAWrite()
    {
        AwaitWrites(5);
        _first.Holds = true;
        AwaitCondition(() => _first.Held.Any(task => task.Cdb.Span[0] == 0x8A), Patience);
        SetRate(0);
        _lpar.Tell(VerifyEveryBlock.Instance, TestActor);
        Report();
        _first.Holds = false;
        while (_first.Held.TryDequeue(out var held))
            _first.Submit(held);
        FishForMessage<GuestReport>(report => report.Reads >= BlockCount && report.Contradictions == 0, Patience);
    }

    private Partition Define(IActorRef phyp, string name, PartitionKind kind)
    {
        phyp.Tell(new DefinePartition(name, kind, []), TestActor);
        return ExpectMsg<PartitionReply>().Partition;
    }

    private SlotNumber Pair(IActorRef phyp, PartitionId client, PartitionId vios)
    {
        phyp.Tell(new PairAdapters(client, vios), TestActor);
        return ExpectMsg<AdapterPairReply>().Pair.ClientSlot;
    }

    private GuestReport Report()
    {
        _lpar.Tell(GetGuestReport.Instance, TestActor);
        return ExpectMsg<GuestReport>(Patience);
    }

    private void SetRate(int ratePerSecond)
    {
        _lpar.Tell(new SetGuestRate(ratePerSecond), TestActor);
        ExpectMsg<GuestReport>(Patience);
    }

    private GuestReport Verify()
    {
        _lpar.Tell(VerifyEveryBlock.Instance, TestActor);
        return ExpectMsg<GuestReport>(Patience);
    }

    private void AwaitWrites(long count)
    {
        var before = Report().Writes;
        AwaitCondition(() => Report().Writes >= before + count, Patience);
    }
}
