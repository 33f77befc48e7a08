using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Tests.Common;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;

namespace VioActors.Domain.Tests.Phyp;

public class FreezeDecisionsTests
{
    private static readonly PartitionId Vios1 = new(1);
    private static readonly PartitionId Vios2 = new(2);
    private static readonly PartitionId Client = new(3);

    private static readonly AdapterPair[] Pairs =
        [new(Client, new SlotNumber(2), Vios1, new SlotNumber(2)), new(Client, new SlotNumber(3), Vios2, new SlotNumber(2))];

    [Theory]
    [Trait("Req", "NPV-10")]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Only_a_client_without_another_path_is_frozen(bool otherServes, bool frozen) =>
        Assert.Equal(frozen, MustFreeze(Client, Vios1, [ViosEventKind.Failure], [], vios => vios == Vios2 && otherServes));

    [Theory]
    [Trait("Req", "NPV-4")]
    [InlineData(ViosEventKind.Failure, false, true)]
    [InlineData(ViosEventKind.Reboot, false, false)]
    [InlineData(ViosEventKind.Reboot, true, true)]
    public void Only_an_event_that_is_registered_or_built_in_freezes(ViosEventKind builtIn, bool registered, bool frozen) =>
        Assert.Equal(
            frozen, MustFreeze(Client, Vios1, registered ? [ViosEventKind.Failure] : [], [builtIn], _ => false));

    [Fact]
    [Trait("Req", "NPV-10")]
    public void A_client_of_other_VIOSes_is_not_concerned()
    {
        Assert.False(MustFreeze(Client, new PartitionId(9), [ViosEventKind.Failure], [], _ => false));
        Assert.False(MustFreeze(new PartitionId(8), Vios1, [ViosEventKind.Failure], [], _ => false));
    }

    [Fact]
    [Trait("Req", "NPV-4")]
    public void The_table_keeps_what_was_registered_last()
    {
        var phyp = Defined();

        phyp.Accepted(new RegisterEvents(Client, [ViosEventKind.Reboot, ViosEventKind.Failure, ViosEventKind.Failure]));
        Assert.IsType<NoOp>(phyp.Do(new RegisterEvents(Client, [ViosEventKind.Failure, ViosEventKind.Reboot])).Reply);
        Assert.Equal(
            [ViosEventKind.Failure, ViosEventKind.Reboot],
            Assert.Single(phyp.Answered<EventTableReply>(new GetEventTable()).Registrations).Events);
        phyp.Accepted(new RegisterEvents(Client, []));

        Assert.Empty(phyp.State.Events[Client]);
        phyp.Refused(new RegisterEvents(Vios1, [ViosEventKind.Failure]), RejectionCode.NotFound);
        phyp.Refused(new RegisterEvents(Client, [(ViosEventKind)77]), RejectionCode.Invalid);
    }

    [Fact]
    [Trait("Req", "NPV-4")]
    public void Who_is_frozen_is_noted_once_with_the_reason_until_it_goes_on()
    {
        var phyp = Defined();

        phyp.Accepted(new NoteFrozen(Client, Vios1, ViosEventKind.Failure, "it ended", Now));
        Assert.IsType<NoOp>(phyp.Do(new NoteFrozen(Client, Vios1, ViosEventKind.Failure, "again", Now)).Reply);

        Assert.Equal(
            new FrozenPartition(Client, Vios1, ViosEventKind.Failure, "it ended", Now),
            Assert.Single(phyp.Answered<EventTableReply>(new GetEventTable()).Frozen));
        phyp.Refused(new NoteFrozen(new PartitionId(9), Vios1, ViosEventKind.Failure, "", Now), RejectionCode.NotFound);
        phyp.Accepted(new NoteResumed(Client));
        Assert.IsType<NoOp>(phyp.Do(new NoteResumed(Client)).Reply);
        Assert.Empty(phyp.Answered<EventTableReply>(new GetEventTable()).Frozen);
    }

    private static bool MustFreeze(
        PartitionId client, PartitionId vios, ViosEventKind[] registered, ViosEventKind[] builtIn, Func<PartitionId, bool> serves) =>
        FreezeDecisions.MustFreeze(client, vios, ViosEventKind.Failure, Pairs, registered, builtIn, serves);

    private static Playback<PartitionsState, IPartitionsEvent, IDomainMessage> Defined()
    {
        var phyp = new Playback<PartitionsState, IPartitionsEvent, IDomainMessage>(
            PartitionsState.Empty(CecA), PartitionsDecisions.Decide, (state, @event) => state.Apply(@event));
        phyp.Accepted(new DefinePartition("vios1", PartitionKind.Vios, []));
        phyp.Accepted(new DefinePartition("vios2", PartitionKind.Vios, []));
        phyp.Accepted(new DefinePartition("lpar1", PartitionKind.Client, []));
        return phyp;
    }
}
