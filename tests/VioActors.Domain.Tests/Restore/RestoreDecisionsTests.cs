using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Restore;
using VioActors.Domain.Tests.Common;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;
using static VioActors.Domain.Tests.Devices.Hardware;

namespace VioActors.Domain.Tests.Restore;

public class RestoreDecisionsTests
{
    private static readonly VioUuid Id = ViosId(1);

    [Fact]
    [Trait("Req", "BR-10")]
    public void Each_step_is_recorded_in_turn_and_the_last_one_ends_the_restore()
    {
        var restore = Begun(3);

        for (var number = 0; number < 3; number++)
        {
            Assert.Equal(number, restore.State.Found!.Next!.Number);
            restore.Accepted(Done(number));
            restore.Accepted(Done(number));
        }

        Assert.Equal(RestoreStatus.Restored, restore.State.Found!.Status);
        Assert.Null(restore.State.Found.Next);
    }

    [Fact]
    public void A_step_out_of_turn_is_refused() => Begun(3).Refused(Done(1), RejectionCode.WrongStatus);

    [Fact]
    public void A_restore_without_steps_has_ended_at_once() => Assert.Equal(RestoreStatus.Restored, Begun(0).State.Found!.Status);

    [Fact]
    public void Another_restore_waits_for_the_end_of_the_first()
    {
        var restore = Begun(2);

        restore.Refused(new BeginRestore(Id, Run(1) with { File = "other" }), RejectionCode.InUse);
        Assert.Equal("given", restore.Answered<RestoreFound>(new BeginRestore(Id, Run(2))).Run!.File);
        restore.Accepted(Done(0));
        restore.Accepted(Done(1));
        restore.Accepted(new BeginRestore(Id, Run(1) with { File = "other" }));
    }

    [Theory]
    [Trait("Req", "BR-10")]
    [InlineData(0, new[] { 0 })]
    [InlineData(1, new[] { 1, 0 })]
    [InlineData(2, new[] { 2, 1, 0 })]
    public void An_undo_takes_back_what_was_done_and_the_step_that_may_have_been(int done, int[] expected)
    {
        var restore = Begun(3);
        for (var number = 0; number < done; number++)
        {
            restore.Accepted(Done(number));
        }

        restore.Accepted(new BeginUndo(Id, "it failed"));

        var undone = new List<int>();
        while (restore.State.Found!.Next is { } step)
        {
            undone.Add(step.Number);
            restore.Accepted(new RecordStep(Id, new StepResult(step.Number, StepOutcome.Undone, "")));
        }

        Assert.Equal(expected, undone);
        Assert.Equal((RestoreStatus.Undone, "it failed"), (restore.State.Found.Status, restore.State.Found.Reason));
    }

    [Fact]
    public void A_step_that_was_left_out_is_not_taken_back()
    {
        var restore = Begun(3);
        restore.Accepted(Done(0));
        restore.Accepted(new RecordStep(Id, new StepResult(1, StepOutcome.LeftOut, "refused")));
        restore.Accepted(new BeginUndo(Id, "given up"));

        Assert.Equal(2, restore.State.Found!.Next!.Number);
        restore.Accepted(new RecordStep(Id, new StepResult(2, StepOutcome.Undone, "")));
        Assert.Equal(0, restore.State.Found!.Next!.Number);
    }

    [Fact]
    public void A_restore_that_ended_stays_as_it_ended()
    {
        var restore = Begun(1);
        restore.Accepted(Done(0));
        var ended = restore.State.Found;

        restore.Accepted(new BeginUndo(Id, "too late"));
        restore.Accepted(Done(0));

        Assert.Equal(ended, restore.State.Found);
    }

    private static RecordStep Done(int number) => new(Id, new StepResult(number, StepOutcome.Done, ""));

    private static RestoreRun Run(int count) => new(
        "given", Id, Now, false, [],
        [.. Enumerable.Range(0, count).Select(number => new RestoreStep(number, RestoreAction.AddDevice, Datavg, null))]);

    private static Playback<RestoreState, IRestoreEvent, IRestoreMessage> Begun(int steps)
    {
        var restore = new Playback<RestoreState, IRestoreEvent, IRestoreMessage>(
            RestoreState.Empty, RestoreDecisions.Decide, (state, @event) => state.Apply(@event));
        restore.Accepted(new BeginRestore(Id, Run(steps)));
        return restore;
    }
}
