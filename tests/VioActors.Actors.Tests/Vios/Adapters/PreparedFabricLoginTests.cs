using Akka.Actor;
using Akka.TestKit;
using VioActors.Actors.San;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios.Adapters;
using VioActors.Actors.Vios.Fc;
using VioActors.Domain.Npiv;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Tests.Vios.Adapters;

/// <summary>
/// A Fibre Channel client that is in the fabric before its VIOS announces itself: one server adapter, whose daemon, hypervisor and ports
/// the test plays, in virtual time.
/// </summary>
public sealed class PreparedFabricLoginTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly Wwpn First = Wwpn.Parse("c05076082d820002");
    private static readonly Wwpn Second = Wwpn.Parse("c05076082d820003");

    private readonly PlayedAdapter _played;
    private readonly ScriptedPort _fabric = new();
    private readonly IActorRef _host;

    public PreparedFabricLoginTests()
        : base(TestConfigurations.ActorsInVirtualTime)
    {
        _played = new PlayedAdapter(this);
        var (adapter, ports) = (PlayedAdapter.FibreChannel, _played.Ports);
        _host = Sys.ActorOf(Props.Create(() => new VfchostActor(adapter, PlayedAdapter.Fcs0, ports)));
    }

    [Fact]
    [Trait("Req", "ID-1")]
    [Trait("Req", "NPV-2")]
    [Trait("Req", "NPV-7")]
    public async Task AClientThatIsExpected_IsInTheFabricBefore_AndItsLoginAsksOnlyForItsName()
    {
        Prepare();

        var initiator = await LogInAsync(First);

        _played.Daemon.HasNothing();
        _played.FcPorts.HasNothing();
        Assert.Equal(0, _fabric.CloseCount);
        var bytes = TestInitiator.Pattern(3, 4096);
        await initiator.WriteAsync(1, 4096, bytes);
        Assert.Equal(bytes, await initiator.ReadAsync(1, 4096, bytes.Length));
        Assert.Equal(First, Report().Login!.Port);
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public async Task TheFabricLogin_OfAClientThatHasComeSince_EndsForTheClientToo()
    {
        var sink = Prepare();
        var initiator = await LogInAsync(First);

        sink.NexusLost("the link is gone");

        Assert.Equal("the link is gone", await initiator.Lost);
        Assert.Equal(PlayedAdapter.FibreChannel.Name, _played.Daemon.ExpectMsg<RecordClientLogout>().Adapter);
        Assert.Null(Report().Login);
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public async Task AClientThatDoesNotCome_IsOutOfTheFabricAndLoggedOutAfter30Seconds_AndComesLaterAsAnyOther()
    {
        Prepare();
        _played.Pass(TimeSpan.FromSeconds(30) - PlayedAdapter.Moment);
        Report();
        _played.Daemon.HasNothing();
        Assert.Equal(0, _fabric.CloseCount);

        _played.Pass(PlayedAdapter.Moment);

        Assert.Equal(PlayedAdapter.FibreChannel.Name, _played.Daemon.ExpectMsg<RecordClientLogout>().Adapter);
        AwaitCondition(() => _fabric.CloseCount == 1);
        var login = TestInitiator.LoginAsync(new VhostTargetPort(_host, TestLimits.Answer), PlayedAdapter.Initiator);
        Enter(First, null);
        await login;
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public async Task AClientThatHasCome_IsNotLoggedOutLater()
    {
        Prepare();
        await LogInAsync(First);

        _played.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal(First, Report().Login!.Port);
        _played.Daemon.HasNothing();
        Assert.Equal(0, _fabric.CloseCount);
    }

    [Fact]
    [Trait("Req", "NPV-2")]
    public async Task AClientThatUsesItsOtherNameBy_Then_LogsInAnewUnderThat()
    {
        Prepare();
        var login = TestInitiator.LoginAsync(new VhostTargetPort(_host, TestLimits.Answer), PlayedAdapter.Initiator);
        Name(Second);

        Enter(Second, null);

        await login;
        AwaitCondition(() => _fabric.CloseCount == 1);
        Assert.Equal(Second, Report().Login!.Port);
    }

    [Theory]
    [Trait("Req", "NPV-1")]
    [InlineData(true)]
    [InlineData(false)]
    public void WithAnotherMapping_OrWithoutItsLink_ThePreparedLoginEnds(bool mapping)
    {
        var sink = Prepare();

        if (mapping)
            _host.Tell(new VfchostChanged(PlayedAdapter.FibreChannel, AdapterName.Parse("fcs1")), TestActor);
        else
            sink.NexusLost("the link is gone");

        Assert.Equal(PlayedAdapter.FibreChannel.Name, _played.Daemon.ExpectMsg<RecordClientLogout>().Adapter);
        AwaitCondition(() => _fabric.CloseCount == 1);
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public async Task AClientThatComesWhileItIsBeingPrepared_WaitsForThat_AndIsNotLoggedInTwice()
    {
        _host.Tell(new PrepareLogin(PlayedAdapter.Client), TestActor);
        Name(First);
        var record = _played.Daemon.ExpectMsg<RecordClientLogin>();
        Assert.Equal((PlayedAdapter.Client, PlayedAdapter.Fcs0), (record.Client, record.Physical));
        var login = TestInitiator.LoginAsync(new VhostTargetPort(_host, TestLimits.Answer), PlayedAdapter.Initiator);
        Report();
        _played.Daemon.Reply(PlayedAdapter.Recorded);
        LetIn(First);
        Assert.True(ExpectMsg<LoginPrepared>().IsReady);
        Name(First);

        await login;
        _played.FcPorts.HasNothing();
        _played.Daemon.HasNothing();
        Assert.Equal(First, Report().Login!.Port);
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public void WhatIsRefusedOrNotAnswered_IsNotPrepared()
    {
        _host.Tell(new PrepareLogin(PlayedAdapter.Client), TestActor);
        Name(First);
        _played.Daemon.ExpectMsg<RecordClientLogin>();
        _played.Daemon.Reply(PlayedAdapter.Recorded);
        _played.FcPorts.ExpectMsg<LogInThrough>();
        _played.FcPorts.Reply(FcPortsActor.Refused("fcs0 is in no fabric"));
        Assert.False(ExpectMsg<LoginPrepared>().IsReady);
        _played.Daemon.ExpectMsg<RecordClientLogout>();

        _host.Tell(new PrepareLogin(PlayedAdapter.Client), TestActor);
        _played.Phyp.ExpectMsg<QueryVirtualFc>();
        _played.Pass(TimeSpan.FromSeconds(10));
        Assert.False(ExpectMsg<LoginPrepared>().IsReady);
        _played.Daemon.ExpectMsg<RecordClientLogout>();
    }

    /// <summary>Gives whom the fabric tells of the end of the login.</summary>
    private INexusSink Prepare()
    {
        _host.Tell(new PrepareLogin(PlayedAdapter.Client), TestActor);
        var sink = Enter(First, PlayedAdapter.Client);
        Assert.True(ExpectMsg<LoginPrepared>().IsReady);

        // By its answer it is through with what it was told before.
        Report();
        return sink;
    }

    /// <summary>The prepared login is used: the hypervisor is asked for the name, and nobody for anything else.</summary>
    private async Task<TestInitiator> LogInAsync(Wwpn name)
    {
        var login = TestInitiator.LoginAsync(new VhostTargetPort(_host, TestLimits.Answer), PlayedAdapter.Initiator);
        Name(name);
        return await login;
    }

    /// <summary>All of the steps.</summary>
    private INexusSink Enter(Wwpn name, ClientIdentity? client)
    {
        Name(name);
        var record = _played.Daemon.ExpectMsg<RecordClientLogin>();
        Assert.Equal(
            (client, PlayedAdapter.Fcs0, PlayedAdapter.Initiator), (record.Client, record.Physical, record.InitiatorName));
        _played.Daemon.Reply(PlayedAdapter.Recorded);
        return LetIn(name);
    }

    private void Name(Wwpn name)
    {
        var query = _played.Phyp.ExpectMsg<QueryVirtualFc>();
        Assert.Equal(PlayedAdapter.FibreChannel.Slot, query.ServerSlot);
        var pair = new AdapterPair(
            PlayedAdapter.Client.Client.Id, PlayedAdapter.Client.ClientSlot, _played.Ports.Partition, query.ServerSlot);
        _played.Phyp.Reply(new VirtualFcReply(new VirtualFcAdapter(pair, new WwpnPair(First, Second), name == Second)));
    }

    private INexusSink LetIn(Wwpn name)
    {
        var through = _played.FcPorts.ExpectMsg<LogInThrough>();
        Assert.Equal((PlayedAdapter.Fcs0, name), (through.Port, through.Client));
        var login = new FabricLogin(name, Wwpn.Parse("10000000c9a00001"), SanName.Parse("fabricA"), 0x010001);
        _played.FcPorts.Reply(new VirtualPortAnswer(new NexusLogin(_fabric, LoginRefusal.None, ""), login));
        return through.Sink!;
    }

    private VfchostReport Report()
    {
        _host.Tell(GetVfchost.Instance, TestActor);
        return ExpectMsg<VfchostReport>();
    }
}
