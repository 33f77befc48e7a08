using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;

namespace VioActors.Domain.LogicalUnits.Snapshots;

/// <summary>
/// Takes a snapshot while in use (STO-3). Answered with <see cref="Ok"/> when it is stored; I/O stands still from the moment that the last
/// VIOS has let go until then. A repeat is answered with <see cref="NoOp"/>.
/// </summary>
public sealed record TakeSnapshot(LuUdid Lu, LuName Snapshot) : ICommand, ILuMessage;

/// <summary>
/// Before a snapshot of several units: each fetches of its pool what a snapshot needs, while its I/O goes on (STO-2). Answered with
/// <see cref="Ok"/> when it has that, or is refused; what nobody took a snapshot with goes back by itself. Safe to repeat.
/// </summary>
public sealed record ReadySnapshot(LuUdid Lu, LuName Snapshot) : ICommand, ILuMessage;

/// <summary>
/// First of three parts of a snapshot of several units: answered with <see cref="Ok"/> when no I/O is under way; I/O waits until
/// <see cref="CommitSnapshot"/> or <see cref="CancelSnapshot"/>, at most 10 s. Safe to repeat.
/// </summary>
/// <param name="Group">
/// The leader is prepared first, with number 0 and the others: it answers with <see cref="GroupBegun"/>. A repeat is of another group,
/// and waits for the end of the first. Null: an older version asks, whose snapshots are snapshots at once.
/// </param>
public sealed record PrepareSnapshot(LuUdid Lu, LuName Snapshot, LuGroup? Group = null) : ICommand, ILuMessage;

/// <summary>Answer to <see cref="PrepareSnapshot"/> of the leader: the number by which all know the group.</summary>
public sealed record GroupBegun(LuUdid Lu, long Number) : IReply;

/// <summary>
/// Second part, sent when all units are prepared: the unit keeps what it is, and I/O goes on. Nobody is shown it before the group has it.
/// Refused when the unit was not still any more: then the group's snapshot is none.
/// </summary>
public sealed record CommitSnapshot(LuUdid Lu, LuName Snapshot, LuGroup? Group = null) : ICompletion, ILuMessage;

/// <summary>
/// The group's snapshot is not taken, and what the unit kept for it goes. Safe to repeat; the sender has not sent
/// <see cref="DecideGroup"/>, or it was refused.
/// </summary>
public sealed record CancelSnapshot(LuUdid Lu, LuName Snapshot, LuGroup? Group = null) : ICompletion, ILuMessage;

/// <summary>
/// Third part, sent to the leader when each unit has kept what it was: from the event that it stores on, all of them have the snapshot.
/// Answered with <see cref="Ok"/>; refused when the leader had given the group up. Safe to repeat while units are to be told.
/// </summary>
public sealed record DecideGroup(LuUdid Lu, long Number) : ICompletion, ILuMessage;

/// <summary>Has a group its snapshots? Asked of its leader; answered with <see cref="GroupFound"/> when that is decided.</summary>
public sealed record GetGroup(LuUdid Lu, long Number) : IQuery, ILuMessage;

/// <summary>Answer to <see cref="GetGroup"/>. What the leader does not know has none, and will not.</summary>
public sealed record GroupFound(LuUdid Lu, long Number, bool IsTaken) : IReply;

/// <summary>What the leader decided; told by itself, or come as the answer to a question. Safe to repeat.</summary>
public sealed record ConcludeGroup(LuUdid Lu, LuGroup Group, bool IsTaken) : ICompletion, ILuMessage;

/// <summary>A unit knows that its group has the snapshot; sent by the leader's actor to itself.</summary>
public sealed record ConcludeGroupMember(LuUdid Lu, long Number, LuUdid Member) : ICompletion, ILuMessage;

/// <summary>What is not decided in time is given up, or asked for; sent by the LU actor to itself.</summary>
public sealed record ReviewGroups(LuUdid Lu) : ICompletion, ILuMessage;

/// <summary>Deletes a snapshot; chunks that nothing else has go back to the pool. Safe to repeat.</summary>
public sealed record DeleteSnapshot(LuUdid Lu, LuName Snapshot) : ICommand, ILuMessage;

/// <summary>
/// The unit is again what it was, in its size of now; the snapshot stays. Refused while a client has it mapped or open, unless forced:
/// its file system would not know.
/// </summary>
public sealed record RollBack(LuUdid Lu, LuName Snapshot, bool Forced) : ICommand, ILuMessage;

/// <summary>Answered with <see cref="SnapshotsFound"/>.</summary>
public sealed record GetSnapshots(LuUdid Lu) : IQuery, ILuMessage;

/// <summary>Answer to <see cref="GetSnapshots"/>; oldest first.</summary>
public sealed record SnapshotsFound(LuUdid Lu, ValueList<LuTakenSummary> Snapshots) : IReply;

/// <summary>
/// Moves chunks off a volume while the unit is in use (STO-10). Answered with <see cref="ChunksMoved"/>; asked again until nothing is left.
/// Safe to repeat.
/// </summary>
/// <param name="Pv">Index of a volume that gives no more chunks.</param>
/// <param name="UntilBelow">
/// Answered as soon as fewer chunks than these are left there; null: when nothing more moves; <see cref="long.MaxValue"/>: at once, and
/// nothing stays in reserve there, not even what a thick unit was promised.
/// </param>
public sealed record MoveOffVolume(LuUdid Lu, int Pv, long? UntilBelow = null) : ICommand, ILuMessage;

/// <summary>Answer to <see cref="MoveOffVolume"/>.</summary>
/// <param name="LeftChunks">Chunks of the unit that are there still, those of its snapshots and of its reserve counted.</param>
public sealed record ChunksMoved(LuUdid Lu, int Pv, long LeftChunks) : IReply;

/// <summary>Copies have ended; sent by the LU actor to itself.</summary>
/// <param name="Refusal">Null when the bytes are at the new places, on stable storage.</param>
public sealed record ConcludeCopies(LuUdid Lu, long Version, Rejected? Refusal) : ICompletion, ILuMessage;

/// <summary>
/// A VIOS is about to write a part of some chunks in one step. Answered with <see cref="RewriteBegun"/> when nobody uses them any more:
/// until <see cref="EndRewrite"/>, or the end of its grant, whoever wants them waits. Safe to repeat.
/// </summary>
/// <param name="Request">Unique for the VIOS in all its lives.</param>
/// <param name="Chunks">Logical chunks, ascending; the unit has each for itself, which <see cref="AllocateChunks"/> brings about.</param>
public sealed record BeginRewrite(LuUdid Lu, VioUuid Vios, long Epoch, long Request, ValueList<long> Chunks) : ICommand, ILuMessage;

/// <summary>Answer to <see cref="BeginRewrite"/>: the bytes go from the former places to the new ones, with what is new in them.</summary>
public sealed record RewriteBegun(LuUdid Lu, ValueList<ChunkCopy> Copies) : IReply;

/// <summary>
/// Done: the new places are whole and on stable storage, and take the place of the former ones by one stored event. Not done: nothing
/// changed. Answered with <see cref="Ok"/>, or <see cref="NoOp"/> when it is not under way (any more): it ended before. Safe to repeat, and
/// before the request itself, which is refused then.
/// </summary>
public sealed record EndRewrite(LuUdid Lu, VioUuid Vios, long Request, bool Done) : ICompletion, ILuMessage;

/// <summary>
/// Compares what the unit owns with what the pool holds for it. Answered with <see cref="ChunksChecked"/>, or
/// <see cref="RejectionCode.Busy"/> while chunks are on their way between the two.
/// </summary>
/// <param name="Repair">Gives back what the pool holds and the unit does not know.</param>
public sealed record CheckChunks(LuUdid Lu, bool Repair) : ICommand, ILuMessage;

/// <summary>What the pool holds for the unit; sent by the LU actor to itself.</summary>
/// <param name="Shared">Those of them that other units hold too.</param>
public sealed record ConcludeCheck(LuUdid Lu, ValueList<ChunkRun> Held, bool Repair, ValueList<ChunkRun> Shared) : ICompletion, ILuMessage;

/// <summary>Answer to <see cref="CheckChunks"/>.</summary>
/// <param name="HeldChunks">By the pool's record.</param>
/// <param name="KnownChunks">By the unit's own, each counted once.</param>
/// <param name="TwiceChunks">In two parts of the unit's state, or written in place while another unit holds them; 0 in a sound one.</param>
/// <param name="Stray">Held and unknown: only space is lost.</param>
/// <param name="Missing">Known and not held: somebody else may get them; the unit must not be used.</param>
/// <param name="Repaired">The stray ones are on their way back.</param>
public sealed record ChunksChecked(
    LuUdid Lu,
    long HeldChunks,
    long KnownChunks,
    long TwiceChunks,
    ValueList<ChunkRun> Stray,
    ValueList<ChunkRun> Missing,
    bool Repaired) : IReply;

/// <summary>The pool holds chunks for the unit that it does not know; they go back.</summary>
public sealed record StrayChunksFound(ValueList<ChunkRun> Runs) : ILuEvent;

/// <summary>Asks the pool what it holds for the unit; told by <see cref="ConcludeCheck"/>.</summary>
public sealed record FetchHeld(PoolName Pool, LuUdid Lu, bool Repair) : IEffect;

/// <summary>Chunks left the map to be copied; some VIOS may still use their former places.</summary>
/// <param name="By">Who fills the new places; null: the pool does.</param>
public sealed record CopiesBegun(long Version, ValueList<ChunkCopy> Copies, LuNotice Notice, LuRewriter? By = null) : ILuEvent;

/// <summary>No VIOS uses the former places.</summary>
public sealed record CopiesOutOfUse(long Version) : ILuEvent;

/// <param name="Done">False: the chunks are where they were, and the new places go back to the pool.</param>
public sealed record CopiesEnded(long Version, bool Done) : ILuEvent;

public sealed record PauseBegun(LuPause Pause, LuNotice Notice) : ILuEvent;

/// <summary>Nothing is under way, and several units wait for each other.</summary>
public sealed record PauseStill(long Version, DateTimeOffset EndsAtUtc) : ILuEvent;

/// <summary>Given up; nothing changed.</summary>
public sealed record PauseEnded(long Version) : ILuEvent;

/// <summary>All that the unit has mapped is the snapshot's too from now on.</summary>
public sealed record SnapshotTaken(LuName Snapshot, DateTimeOffset AtUtc) : ILuEvent;

/// <summary>The group has its snapshots: at the leader the decision, at the others that they know of it.</summary>
public sealed record GroupTaken(LuGroup Group) : ILuEvent;

/// <summary>One unit less that the leader has to tell.</summary>
public sealed record GroupMemberTold(long Number, LuUdid Member) : ILuEvent;

/// <param name="Freed">Places that nothing else has.</param>
/// <param name="Owned">Chunks that the unit alone has now, and writes in place.</param>
public sealed record SnapshotDeleted(LuName Snapshot, ValueList<ChunkRun> Freed, ValueList<MapRun> Owned) : ILuEvent;

/// <param name="Freed">Places that no snapshot has.</param>
public sealed record RolledBack(LuName Snapshot, ValueList<ChunkRun> Freed) : ILuEvent;

/// <summary>Shared chunks that the unit gave up; their snapshots keep them.</summary>
public sealed record SharedChunksLeft(ValueList<LogicalRun> Runs) : ILuEvent;

/// <summary>Chunks of the reserve that lie on a volume which is to become free, or that no promise needs any more.</summary>
public sealed record ReserveGivenUp(ValueList<ChunkRun> Runs) : ILuEvent;

/// <summary>The unit went on without a snapshot of its group, of which nobody said that it is given up.</summary>
public sealed record NoteGroupLeft(LuName Snapshot) : IEffect;

/// <summary>
/// Asks the leader of a group whether it has its snapshots; told by <see cref="ConcludeGroup"/>. Repeated until answered.
/// </summary>
public sealed record AskGroup(LuGroup Group) : IEffect;

/// <summary>Tells a unit that its group has them; <see cref="ConcludeGroupMember"/> says that it knows. Repeated until answered.</summary>
public sealed record TellGroup(LuGroup Group, LuUdid Member) : IEffect;

/// <summary>Has <see cref="ReviewGroups"/> come after a while.</summary>
public sealed record WatchGroups : IEffect;

/// <summary>Ends a group that was not decided, at its leader, by <see cref="CancelSnapshot"/>.</summary>
public sealed record GiveUpGroup(LuName Snapshot, LuGroup Group) : IEffect;

/// <summary>Ends the stillness for a group's snapshot, by <see cref="CancelSnapshot"/>.</summary>
public sealed record GiveUpPause(LuName Snapshot) : IEffect;

/// <summary>Has chunks copied; the end is told by <see cref="ConcludeCopies"/>.</summary>
public sealed record CopyAtPool(PoolName Pool, LuUdid Lu, LuCopying Copying) : IEffect;
