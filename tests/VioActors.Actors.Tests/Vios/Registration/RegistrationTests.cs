using Akka.Actor;
using Akka.TestKit;
using VioActors.Actors.Aggregates;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Adapters;
using VioActors.Actors.Vios.ClusterNetwork;
using VioActors.Domain.Cec;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;

namespace VioActors.Actors.Tests.Vios.Registration;

/// <summary>A VIOS in conversation with a VIOS DB that the test plays, in virtual time.</summary>
public sealed class RegistrationTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    private readonly ViosFiles _files = new();
    private readonly TestProbe _db;
    private readonly TestProbe _phyp;
    private readonly ViosDefinition _definition;
    private readonly FakeTransport _transport = new();
    private IActorRef _vios;

    public RegistrationTests()
        : base(TestConfigurations.ActorsInVirtualTime)
    {
        _db = CreateTestProbe();

        // The inventory of the devices goes on beside the registration.
        _db.IgnoreMessages(message => message is GetCec or DiscoverDevices or GetInventory);
        _phyp = CreateTestProbe();
        _definition = _files.Define(_db, _phyp, ViosFiles.SettingsWith("registration { answer-timeout = 5s, retry-count-max = 2 }"),
            _transport);
        _vios = Sys.ActorOf(Props.Create(() => new ViosActor(_definition)), "vios");
    }

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    [Trait("Req", "REG-1")]
    [Trait("Req", "REG-2")]
    public void AStartingVios_SendsWhoItIs_WithEveryLayerOfItsStack()
    {
        var registration = _db.ExpectMsg<RegisterVios>().Registration;
        Assert.Equal((_files.Vios, "vios1", _definition.Drc, 1L),
            (registration.Vios, registration.Name, registration.Drc, registration.Incarnation));
        Assert.Equal(
            [(StackLayer.OsKernel, LayerStatus.Up), (StackLayer.StorageVirtualization, LayerStatus.Starting),
                (StackLayer.Clustering, LayerStatus.Starting)],
            registration.Stack.Select(layer => (layer.Layer, layer.Status)));
        Assert.Equal([new ComponentVersion("vio-actors", "1.2.3")], registration.Components);
        Assert.Equal(ViosPhase.Registering, Report().Phase);
    }

    [Fact]
    [Trait("Req", "REG-3")]
    public void NoAnswerWithinTheTimeout_TheSameRequestIsSentAgain_AsOftenAsConfigured_ThenItHasFailedAndServesNobody()
    {
        var first = _db.ExpectMsg<RegisterVios>();
        for (var repeat = 0; repeat < 2; repeat++)
        {
            // Each is waited for twice as long as the one before, and up to an eighth more.
            var wait = AnswerTimeout * (1 << repeat);
            Scheduler.Advance(wait - TimeSpan.FromMilliseconds(1));
            Assert.Equal(ViosPhase.Registering, Report().Phase);
            Assert.False(_db.HasMessages);
            Scheduler.Advance((wait / 8) + TimeSpan.FromMilliseconds(1));
            Assert.Equal(first, _db.ExpectMsg<RegisterVios>());
        }

        Scheduler.Advance(AnswerTimeout * 4.5);
        var report = AwaitPhase(ViosPhase.RegistrationFailed);
        Assert.Equal(3, report.RegistrationAttempts);
        Assert.Contains("did not answer 3 requests", report.Detail, StringComparison.Ordinal);
        Assert.Equal(LayerStatus.Down, StatusOf(report, StackLayer.Clustering));
        _vios.Tell(new FindTargetPort(AdapterName.Parse("vhost0")), TestActor);
        Assert.Null(ExpectMsg<TargetPortFound>().Port);
        Assert.False(_db.HasMessages);
    }

    [Fact]
    [Trait("Req", "REG-3")]
    public void AVios_WhoseRegistrationFailed_CanBeToldToTryAgain()
    {
        _db.ExpectMsg<RegisterVios>();
        _db.Reply(new Rejected(RejectionCode.NotFound, "it is no member"));
        Assert.Equal("it is no member", AwaitPhase(ViosPhase.RegistrationFailed).Detail);

        _vios.Tell(RegisterAgain.Instance, TestActor);
        Assert.Equal(ViosPhase.Registering, ExpectMsg<ViosReport>().Phase);
        _db.ExpectMsg<RegisterVios>();
        _db.Reply(new ViosRegistered(Cluster(7)));
        Assert.Equal(1, AwaitPhase(ViosPhase.ClusterAware).RegistrationAttempts);

        // Told again while it is a member, it goes on as it is.
        _db.ExpectMsg<SubscribeVios>();
        _vios.Tell(RegisterAgain.Instance, TestActor);
        Assert.Equal(ViosPhase.ClusterAware, ExpectMsg<ViosReport>().Phase);
        Assert.False(_db.HasMessages);
    }

    [Fact]
    [Trait("Req", "REG-3")]
    public void ALateAnswerToAnEarlierRequest_CountsAsTheAnswer()
    {
        _db.ExpectMsg<RegisterVios>();
        var registration = _db.LastSender;
        Scheduler.Advance(AnswerTimeout * 1.125);
        _db.ExpectMsg<RegisterVios>();
        registration.Tell(new ViosRegistered(Cluster(3)), _db.Ref);
        Assert.Equal(2, AwaitPhase(ViosPhase.ClusterAware).RegistrationAttempts);
        Scheduler.Advance(AnswerTimeout * 5);
        _db.ExpectMsg<SubscribeVios>();
        Assert.Equal(ViosPhase.ClusterAware, Report().Phase);
    }

    [Fact]
    [Trait("Req", "REG-4")]
    [Trait("Req", "REG-5")]
    public void TheAnswer_IsInTheLocalStore_BeforeTheViosCountsAsClusterAware_AndThenItSubscribes()
    {
        _db.ExpectMsg<RegisterVios>();
        Assert.Null(_files.ReadStore().Cluster);
        _db.Reply(new ViosRegistered(Cluster(7)));

        // The subscription is the first thing that a cluster aware VIOS does.
        Assert.Equal(new SubscribeVios(_files.Vios), _db.ExpectMsg<SubscribeVios>());
        Assert.Equal(Cluster(7), _files.ReadStore().Cluster);
        var report = Report();
        Assert.Equal((ViosPhase.ClusterAware, new ObjectVersion(7)), (report.Phase, report.ClusterVersion));
        Assert.Equal(LayerStatus.Up, StatusOf(report, StackLayer.Clustering));
    }

    [Fact]
    [Trait("Req", "REG-2")]
    [Trait("Req", "REG-12")]
    public void ItNamesTheVersionThatItHas_AndKeepsWhatItMissed_AlsoWithAWholeThatIsOlderThanItsJoining()
    {
        Assert.Equal(default(ObjectVersion), _db.ExpectMsg<RegisterVios>().KnownVersion);
        _db.Reply(new ViosRegisteredSince(Cluster(5), Changes(5, 7).Changes, ClusterDigest.Of(Cluster(7))));
        _db.ExpectMsg<SubscribeVios>();
        Assert.Equal(Cluster(7), _files.ReadStore().Cluster);
        Assert.Equal(new ObjectVersion(7), Report().ClusterVersion);
        Restart();

        Assert.Equal(new ObjectVersion(7), _db.ExpectMsg<RegisterVios>().KnownVersion);
        _db.Reply(new ViosRegisteredSince(null, Changes(7, 9).Changes, ClusterDigest.Of(Cluster(9))));
        _db.ExpectMsg<SubscribeVios>();
        Assert.Equal(Cluster(9), _files.ReadStore().Cluster);
        Assert.Equal(new ObjectVersion(9), Report().ClusterVersion);
    }

    [Fact]
    [Trait("Req", "REG-4")]
    [Trait("Req", "REG-12")]
    public void DifferencesThatLeadElsewhere_AreNotKept_AndItIsNotClusterAwareBeforeItHasTheWhole()
    {
        _db.ExpectMsg<RegisterVios>();
        _db.Reply(new ViosRegisteredSince(Cluster(5), Changes(5, 7).Changes, ClusterDigest.Of(Cluster(7)) + 1));
        _db.ExpectMsg<GetCluster>();
        Assert.Null(_files.ReadStore().Cluster);
        Assert.Equal(ViosPhase.Registering, Report().Phase);

        // The answer to that is lost: it is asked for again.
        Scheduler.Advance(TimeSpan.FromSeconds(5));
        _db.ExpectMsg<GetCluster>();
        _db.Reply(new ClusterFound(Cluster(7)));
        _db.ExpectMsg<SubscribeVios>();
        Assert.Equal(Cluster(7), _files.ReadStore().Cluster);
        Assert.Equal(ViosPhase.ClusterAware, Report().Phase);
    }

    [Fact]
    [Trait("Req", "REG-5")]
    [Trait("Req", "REG-8")]
    public void AClusterEvent_MakesItReadTheData_AndKeepThemInItsLocalStore()
    {
        BecomeClusterAware();
        _vios.Tell(new ClusterAnnounced(new ObjectVersion(8)));
        Assert.Equal(new ObjectVersion(7), _db.ExpectMsg<GetClusterChanges>().Since);

        // While it reads, more is announced: one read more, not one for each.
        _vios.Tell(new ClusterAnnounced(new ObjectVersion(9)));
        _vios.Tell(new ClusterAnnounced(new ObjectVersion(10)));
        _db.Reply(Changes(7, 8));
        AwaitCondition(() => Report().ClusterVersion == new ObjectVersion(8));
        Scheduler.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(new ObjectVersion(8), _db.FishForMessage<GetClusterChanges>(_ => true).Since);
        _db.Reply(Changes(8, 10));
        AwaitCondition(() => Report().ClusterVersion == new ObjectVersion(10));
        Assert.Equal(Cluster(10), _files.ReadStore().Cluster);
    }

    [Fact]
    [Trait("Req", "REG-8")]
    [Trait("Req", "REG-12")]
    public void ChangesThatDoNotFollow_AreNotKept_AndTheWholeIsRead()
    {
        BecomeClusterAware();
        _vios.Tell(new ClusterAnnounced(new ObjectVersion(12)));
        _db.ExpectMsg<GetClusterChanges>();
        _db.Reply(Changes(9, 12));
        _db.ExpectMsg<GetCluster>();
        Assert.Equal(Cluster(7), _files.ReadStore().Cluster);
        _db.Reply(new ClusterFound(Cluster(12)));
        AwaitCondition(() => Report().ClusterVersion == new ObjectVersion(12));
        Assert.Equal(Cluster(12), _files.ReadStore().Cluster);
    }

    [Fact]
    [Trait("Req", "REG-8")]
    public void TwoAnswersToAReadThatWasRepeated_AreKeptOnce_AndTheWholeIsNotRead()
    {
        BecomeClusterAware();
        _vios.Tell(new ClusterAnnounced(new ObjectVersion(8)));
        _db.ExpectMsg<GetClusterChanges>();
        Report();
        Scheduler.Advance(TimeSpan.FromSeconds(5));
        _db.FishForMessage<GetClusterChanges>(_ => true);
        _db.Reply(Changes(7, 8));
        _db.Reply(Changes(7, 9));
        AwaitCondition(() => Report().ClusterVersion == new ObjectVersion(8));
        Scheduler.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(new ObjectVersion(8), Assert.IsType<GetClusterChanges>(_db.FishForMessage<IClusterMessage>(
            message => message is GetCluster or GetClusterChanges)).Since);
        _db.Reply(Changes(8, 9));
        AwaitCondition(() => Report().ClusterVersion == new ObjectVersion(9));
        Assert.Equal(Cluster(9), _files.ReadStore().Cluster);
    }

    [Fact]
    [Trait("Req", "REG-8")]
    public void AReadWithoutAnAnswer_IsGivenUp_AndTheNextAnnouncementReadsAgain()
    {
        BecomeClusterAware();
        _vios.Tell(new ClusterAnnounced(new ObjectVersion(8)));
        _db.ExpectMsg<GetClusterChanges>();
        Report();
        Scheduler.Advance(TimeSpan.FromSeconds(5));
        _vios.Tell(new ClusterAnnounced(new ObjectVersion(9)));
        _db.FishForMessage<GetClusterChanges>(_ => true);
        _db.Reply(new ClusterFound(Cluster(9)));
        AwaitCondition(() => Report().ClusterVersion == new ObjectVersion(9));
    }

    [Fact]
    [Trait("Req", "REG-3")]
    public void AViosDbThatIsBusy_IsAskedForThePoolEverLessOften_AndOneThatAnswersIsNot()
    {
        BecomeClusterAware();
        Report();
        Scheduler.Advance(TimeSpan.FromMilliseconds(1));
        _db.ExpectMsg<GetPool>();
        var asked = 0;
        for (var step = 0; step < 40; step++)
        {
            Scheduler.Advance(TimeSpan.FromMilliseconds(250));
            Report();
            for (; _db.HasMessages; asked++)
                _db.ExpectMsg<GetPool>();
        }

        // In ten seconds: 0.25, 0.5, 1, 2, 4 s after each other.
        Assert.InRange(asked, 4, 6);
        _vios.Tell(new Rejected(RejectionCode.NotFound, "there is no pool yet"), TestActor);
        Report();
        Scheduler.Advance(TimeSpan.FromMilliseconds(300));
        _db.ExpectMsg<GetPool>();
    }

    [Fact]
    public void AVolumeThatIsRefused_IsNamed_AndTheViosServesNobody()
    {
        var volume = _files.MakeVolume();
        File.WriteAllText(_files.VolumePath, "overwritten");
        BecomeClusterAware();

        // The timer is there only when the VIOS is through with becoming aware.
        Report();
        Scheduler.Advance(TimeSpan.FromMilliseconds(1));
        _db.ExpectMsg<GetPool>();
        _db.Reply(ViosFiles.FoundOf(volume));
        AwaitCondition(() => Report().Detail.Contains(_files.VolumePath, StringComparison.Ordinal));
        var report = Report();
        Assert.Equal((ViosPhase.ClusterAware, LayerStatus.Down), (report.Phase, StatusOf(report, StackLayer.StorageVirtualization)));
    }

    [Fact]
    [Trait("Req", "REG-11")]
    [Trait("Req", "REG-12")]
    public void WhatDefinesTheViosInTheDb_IsToldAgain_UntilTheDbHasAnsweredWithItsDevices()
    {
        var volume = _files.MakeVolume();
        BecomeClusterAware();
        Report();
        Scheduler.Advance(TimeSpan.FromMilliseconds(1));
        _db.ExpectMsg<GetPool>();
        _db.Reply(ViosFiles.FoundOf(volume));
        var first = _db.FishForMessage<DefineVios>(_ => true);
        _db.FishForMessage<GetViosDevices>(_ => true);

        _vios.Tell(new ClusterNetworkChanged(true));

        Assert.Equal(first, _db.FishForMessage<DefineVios>(_ => true));
        _db.FishForMessage<GetViosDevices>(_ => true);
        _db.Reply(new ViosDevicesFound(new ViosDevices(_files.Vios, _definition.Drc, new ObjectVersion(1), [], [], [], Retired: false)));
        AwaitCondition(() => Report().Devices is not null);
        _vios.Tell(new ClusterNetworkChanged(true));
        Assert.IsType<GetViosDevices>(_db.FishForMessage<IViosMessage>(_ => true));
    }

    [Fact]
    [Trait("Req", "REG-3")]
    public void ARegistrationThatFailsWhenItIsAMemberAlready_ChangesNothing()
    {
        BecomeClusterAware();
        _vios.Tell(new Actors.Vios.Registration.RegistrationFailed("the VIOS DB did not answer", 3));
        Assert.Equal(ViosPhase.ClusterAware, Report().Phase);
    }

    [Fact]
    [Trait("Req", "REG-9")]
    public void ALocalStoreThatFails_StopsTheVios_AndTheDbIsTold()
    {
        BecomeClusterAware();
        Watch(_vios);
        _definition.LocalStore.Dispose();
        _vios.Tell(new ClusterAnnounced(new ObjectVersion(8)));
        _db.ExpectMsg<GetClusterChanges>();
        _db.Reply(Changes(7, 8));
        ExpectTerminated(_vios);
        var failed = _db.FishForMessage<ReportViosFailed>(_ => true);
        Assert.Equal((_files.Vios, 1L), (failed.Vios, failed.Incarnation));
        Assert.Contains("daemon", failed.Reason, StringComparison.Ordinal);
        Assert.True(_transport.IsStopped);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _files.Dispose();
    }

    private static ClusterChangesFound Changes(long from, long to) => new(new ClusterChanges(
        ClusterName.Parse("dev"), new ObjectVersion(from), new ObjectVersion(to), [], [], [], PrimaryOffice.Vacant));

    private static ClusterData Cluster(long version) =>
        new(ClusterName.Parse("dev"), new ObjectVersion(version), [], [], [], PrimaryOffice.Vacant);

    private static LayerStatus StatusOf(ViosReport report, StackLayer layer) => report.Stack.Single(state => state.Layer == layer).Status;

    /// <summary>The VIOS ends and its next life begins.</summary>
    private void Restart()
    {
        Watch(_vios);
        Sys.Stop(_vios);
        ExpectTerminated(_vios);
        while (_db.HasMessages)
            _db.ReceiveOne();
        var definition = _files.Define(_db, _phyp, _definition.Settings, new FakeTransport());
        _vios = Sys.ActorOf(Props.Create(() => new ViosActor(definition)), "vios-again");
    }

    private void BecomeClusterAware()
    {
        _db.ExpectMsg<RegisterVios>();
        _db.Reply(new ViosRegistered(Cluster(7)));
        _db.ExpectMsg<SubscribeVios>();
    }

    private ViosReport Report()
    {
        _vios.Tell(GetViosReport.Instance, TestActor);
        return ExpectMsg<ViosReport>();
    }

    private ViosReport AwaitPhase(ViosPhase phase)
    {
        AwaitCondition(() => Report().Phase == phase);
        return Report();
    }
}
