using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.LogicalUnits.Scsi;

/// <summary>Reservations or mode parameters changed.</summary>
/// <param name="Request">Null when no VIOS asked for it.</param>
/// <param name="Condition">Null: as it was.</param>
public sealed record ParametersChanged(
    LuReservations Reservations, LuModes Modes, LuNotice Notice, LuRequest? Request, LuCondition? Condition = null) : ILuEvent;

/// <summary>A range is one VIOS's alone.</summary>
public sealed record RangeLocked(LuRangeLock Lock, long Version) : ILuEvent;

/// <summary>It is anybody's again. Without such a lock the request is only remembered, so that it is not carried out later.</summary>
public sealed record RangeUnlocked(VioUuid Vios, long Request, long Version) : ILuEvent;

/// <summary>Chunks left the map; some VIOS may still use them.</summary>
public sealed record ChunksWithdrawn(LuWithdrawal Withdrawal, LuNotice Notice, LuRequest Request) : ILuEvent;

/// <summary>No VIOS uses the chunks withdrawn up to this version.</summary>
public sealed record WithdrawalConcluded(long Version) : ILuEvent;

/// <summary>The pool has them again.</summary>
public sealed record ChunksGivenBack(ValueList<Pool.ChunkRun> Runs) : ILuEvent;

/// <summary>Tells every holder that has not confirmed it the latest state; known to be in force by <see cref="ConcludeScsi"/>.</summary>
public sealed record PushScsi(long Version) : IEffect;

/// <summary>As <see cref="PushScsi"/>, for chunks that were withdrawn; known by <see cref="ConcludeWithdrawal"/>.</summary>
public sealed record PushWithdrawal(long Version) : IEffect;

/// <summary>A holder confirmed.</summary>
public sealed record NoteConfirmation(ConfirmScsi Confirmation) : IEffect;

/// <summary>A holder went: what waits for it alone is in force.</summary>
public sealed record NoteHolderGone(VioUuid Vios) : IEffect;

/// <summary>Tells a VIOS that others wait for its range.</summary>
public sealed record TellWanted(RangeWanted Wanted) : IEffect;

/// <summary>Tells a VIOS that its grant was ended.</summary>
public sealed record TellWithdrawn(GrantWithdrawn Withdrawn) : IEffect;

/// <summary>Gives chunks back to the pool; done is told by <see cref="ConcludeReturn"/>. Repeated until answered.</summary>
public sealed record ReturnAtPool(PoolName Pool, LuUdid Lu, ValueList<Pool.ChunkRun> Runs) : IEffect;
