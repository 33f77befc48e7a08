using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.LogicalUnits.Scsi;

/// <summary>
/// A VIOS has decided on a change of reservations or mode parameters, by the state that it names. Answered with <see cref="ScsiInForce"/>
/// when every VIOS works by it, or with <see cref="ScsiConflict"/> when another change came first: decide again. A repeat with the same
/// request number is carried out once.
/// </summary>
/// <param name="Request">Unique for the VIOS in all its lives.</param>
/// <param name="ParametersVersion">Of the state that the decision was made on.</param>
/// <param name="Notice">What it brings about; its version is ignored.</param>
/// <param name="Condition">Null: as it was.</param>
public sealed record ChangeScsi(
    LuUdid Lu,
    VioUuid Vios,
    long Epoch,
    long Request,
    long ParametersVersion,
    LuReservations Reservations,
    LuModes Modes,
    LuNotice Notice,
    LuCondition? Condition = null) : ICommand, ILuMessage;

/// <summary>
/// Puts a medium into an optical drive, in place of the one that is in it, or takes it out. Refused while a client keeps it in, unless
/// forced. Answered with <see cref="ScsiInForce"/> when every VIOS works with it, or <see cref="NoOp"/>.
/// </summary>
/// <param name="Medium">Null: none.</param>
public sealed record LoadMedium(LuUdid Lu, LuUdid? Medium, bool Forced) : ICommand, ILuMessage;

/// <summary>Answered with <see cref="ConditionFound"/>.</summary>
public sealed record GetCondition(LuUdid Lu) : IQuery, ILuMessage;

/// <summary>Answer to <see cref="GetCondition"/>.</summary>
public sealed record ConditionFound(LuUdid Lu, LuCondition Condition) : IReply;

/// <summary>
/// A VIOS wants to be the only writer of a range for a moment. Answered with <see cref="ScsiInForce"/> when no other write to it is under
/// way anywhere; waits while another request has a part of it.
/// </summary>
public sealed record LockRange(LuUdid Lu, VioUuid Vios, long Epoch, long Request, long Lba, long BlockCount) : ICommand, ILuMessage;

/// <summary>A VIOS has writes that wait for ranges of others. Answered at once; who has them is told <see cref="RangeWanted"/>.</summary>
public sealed record WantRange(LuUdid Lu, VioUuid Vios, long Epoch, long Lba, long BlockCount) : ICommand, ILuMessage;

/// <summary>Told to a VIOS: give the range of that request back when nothing is under way in it. Told again while somebody waits.</summary>
public sealed record RangeWanted(LuUdid Lu, VioUuid Vios, long Request) : IDomainMessage;

/// <summary>
/// The VIOS is done with the range, or does not want it any more; those that wait for it are decided again. Safe to repeat, and before the
/// request itself: that one is refused then.
/// </summary>
public sealed record UnlockRange(LuUdid Lu, VioUuid Vios, long Request) : ICompletion, ILuMessage;

/// <summary>
/// Takes chunks out of the map of a thin unit; they read as zeroes and go back to the pool. Answered with <see cref="ScsiInForce"/> when no
/// VIOS uses them any more.
/// </summary>
/// <param name="Runs">1 to 256 runs of logical chunks.</param>
public sealed record UnmapChunks(LuUdid Lu, VioUuid Vios, long Epoch, long Request, ValueList<LogicalRun> Runs) : ICommand, ILuMessage;

/// <summary>
/// A holder works by the states up to a version, and has let go of the chunks withdrawn up to another one: the two come apart, since a
/// write that is still under way may wait for a chunk. Safe to repeat.
/// </summary>
public sealed record ConfirmScsi(LuUdid Lu, VioUuid Vios, long Epoch, long Version, long WithdrawnVersion) : ICommand, ILuMessage;

/// <summary>Every holder works by this version; sent by the LU actor to itself.</summary>
public sealed record ConcludeScsi(LuUdid Lu, long Version) : ICompletion, ILuMessage;

/// <summary>No holder uses the chunks withdrawn up to this version; sent by the LU actor to itself.</summary>
public sealed record ConcludeWithdrawal(LuUdid Lu, long Version) : ICompletion, ILuMessage;

/// <summary>The pool took chunks back; sent by the LU actor to itself.</summary>
public sealed record ConcludeReturn(LuUdid Lu, ValueList<Pool.ChunkRun> Runs) : ICompletion, ILuMessage;

/// <summary>
/// Every VIOS was down at once, which is a loss of power for the unit: reservations end unless APTPL was set (SPC-4 clause 5.13.5), mode
/// parameters are the default ones, grants and locks end. Safe to repeat. Sent by whoever starts the cluster cold.
/// </summary>
public sealed record LosePower(LuUdid Lu) : ICommand, ILuMessage;

/// <summary>What a VIOS needs with its grant. Answered with <see cref="ScsiFound"/>.</summary>
public sealed record GetScsi(LuUdid Lu, VioUuid Vios, long Epoch) : IQuery, ILuMessage;

/// <summary>Answer to <see cref="GetScsi"/>.</summary>
public sealed record ScsiFound(LuUdid Lu, LuScsiState State, ValueList<LuNotice> Notices) : IReply;

/// <summary>What was asked for is in force at every VIOS that serves the unit.</summary>
public sealed record ScsiInForce(LuUdid Lu, long Version) : IReply;

/// <summary>Another change came first; this is the state now.</summary>
public sealed record ScsiConflict(LuUdid Lu, LuScsiState State) : IReply;

/// <summary>Told to each holder: work by this state, then confirm. Told again until confirmed as long as somebody waits for it.</summary>
/// <param name="Epoch">Of the holder's grant.</param>
public sealed record ScsiChanged(LuUdid Lu, long Epoch, LuScsiState State, ValueList<LuNotice> Notices) : IDomainMessage;

/// <summary>Told to a VIOS whose grant was ended by another's command: it may not write before it has a new one.</summary>
public sealed record GrantWithdrawn(LuUdid Lu, VioUuid Vios, long Epoch) : IDomainMessage;
