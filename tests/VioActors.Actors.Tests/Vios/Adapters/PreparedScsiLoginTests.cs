using Akka.Actor;
using Akka.TestKit;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios.Adapters;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Tests.Vios.Adapters;

/// <summary>
/// How long a prepared login of a virtual SCSI client is kept: one server adapter, whose daemon the test plays, in virtual time.
/// </summary>
public sealed class PreparedScsiLoginTests : Akka.TestKit.Xunit2.TestKit
{
    private readonly PlayedAdapter _played;
    private readonly IActorRef _host;

    public PreparedScsiLoginTests()
        : base(TestConfigurations.ActorsInVirtualTime)
    {
        _played = new PlayedAdapter(this);
        var (adapter, ports) = (PlayedAdapter.VirtualScsi, _played.Ports);
        _host = Sys.ActorOf(Props.Create(() => new VhostActor(adapter, Array.Empty<Domain.Vios.VirtualTargetDevice>(), ports)));
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    [Trait("Req", "STO-7")]
    public async Task AClientThatDoesNotCome_IsLoggedOutAfter30Seconds_AndComesLaterAsAnyOther()
    {
        Prepare();
        _played.Pass(TimeSpan.FromSeconds(30) - PlayedAdapter.Moment);
        IsThrough();
        _played.Daemon.HasNothing();

        _played.Pass(PlayedAdapter.Moment);

        Assert.Equal(PlayedAdapter.VirtualScsi.Name, _played.Daemon.ExpectMsg<RecordClientLogout>().Adapter);
        var login = LogInAsync();
        Record(null);
        await login;
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public async Task AClientThatComesAtTheLastMoment_AsksNobody_AndIsNotLoggedOutLater()
    {
        Prepare();
        _played.Pass(TimeSpan.FromSeconds(30) - PlayedAdapter.Moment);
        IsThrough();

        await LogInAsync();
        _played.Pass(TimeSpan.FromMinutes(1));

        IsThrough();
        _played.Daemon.HasNothing();
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public void AClientThatIsRefused_IsLoggedOutAtOnce_AndAnotherPreparationMayFollow()
    {
        _host.Tell(new PrepareLogin(PlayedAdapter.Client), TestActor);
        _played.Daemon.ExpectMsg<RecordClientLogin>();
        _played.Daemon.Reply(new ClientLoginAnswer(null, LoginRefusal.ServiceUnavailable, "the VIOS DB is away"));
        Assert.False(ExpectMsg<LoginPrepared>().IsReady);
        _played.Daemon.ExpectMsg<RecordClientLogout>();

        Prepare();
    }

    [Fact]
    [Trait("Req", "ID-1")]
    [Trait("Req", "STO-7")]
    public void ALoginThatFailsForAReasonNobodyExpects_IsRefusedAtOnce_AndNothingStaysOpenForIt()
    {
        _host.Tell(new NexusRequested(new InitiatorPort(PlayedAdapter.Initiator, 0, "test"), new NoSink()), TestActor);
        _played.Daemon.ExpectMsg<RecordClientLogin>();
        _played.Daemon.Reply(new Status.Failure(new InvalidOperationException("nobody expects it")));

        var refused = ExpectMsg<NexusLogin>();
        Assert.Equal((null, LoginRefusal.ServiceUnavailable), (refused.Nexus, refused.Refusal));
        _played.Daemon.ExpectMsg<RecordClientLogout>();
    }

    [Fact]
    [Trait("Req", "STO-7")]
    public void AnAdapterThatFailsWhileALoginRuns_LogsItsClientOutWhenThatHasLeft()
    {
        _host.Tell(new NexusRequested(new InitiatorPort(PlayedAdapter.Initiator, 0, "test"), new NoSink()), TestActor);
        _played.Daemon.ExpectMsg<RecordClientLogin>();

        // The message breaks it; the login goes on.
        _host.Tell(new VhostChanged(PlayedAdapter.VirtualScsi, null!));
        _played.Daemon.Reply(PlayedAdapter.Recorded);
        _played.Daemon.ExpectMsg<RecordUse>();
        _played.Daemon.Reply(new UseRecorded(new Dictionary<LuUdid, string>()));

        ExpectMsg<NexusLogin>().Nexus!.Close("test");
        _played.Daemon.ExpectMsg<RecordClientLogout>();
    }

    private void Prepare()
    {
        _host.Tell(new PrepareLogin(PlayedAdapter.Client), TestActor);
        Record(PlayedAdapter.Client);
        Assert.True(ExpectMsg<LoginPrepared>().IsReady);
        IsThrough();
    }

    /// <summary>The steps of a login that ask others.</summary>
    private void Record(Domain.Phyp.ClientIdentity? client)
    {
        Assert.Equal(client, _played.Daemon.ExpectMsg<RecordClientLogin>().Client);
        _played.Daemon.Reply(PlayedAdapter.Recorded);
        Assert.Empty(_played.Daemon.ExpectMsg<RecordUse>().Units);
        _played.Daemon.Reply(new UseRecorded(new Dictionary<LuUdid, string>()));
    }

    private Task<TestInitiator> LogInAsync() =>
        TestInitiator.LoginAsync(new VhostTargetPort(_host, TestLimits.Answer), PlayedAdapter.Initiator);

    /// <summary>It has done what it was told before: one that is prepared, or logged in, is not prepared again.</summary>
    private void IsThrough()
    {
        _host.Tell(new PrepareLogin(PlayedAdapter.Client), TestActor);
        Assert.False(ExpectMsg<LoginPrepared>().IsReady);
    }

    private sealed class NoSink : INexusSink
    {
        public void NexusLost(string reason)
        {
            // There is none.
        }
    }
}
