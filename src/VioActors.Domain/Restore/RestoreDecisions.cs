using VioActors.Domain.Common;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Restore.IRestoreEvent>;

namespace VioActors.Domain.Restore;

/// <summary>
/// What the record of a restore decides (BR-10). A step is recorded after it was done; what is done twice is the same as once, so a
/// restore can go on, or back, from any point. Pure; thread-safe.
/// </summary>
public static class RestoreDecisions
{
    public static Outcome Decide(RestoreState state, IRestoreMessage message) => message switch
    {
        GetRestore get => Decision.Answer<IRestoreEvent>(state.ToAnswer(get.Vios)),
        BeginRestore begin => Begin(state, begin),
        RecordStep record => Record(state, record),
        BeginUndo undo => Undo(state, undo),
        _ => throw new InvalidOperationException($"A restore knows no message {message.GetType().Name}."),
    };

    private static Outcome Begin(RestoreState state, BeginRestore begin)
    {
        if (state.Found is { IsOpen: true } open)
        {
            return open.Run == begin.Run
                ? Decision.Answer<IRestoreEvent>(open)
                : Decision.Reject<IRestoreEvent>(
                    RejectionCode.InUse,
                    $"Cannot restore {begin.Run.File} on VIOS {begin.Vios}: the restore of {open.Run!.File} has not ended; let it go "
                        + $"on, or "
                        + "undo it.");
        }

        return Accept(state, begin.Vios, [new RestoreBegun(begin.Vios, begin.Run)]);
    }

    private static Outcome Record(RestoreState state, RecordStep record)
    {
        if (state.Found is not { IsOpen: true } open || open.Next is not { } next)
        {
            return Decision.NoOp<IRestoreEvent>("The restore has ended already.");
        }

        if (open.ResultOf(record.Result.Number) == record.Result)
        {
            return Decision.NoOp<IRestoreEvent>("The step was recorded already.");
        }

        var isUndone = record.Result.Outcome == StepOutcome.Undone;
        return record.Result.Number != next.Number || isUndone != (open.Status == RestoreStatus.Undoing)
            ? Decision.Reject<IRestoreEvent>(
                RejectionCode.WrongStatus,
                $"Cannot record step {record.Result.Number} of the restore of VIOS {record.Vios}: step {next.Number} is the next.")
            : Accept(state, record.Vios, [new StepRecorded(record.Result)], Ok.Instance);
    }

    private static Outcome Undo(RestoreState state, BeginUndo undo) =>
        state.Found is { Status: RestoreStatus.Restoring }
            ? Accept(state, undo.Vios, [new UndoBegun(undo.Reason)])
            : Decision.Answer<IRestoreEvent>(state.ToAnswer(undo.Vios));

    // The end is recorded with the last step.
    private static Outcome Accept(RestoreState state, VioUuid vios, List<IRestoreEvent> events, IReply? reply = null)
    {
        var next = events.Aggregate(state, (current, @event) => current.Apply(@event));
        if (next.Found is { IsOpen: true, Next: null } ended)
        {
            events.Add(new RestoreEnded(ended.Status == RestoreStatus.Undoing ? RestoreStatus.Undone : RestoreStatus.Restored));
            next = next.Apply(events[^1]);
        }

        return new Outcome(reply ?? next.ToAnswer(vios), events.ToValueList(), []);
    }
}
