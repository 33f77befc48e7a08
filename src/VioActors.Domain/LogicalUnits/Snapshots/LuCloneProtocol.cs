using VioActors.Domain.Common;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;

namespace VioActors.Domain.LogicalUnits.Snapshots;

/// <summary>
/// Makes a new unit of a snapshot (STO-3): thin, in the same pool, with the same bytes, of which each is copied when it is first written.
/// Source and clone do not depend on each other afterwards. Answered with <see cref="LuFound"/>; a repeat is answered as the first.
/// </summary>
/// <param name="Lu">The new unit.</param>
/// <param name="Pool">Of the source.</param>
/// <param name="Size">Of the snapshot.</param>
/// <param name="Tier">Of the source.</param>
public sealed record CreateClone(
    LuUdid Lu, PoolName Pool, LuName Name, LuUdid Source, LuName Snapshot, ByteSize Size, Tier Tier, LuKind Kind) : ICommand, ILuMessage;

/// <summary>
/// A unit that is being made asks the source for a snapshot's map, page by page; the snapshot stays until <see cref="EndLoan"/>. Answered
/// with <see cref="SnapshotMapPage"/>. Safe to repeat.
/// </summary>
public sealed record LendSnapshot(LuUdid Lu, LuName Snapshot, LuUdid To, long FromLogical) : ICommand, ILuMessage;

/// <summary>The clone holds the chunks itself, or is given up. Safe to repeat.</summary>
public sealed record EndLoan(LuUdid Lu, LuUdid To) : ICompletion, ILuMessage;

/// <summary>Answer to <see cref="LendSnapshot"/>.</summary>
/// <param name="Size">Of the snapshot.</param>
/// <param name="Map">Ascending by logical chunk.</param>
/// <param name="NextLogical">Where it goes on; null at the end.</param>
public sealed record SnapshotMapPage(LuUdid Lu, ByteSize Size, ValueList<MapRun> Map, long? NextLogical) : IReply;

/// <summary>A page of the snapshot's map; sent by the LU actor to itself.</summary>
/// <param name="FromLogical">What was asked for.</param>
/// <param name="Refusal">Null when the source gave it.</param>
public sealed record ConcludeBorrowing(
    LuUdid Lu, long FromLogical, ByteSize Size, ValueList<MapRun> Map, long? NextLogical, Rejected? Refusal) : ICompletion, ILuMessage;

/// <summary>The pool's answer to the sharing; sent by the LU actor to itself.</summary>
public sealed record ConcludeSharing(LuUdid Lu, Rejected? Refusal) : ICompletion, ILuMessage;

/// <summary>The source knows that it need not keep the snapshot; sent by the LU actor to itself.</summary>
public sealed record ConcludeLoan(LuUdid Lu) : ICompletion, ILuMessage;

public sealed record CloneBegun(LuIdentity Identity, LuOrigin Origin, DateTimeOffset AtUtc) : ILuEvent;

/// <summary>The pool has the clone; the source is asked for the snapshot from now on.</summary>
public sealed record CloneAdmitted(long ChunkSizeBytes) : ILuEvent;

/// <summary>A part of the snapshot's map: shared chunks of the clone.</summary>
public sealed record CloneMapRead(ValueList<MapRun> Runs, long? NextLogical) : ILuEvent;

/// <summary>The source does not keep the snapshot for this unit any more.</summary>
public sealed record CloneLoanEnded : ILuEvent;

/// <summary>All places of the snapshot may be another unit's too from now on.</summary>
public sealed record SnapshotLent(LuLoan Loan) : ILuEvent;

public sealed record LoanEnded(LuUdid To) : ILuEvent;

/// <summary>Asks the source for a page of the snapshot's map; it comes back as <see cref="ConcludeBorrowing"/>.</summary>
public sealed record BorrowAtSource(LuUdid Source, LuName Snapshot, LuUdid Lu, long FromLogical) : IEffect;

/// <summary>Has the pool note that the clone holds the chunks too; told by <see cref="ConcludeSharing"/>.</summary>
public sealed record ShareAtPool(PoolName Pool, LuUdid Lu, LuUdid Source, ValueList<ChunkRun> Runs) : IEffect;

/// <summary>Lets the source's snapshot go; told by <see cref="ConcludeLoan"/>. Repeated until answered.</summary>
public sealed record EndLoanAtSource(LuUdid Source, LuUdid Lu) : IEffect;
