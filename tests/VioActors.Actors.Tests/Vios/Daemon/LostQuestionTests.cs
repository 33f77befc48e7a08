using Akka.Actor;
using Akka.TestKit;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios.Adapters;
using VioActors.Actors.Vios.Daemon;
using VioActors.Domain.Clients;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Tests.Vios.Daemon;

/// <summary>
/// The daemon of a VIOS whose question to the hypervisor gets lost, because that was in a process that died. The test plays hypervisor and
/// VIOS DB.
/// </summary>
[Trait("Req", "ID-1")]
public sealed class LostQuestionTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly AdapterName Vhost0 = PlayedAdapter.VirtualScsi.Name;
    private static readonly SlotNumber Slot = PlayedAdapter.VirtualScsi.Slot;

    private readonly ViosFiles _files = new();
    private readonly TestProbe _db;
    private readonly TestProbe _phyp;
    private readonly IActorRef _daemon;

    public LostQuestionTests()
        : base(TestConfigurations.Actors)
    {
        (_db, _phyp) = (CreateTestProbe("db"), CreateTestProbe("phyp"));
        var definition = _files.Define(_db, _phyp, ViosFiles.SettingsWith(""), new FakeTransport());
        _daemon = Sys.ActorOf(Props.Create(() => new DaemonActor(definition)));
    }

    [Fact]
    public async Task A_login_is_recorded_although_the_first_question_who_its_client_is_was_lost()
    {
        _daemon.Tell(new RecordClientLogin(Vhost0, Slot, PlayedAdapter.Initiator), TestActor);
        var lost = await _phyp.ExpectMsgAsync<QueryClientIdentity>(TestLimits.Answer);
        Assert.Equal(lost, await _phyp.ExpectMsgAsync<QueryClientIdentity>(TestLimits.Answer));
        _phyp.Reply(PlayedAdapter.Client);

        await _db.ExpectMsgAsync<LoginClient>(TestLimits.Answer);
        _db.Reply(new ClientIdentified(new ClientId(7), new VioAdapterId(8), false));
        await _db.ExpectMsgAsync<LinkAdapter>(TestLimits.Answer);
        _db.Reply(new NoOp("it is linked"));
        Assert.Equal(LoginRefusal.None, (await ExpectMsgAsync<ClientLoginAnswer>(TestLimits.Answer)).Refusal);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _files.Dispose();
    }
}
