using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Values;

namespace VioActors.Domain.LogicalUnits;

/// <summary>
/// A volume will never come back: what the unit has there is lost, and what it has in reserve there goes back to the pool. Sent by the
/// pool. Answered with <see cref="Ok"/>. Safe to repeat.
/// </summary>
/// <param name="Pv">Index in the pool.</param>
public sealed record GiveUpVolume(LuUdid Lu, int Pv) : ICommand, ILuMessage;

/// <summary>
/// A VIOS is about to write chunks as a whole: those of them that are lost leave the map, so that they get new places. Answered with
/// <see cref="ScsiInForce"/> when no VIOS uses the former places. Others of the runs are left alone. Safe to repeat.
/// </summary>
/// <param name="Request">Number of the request; a repeat with it is carried out once.</param>
/// <param name="Runs">1 to 256 runs of chunks.</param>
public sealed record DropLostChunks(LuUdid Lu, VioUuid Vios, long Epoch, long Request, ValueList<LogicalRun> Runs) : ICommand, ILuMessage;

/// <summary>How much of the unit is lost. Answered with <see cref="LuLossesFound"/>.</summary>
public sealed record GetLuLosses(LuUdid Lu) : IQuery, ILuMessage;

/// <summary>Answer to <see cref="GetLuLosses"/>.</summary>
/// <param name="OwnChunks">Chunks of the unit as it is now that cannot be read.</param>
/// <param name="SnapshotChunks">Chunks of its snapshots that cannot be read, those left out that the unit has too.</param>
public sealed record LuLossesFound(LuUdid Lu, long OwnChunks, long SnapshotChunks) : IReply;

/// <summary>
/// Answer to <see cref="AllocateChunks"/>: nothing was mapped, since a chunk that a snapshot has too is lost and cannot be copied. It is
/// written as a whole after <see cref="DropLostChunks"/>.
/// </summary>
public sealed record ChunkLost(LuUdid Lu, long Chunk) : IReply;

/// <summary>What the unit has on that volume is lost.</summary>
public sealed record VolumeGivenUp(int Pv) : ILuEvent;
