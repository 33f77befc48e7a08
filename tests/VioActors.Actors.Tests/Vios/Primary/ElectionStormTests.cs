using Akka.Actor;
using Akka.TestKit;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios.Primary;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Vios.Primary;

/// <summary>
/// Three members stand for the office of the primary node over a network that delays, loses and doubles what they say, with processes that
/// are paused and a VIOS DB that is restarted, in virtual time.
/// </summary>
public sealed class ElectionStormTests : Akka.TestKit.Xunit2.TestKit
{
    private const int Members = 3;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private readonly ViosFiles _files = new();
    private readonly SteppedClock _clock = new();
    private readonly TestProbe _db;
    private readonly List<IActorRef> _primaries = [];
    private readonly List<(IActorRef To, object Message)> _underWay = [];
    private readonly Dictionary<long, VioUuid> _holders = [];
    private ClusterState _state = ClusterState.Empty;
    private long _renewedAt;

    public ElectionStormTests()
        : base(TestConfigurations.ActorsInVirtualTime)
    {
        _db = CreateTestProbe();
        var definition = _files.Define(_db, ActorRefs.Nobody, ViosFiles.SettingsWith("primary-node.lease = 10s"), new FakeTransport());
        var nodes = Enumerable.Range(1, Members).Select(Registration).ToList();
        Apply(new ClusterCreated(
            ClusterName.Parse("dev"), [.. nodes.Select(node => new NodeDefinition(node.Vios, node.Name, node.Drc))], _clock.GetUtcNow()));
        foreach (var node in nodes)
        {
            Apply(new ViosJoined(node, _clock.GetUtcNow()));
            var own = definition with { Vios = node.Vios, Name = node.Name, Incarnation = 1, Time = _clock };
            _primaries.Add(Sys.ActorOf(Props.Create(() => new PrimaryActor(own)), node.Name));
        }

        _renewedAt = _clock.GetTimestamp();
    }

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [Trait("Req", "REG-7")]
    public void NeverDoTwoAct_WhateverIsLostLateOrPaused_AndAfterwardsOneDoes(int seed)
    {
        var random = new Random(seed);
        foreach (var primary in _primaries)
            primary.Tell(StandForPrimary.Instance);
        for (var step = 0; step < 300; step++)
        {
            Storm(random);
            AssertOneAtMost();
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (Acting() is var acting && acting != 1)
        {
            Assert.Equal(0, acting);
            patience.Token.ThrowIfCancellationRequested();
            Pass(TimeSpan.FromMilliseconds(100), timersToo: true);
            TakeClaims();
            DeliverAll();
        }
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _files.Dispose();
    }

    private void Storm(Random random)
    {
        switch (random.Next(10))
        {
            case 0 or 1 or 2:
                Pass(TimeSpan.FromMilliseconds(random.Next(4_000)), timersToo: true);
                break;
            case 3:
                // Processes that stand still: the clock goes on, their timers do not.
                Pass(TimeSpan.FromMilliseconds(random.Next(15_000)), timersToo: false);
                break;
            case 4:
                // The cluster actor of the DB starts anew and does not know when it granted last.
                _renewedAt = _clock.GetTimestamp();
                break;
            case 5 when _underWay.Count > 0:
                _underWay.RemoveAt(random.Next(_underWay.Count));
                break;
            case 6 when _underWay.Count > 0:
                var (to, message) = _underWay[random.Next(_underWay.Count)];
                to.Tell(message, _db.Ref);
                break;
            case 7 or 8 when _underWay.Count > 0:
                DeliverAt(random.Next(_underWay.Count));
                break;
            default:
                TakeClaims();
                break;
        }
    }

    private void Pass(TimeSpan time, bool timersToo)
    {
        _clock.Advance(time);
        if (timersToo)
            Scheduler.Advance(time);
    }

    /// <summary>The DB decides what has come so far; its answers are under way.</summary>
    private void TakeClaims()
    {
        while (_db.HasMessages)
        {
            var message = _db.ReceiveOne(TimeSpan.FromSeconds(60));
            var sinceRenewal = _clock.GetElapsedTime(_renewedAt);
            var decision = message is ClaimPrimary claim
                ? PrimaryElection.Claim(_state, claim, Lease, sinceRenewal, _clock.GetUtcNow())
                : ClusterDecisions.Decide(_state, (IClusterMessage)message, _clock.GetUtcNow());
            foreach (var @event in decision.Events)
                Apply(@event);
            if (decision.Reply is PrimaryGranted)
                _renewedAt = _clock.GetTimestamp();
            _underWay.Add((_db.LastSender, decision.Reply!));
        }
    }

    private void DeliverAll()
    {
        while (_underWay.Count > 0)
            DeliverAt(0);
    }

    private void DeliverAt(int index)
    {
        var (to, message) = _underWay[index];
        _underWay.RemoveAt(index);
        to.Tell(message, _db.Ref);
    }

    private void AssertOneAtMost() => Assert.InRange(Acting(), 0, 1);

    private int Acting()
    {
        var acting = 0;
        for (var index = 0; index < Members; index++)
        {
            var report = _primaries[index].Ask<PrimaryReport>(GetPrimaryReport.Instance, TimeSpan.FromDays(1)).GetAwaiter().GetResult();
            if (!report.Acts)
                continue;
            acting++;
            _holders.TryAdd(report.Term, Id(index + 1));
            Assert.Equal(Id(index + 1), _holders[report.Term]);
        }

        return acting;
    }

    private void Apply(IClusterEvent @event) => _state = _state.Apply(@event);

    private static VioUuid Id(int number) => new(new Guid(number, 0, 0, new byte[8]));

    private static ViosRegistration Registration(int number) => new(
        Id(number), $"vios{number}", new DrcName(ViosFiles.Cec, new PartitionId(number), null), 1, "", [], [], [], []);
}
