using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Values;

namespace VioActors.Domain.Restore;

/// <summary>A command or query for the record of one VIOS's restore, which makes that an interrupted one goes on or is undone.</summary>
public interface IRestoreMessage : IDomainMessage
{
    VioUuid Vios { get; }
}

/// <summary>Stored event of the record.</summary>
public interface IRestoreEvent : IEvent;

/// <summary>Where a restore is. Values are stored and sent: never renumbered.</summary>
public enum RestoreStatus
{
    Unspecified = 0,

    /// <summary>Steps are being done.</summary>
    Restoring = 1,

    /// <summary>Steps are being taken back.</summary>
    Undoing = 2,

    /// <summary>Every step is done, or was left out on purpose.</summary>
    Restored = 3,

    /// <summary>Every step was taken back: the VIOS is as it was.</summary>
    Undone = 4,
}

/// <summary>What became of a step. Values are stored and sent: never renumbered.</summary>
public enum StepOutcome
{
    Unspecified = 0,
    Done = 1,

    /// <summary>It was refused, and the restore goes on without it.</summary>
    LeftOut = 2,

    /// <summary>It was taken back.</summary>
    Undone = 3,
}

/// <summary>A restore with its plan.</summary>
/// <param name="File">The backup, for people.</param>
/// <param name="Source">UUID of the VIOS whose backup it is.</param>
/// <param name="GoesOnWithout">A step that is refused is left out instead of ending the restore (<c>-force</c>).</param>
public sealed record RestoreRun(
    string File, VioUuid Source, DateTimeOffset BegunUtc, bool GoesOnWithout, ValueList<RestoreFinding> Findings,
        ValueList<RestoreStep> Steps);

/// <summary>What became of a step, and why.</summary>
public sealed record StepResult(int Number, StepOutcome Outcome, string Reason);

/// <summary>
/// Records that a restore begins, before its first step. Refused while another one is not ended. Answered with
/// <see cref="RestoreFound"/>.
/// A repeat of the same run is safe.
/// </summary>
public sealed record BeginRestore(VioUuid Vios, RestoreRun Run) : ICommand, IRestoreMessage;

/// <summary>
/// Records what became of a step. Answered with <see cref="Ok"/>, so that a restore of many steps sends its plan once and not with each
/// of them; with <see cref="NoOp"/> when it was recorded before, or the restore has ended. Safe to repeat.
/// </summary>
public sealed record RecordStep(VioUuid Vios, StepResult Result) : ICommand, IRestoreMessage;

/// <summary>The restore failed, or the administrator gave it up: its steps are to be taken back. Answered with
/// <see cref="RestoreFound"/>.
/// Safe to repeat.</summary>
public sealed record BeginUndo(VioUuid Vios, string Reason) : ICommand, IRestoreMessage;

/// <summary>Answered with <see cref="RestoreFound"/>.</summary>
public sealed record GetRestore(VioUuid Vios) : IQuery, IRestoreMessage;

/// <summary>The last restore of a VIOS.</summary>
/// <param name="Run">Null when there was none.</param>
/// <param name="Results">The last result of each step that has one, by number.</param>
/// <param name="Reason">Why it is undone; empty otherwise.</param>
public sealed record RestoreFound(VioUuid Vios, RestoreRun? Run, RestoreStatus Status, ValueList<StepResult> Results, string Reason)
    : IReply
{
    public bool IsOpen => Status is RestoreStatus.Restoring or RestoreStatus.Undoing;

    // Steps are done in turn, and none is taken back beyond the first without a result: results have no gaps.
    public StepResult? ResultOf(int step) => (uint)step < (uint)Results.Count ? Results[step] : null;

    /// <summary>The step that is to be done or taken back next; null when the restore has ended.</summary>
    public RestoreStep? Next => Status switch
    {
        // Each step has a result before the next one is begun.
        RestoreStatus.Restoring => Results.Count < Run!.Steps.Count ? Run.Steps[Results.Count] : null,
        RestoreStatus.Undoing => LastDone(),
        _ => null,
    };

    private RestoreStep? LastDone()
    {
        // Beyond the first step without a result none can have been begun.
        for (var number = Math.Min(Results.Count, Run!.Steps.Count - 1); number >= 0; number--)
        {
            if (MayBeDone(number))
            {
                return Run.Steps[number];
            }
        }

        return null;
    }

    // A step without a result may have been done by a process that died before it could record that: it is taken back, too. Later
    // steps cannot have been begun.
    private bool MayBeDone(int step) => ResultOf(step) is { } result
        ? result.Outcome == StepOutcome.Done
        : step == 0 || ResultOf(step - 1) is { Outcome: StepOutcome.Done or StepOutcome.LeftOut };
}

/// <summary>Told to operators: a restore was refused, and nothing was changed (BR-9).</summary>
/// <param name="File">The backup, for people.</param>
public sealed record RestoreRefused(VioUuid Vios, string File, string Reason, DateTimeOffset AtUtc) : IDomainMessage;

/// <summary>Told to operators: a file of the cluster was refused, and no VIOS was changed (CBR-5).</summary>
public sealed record ClusterRestoreRefused(ClusterName Cluster, string File, string Reason, DateTimeOffset AtUtc) : IDomainMessage;

public sealed record RestoreBegun(VioUuid Vios, RestoreRun Run) : IRestoreEvent;

public sealed record StepRecorded(StepResult Result) : IRestoreEvent;

public sealed record UndoBegun(string Reason) : IRestoreEvent;

public sealed record RestoreEnded(RestoreStatus Status) : IRestoreEvent;

/// <summary>The whole state of the record.</summary>
public sealed record RestoreSnapshot(RestoreFound Found) : ISnapshot;
