using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;

namespace VioActors.Domain.LogicalUnits.Snapshots;

/// <summary>
/// A VIOS is about to make chunks of this unit those of another one, without moving bytes. Answered with <see cref="ReferencePrepared"/>
/// when nobody uses the former places any more and the pool counts this unit as a holder of the other one's: until
/// <see cref="EndRewrite"/> with the same number, or the end of the VIOS's grant, whoever wants the chunks waits. Safe to repeat. A
/// refusal has changed nothing: the bytes can be copied after <see cref="EndRewrite"/> is answered.
/// </summary>
/// <param name="Request">Unique for the VIOS in all its lives.</param>
/// <param name="Source">Another unit of the same pool and tier; both are thin.</param>
/// <param name="From">1 to 64 whole chunks of the source. What is not mapped there is not mapped here afterwards.</param>
/// <param name="First">Logical chunk of this unit that begins the range.</param>
public sealed record BeginReference(LuUdid Lu, VioUuid Vios, long Epoch, long Request, LuUdid Source, LogicalRun From, long First)
    : ICommand, ILuMessage;

/// <summary>Answer to <see cref="BeginReference"/>: <see cref="EndRewrite"/> puts the places in the map by one stored event.</summary>
public sealed record ReferencePrepared(LuUdid Lu, long Request) : IReply;

/// <summary>
/// A unit asks another one for the places of chunks, to have them too. Answered with <see cref="ChunksLent"/> when no VIOS writes to them
/// in place any more and the pool counts both units; never waits for anything else. Safe to repeat.
/// </summary>
/// <param name="Number">Larger than that of any earlier request of <paramref name="To"/>.</param>
public sealed record LendChunks(LuUdid Lu, LuUdid To, long Number, PoolName Pool, Tier Tier, LogicalRun Chunks) : ICommand, ILuMessage;

/// <summary>Answer to <see cref="LendChunks"/>.</summary>
/// <param name="Map">By the lender's logical chunks, ascending; what is missing is not mapped.</param>
public sealed record ChunksLent(LuUdid Lu, LuUdid To, long Number, ValueList<MapRun> Map) : IReply;

/// <summary>The pool's answer to the count of a borrower; sent by the lending LU actor to itself.</summary>
/// <param name="Refusal">Null when it is counted.</param>
public sealed record ConcludeCounting(LuUdid Lu, LuUdid To, long Number, Rejected? Refusal) : ICompletion, ILuMessage;

/// <summary>The lender's answer; sent by the borrowing LU actor to itself.</summary>
/// <param name="Map">By the lender's logical chunks.</param>
/// <param name="Refusal">Null when they are lent.</param>
public sealed record ConcludeLending(LuUdid Lu, long Number, ValueList<MapRun> Map, Rejected? Refusal) : ICompletion, ILuMessage;

/// <summary>The chunks left the map; some VIOS may still use their former places.</summary>
public sealed record ReferenceBegun(LuReference Reference, LuNotice Notice) : ILuEvent;

/// <summary>No VIOS uses the former places.</summary>
public sealed record ReferenceOutOfUse(long Number) : ILuEvent;

/// <summary>The pool counts this unit as a holder of these places.</summary>
/// <param name="Map">By this unit's logical chunks.</param>
public sealed record ReferenceLent(long Number, ValueList<MapRun> Map) : ILuEvent;

/// <param name="Done">False: the chunks are where they were.</param>
/// <param name="Freed">Places that this unit has no use for any more.</param>
public sealed record ReferenceEnded(long Number, bool Done, ValueList<ChunkRun> Freed) : ILuEvent;

/// <summary>Chunks are not written in place from now on, as soon as every VIOS knows.</summary>
public sealed record ChunkLoanBegun(LuChunkLoan Loan, LuNotice Notice) : ILuEvent;

/// <param name="Counted">False: the pool refused it, and the loan is none.</param>
public sealed record ChunkLoanEnded(LuUdid To, long Number, bool Counted) : ILuEvent;

/// <summary>Asks the source for the places; they come back as <see cref="ConcludeLending"/>. Repeated until answered.</summary>
public sealed record BorrowChunks(LuUdid Source, long Number, PoolName Pool, Tier Tier, LogicalRun Chunks) : IEffect;

/// <summary>Has the pool count the borrower as well; told by <see cref="ConcludeCounting"/>. Repeated until answered.</summary>
public sealed record CountAtPool(PoolName Pool, LuUdid To, long Number, ValueList<ChunkRun> Runs) : IEffect;

/// <summary>Chunks of a unit that are to be those of another one. The unit has one such change at a time.</summary>
/// <param name="Number">Version of the SCSI state that took the former places from every VIOS.</param>
/// <param name="Own">Former places of the unit's own, by its logical chunks.</param>
/// <param name="Shared">Former places that others may have too.</param>
/// <param name="IsOutOfUse">Every VIOS has let go of them.</param>
/// <param name="IsLent">The source has answered.</param>
/// <param name="Lent">Its places, by this unit's logical chunks.</param>
/// <param name="IsGivenUp">The chunks are back in the map; what the source lends yet goes back.</param>
public sealed record LuReference(
    long Number,
    LuUdid Source,
    LogicalRun From,
    long First,
    ValueList<MapRun> Own,
    ValueList<MapRun> Shared,
    bool IsOutOfUse,
    bool IsLent,
    ValueList<MapRun> Lent,
    bool IsGivenUp,
    LuRewriter By);

/// <summary>Chunks that another unit is to have as well. None of their places goes back before the pool counts that one.</summary>
/// <param name="Version">Of the SCSI state that took the places from every VIOS.</param>
/// <param name="Map">By the lender's logical chunks.</param>
/// <param name="IsCounted">Kept only so that a repeat of the request is answered as the first.</param>
public sealed record LuChunkLoan(LuUdid To, long Number, long Version, ValueList<MapRun> Map, bool IsCounted);
