namespace VioActors.Scsi.Tasks;

/// <summary>
/// Names one live task: the nexus, by a number that its owner gives it, and the task tag (SAM-5 clause 4.8.2). Immutable.
/// </summary>
public readonly record struct TaskKey(long NexusNumber, uint Tag);

/// <summary>How many tasks a task set holds; more are refused with TASK SET FULL. Immutable.</summary>
/// <param name="TasksMax">In the whole set, at least 1.</param>
/// <param name="TasksPerNexusMax">Of one nexus, at least 1: no initiator takes all.</param>
public sealed record TaskSetLimits(int TasksMax = 1024, int TasksPerNexusMax = 256);

/// <summary>What became of a task that came in.</summary>
public enum TaskAdmission
{
    /// <summary>In the set: enabled now, or later.</summary>
    Admitted,

    /// <summary>Not in the set: answer TASK SET FULL (SAM-5 clause 5.3.1).</summary>
    TaskSetFull,

    /// <summary>
    /// Not in the set: its tag names a live task of the same nexus. The owner aborts every task of the nexus and answers
    /// 0B/4E/00 (SAM-5 clause 5.11).
    /// </summary>
    Overlapped,

    /// <summary>Not in the set: an ACA task without ACA, or an undefined attribute: answer 05/24/00.</summary>
    InvalidAttribute,
}
