using Akka.Actor;
using Akka.TestKit;
using VioActors.Actors.Aggregates;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Dsa;
using VioActors.Domain.Cec;
using VioActors.Domain.Cluster;
using VioActors.Domain.Devices;
using VioActors.Domain.Phyp;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Storage.Paths;

namespace VioActors.Actors.Tests.Vios.Registration;

/// <summary>What a VIOS that is stopping still hears, from a VIOS DB and a hypervisor that the test plays; in virtual time.</summary>
public sealed class StoppingTests : Akka.TestKit.Xunit2.TestKit
{
    private readonly ViosFiles _files = new();
    private readonly TestProbe _db;
    private readonly TestProbe _phyp;
    private readonly TaskCompletionSource _started = new();
    private readonly FakeTransport _transport;
    private readonly IActorRef _vios;

    public StoppingTests()
        : base(TestConfigurations.ActorsInVirtualTime)
    {
        (_db, _phyp) = (CreateTestProbe(), CreateTestProbe());
        _db.IgnoreMessages(message => message is GetCec or DiscoverDevices or GetInventory);
        _phyp.IgnoreMessages(message => message is GetPartitions or FindActiveClients);
        _transport = new FakeTransport { Starting = _started.Task };
        var definition = _files.Define(_db, _phyp, ViosFiles.SettingsWith(""), _transport);
        _vios = Sys.ActorOf(Props.Create(() => new ViosActor(definition)), "vios");
    }

    [Fact]
    [Trait("Req", "NPV-6")]
    public async Task ItsPortalThatListensOnlyThen_MakesItServeNobody()
    {
        OpenPool();
        AwaitCondition(() => _transport.Directory is not null);
        Stop();

        // On a thread without a context it is told before this returns.
        await Task.Run(_started.SetResult);

        Assert.Equal(ViosPhase.Stopping, Phase());
        _phyp.HasNothing();
    }

    [Fact]
    [Trait("Req", "NPV-6")]
    public void AHypervisorThatFallsSilent_IsNotToldThatItServes()
    {
        OpenPool();
        Stop();
        _vios.Tell(new Heartbeat(7), _phyp);
        Assert.Equal(new HeartbeatAnswer(7, Serves: false), _phyp.ExpectMsg<HeartbeatAnswer>());

        Phase();
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(ViosPhase.Stopping, Phase());
        _phyp.HasNothing();
    }

    [Fact]
    [Trait("Req", "NPV-6")]
    public void APathThatReturns_DoesNotLetItsClientsGoOn()
    {
        OpenPool();
        AwaitCondition(() => _transport.Directory is not null);
        Stop();

        _vios.Tell(new PathChanged("vios1-fabric0", new PathTransition(9, DateTimeOffset.UnixEpoch, PathState.Up, default, "it is back")));

        Assert.Equal(ViosPhase.Stopping, Phase());
        _phyp.HasNothing();
    }

    [Fact]
    [Trait("Req", "NPV-6")]
    public void APoolThatIsFoundOnlyThen_IsNotOpened()
    {
        var pool = BecomeClusterAware();
        Stop();

        _db.Send(_vios, pool);

        Assert.Equal(ViosPhase.Stopping, Phase());
        Assert.Null(_transport.Directory);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _files.Dispose();
    }

    /// <summary>It is at its last step, whose answer does not come.</summary>
    private void Stop()
    {
        _vios.Tell(new StopVios("the test stops it"));
        _db.FishForMessage<DeregisterVios>(_ => true);
    }

    private void OpenPool()
    {
        var pool = BecomeClusterAware();

        // The timer is there only when the VIOS is through with becoming aware.
        Phase();
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromMilliseconds(1));
        _db.FishForMessage<GetPool>(_ => true);
        _db.Reply(pool);
    }

    private PoolFound BecomeClusterAware()
    {
        var volume = _files.MakeVolume();
        _db.ExpectMsg<RegisterVios>();
        _db.Reply(new ViosRegistered(new ClusterData(
            ClusterName.Parse("dev"), new ObjectVersion(7), [], [], [], PrimaryOffice.Vacant)));
        _db.ExpectMsg<SubscribeVios>();
        return ViosFiles.FoundOf(volume);
    }

    private ViosPhase Phase()
    {
        _vios.Tell(GetViosReport.Instance, TestActor);
        return ExpectMsg<ViosReport>().Phase;
    }
}
