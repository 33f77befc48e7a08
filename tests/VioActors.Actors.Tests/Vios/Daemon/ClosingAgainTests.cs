using Akka.Actor;
using Akka.TestKit;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Adapters;
using VioActors.Actors.Vios.Daemon;
using VioActors.Domain.Clients;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Values;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Tests.Vios.Daemon;

/// <summary>The daemon of a VIOS whose VIOS DB, played by the test, does not answer for one unit; in virtual time.</summary>
public sealed class ClosingAgainTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);
    private static readonly AdapterName Vhost0 = PlayedAdapter.VirtualScsi.Name;
    private static readonly LuUdid Lu = LuUdid.From(new Guid(9, 9, 9, new byte[8]));
    private static readonly RecordClientLogin Login =
        new(Vhost0, PlayedAdapter.VirtualScsi.Slot, PlayedAdapter.Initiator) { Client = PlayedAdapter.Client };

    private readonly ViosFiles _files = new();
    private readonly TestProbe _db;
    private readonly IActorRef _daemon;

    public ClosingAgainTests()
        : base(TestConfigurations.ActorsInVirtualTime)
    {
        _db = CreateTestProbe();
        var definition = _files.Define(_db, ActorRefs.Nobody, ViosFiles.SettingsWith(""), new FakeTransport());
        _daemon = Sys.ActorOf(Props.Create(() => new DaemonActor(definition)));
    }

    [Fact]
    [Trait("Req", "ID-1")]
    [Trait("Req", "STO-7")]
    public void ALogin_WaitsForOneSuchQuestionAtMost_HoweverLongTheDbHasNotAnswered()
    {
        // Halfway between two of the times at which it is told again, so that nothing ends when one of them comes.
        BeThrough();
        Pass(RetryInterval / 2);
        _daemon.Tell(Login, TestActor);
        LogIn();
        _daemon.Tell(new RecordUse(Vhost0, [Lu]), TestActor);
        _db.ExpectMsg<OpenLu>();
        _db.Reply(new LuOpened(Lu, []));
        ExpectMsg<UseRecorded>();
        _daemon.Tell(new RecordUse(Vhost0, []), TestActor);
        _db.ExpectMsg<CloseLu>();
        Pass(StepLimit);
        ExpectMsg<UseRecorded>();

        // It is owed from now on. This one is on its way while those that follow become due.
        Pass(RetryInterval);
        _db.ExpectMsg<CloseLu>();
        for (var due = 0; due < 2; due++)
            Pass(RetryInterval);
        _daemon.Tell(Login, TestActor);
        Pass(StepLimit - RetryInterval);

        LogIn();
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _files.Dispose();
    }

    /// <summary>The DB is asked for a login, and takes it.</summary>
    private void LogIn()
    {
        Assert.Equal(Vhost0, _db.ExpectMsg<LoginClient>().Nexus.ServerAdapter);
        _db.Reply(new ClientIdentified(new ClientId(7), new VioAdapterId(8), false));
        _db.ExpectMsg<LinkAdapter>();
        _db.Reply(new NoOp("it is linked"));
        Assert.Equal(LoginRefusal.None, ExpectMsg<ClientLoginAnswer>().Refusal);
    }

    /// <summary>Time passes, and the daemon is through with what became due.</summary>
    private void Pass(TimeSpan time)
    {
        ((TestScheduler)Sys.Scheduler).Advance(time);
        BeThrough();
    }

    private void BeThrough()
    {
        _daemon.Tell(GetKnownCluster.Instance, TestActor);
        FishForMessage<KnownCluster>();
    }

    /// <summary>Answers to others come in between, and are looked at afterwards.</summary>
    private void FishForMessage<T>()
    {
        var others = new List<object>();
        while (ReceiveOne(TimeSpan.FromMinutes(1)) is { } message and not T)
            others.Add(message);
        others.ForEach(message => TestActor.Tell(message, ActorRefs.NoSender));
    }
}
