using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Pool;

/// <summary>
/// A volume will never come back (STO-10): what is on it is lost, and it gives no more chunks. Its record goes when nobody holds a chunk of
/// it any more. Not to be taken back. Whoever sends it knows that no VIOS reaches the volume. Safe to repeat.
/// </summary>
public sealed record GiveUpPv(PoolName Pool, PvName Pv) : ICommand, IPoolMessage;

/// <summary>Who holds chunks of a volume. Answered with <see cref="PvUsersFound"/> or <see cref="Rejected"/>.</summary>
public sealed record GetPvUsers(PoolName Pool, PvName Pv) : IQuery, IPoolMessage;

/// <summary>Answer to <see cref="GetPvUsers"/>.</summary>
/// <param name="Status">Of the volume.</param>
/// <param name="Chunks">Held by units, each counted once.</param>
/// <param name="Users">By name of the unit.</param>
public sealed record PvUsersFound(PoolName Pool, PvName Pv, PvStatus Status, long Chunks, ValueList<PvUser> Users) : IReply;

/// <summary>A unit with chunks on a volume.</summary>
/// <param name="Chunks">Its snapshots' and its reserve counted; of clones each counts what they share.</param>
public sealed record PvUser(LuUdid Lu, LuName Name, long Chunks);

/// <summary>
/// Which volumes a VIOS does not reach, though it reaches others: chunks are taken elsewhere as long as there are some (STO-10). Sent when
/// that changes, and repeated.
/// </summary>
/// <param name="Lost">Indexes in the pool, ascending; empty: it reaches all of them.</param>
public sealed record NotePvView(PoolName Pool, VioUuid Vios, ValueList<int> Lost) : ICommand, IPoolMessage;

/// <summary>A VIOS has ended: what it reaches says nothing any more. Safe to repeat.</summary>
public sealed record ForgetPvView(PoolName Pool, VioUuid Vios) : ICommand, IPoolMessage;

public sealed record PvGivenUp(int Index, DateTimeOffset AtUtc) : IPoolEvent;

public sealed record PvViewNoted(VioUuid Vios, ValueList<int> Lost) : IPoolEvent;

public sealed record PvViewForgotten(VioUuid Vios) : IPoolEvent;

/// <summary>Which volumes a VIOS does not reach, as stored.</summary>
public sealed record PvView(VioUuid Vios, ValueList<int> Lost);

/// <summary>Tells operators that data is lost.</summary>
public sealed record AnnounceDataLoss(DataLost Loss) : IEffect;

/// <summary>Told to operators when a volume was given up.</summary>
/// <param name="Chunks">Lost with it, each counted once.</param>
/// <param name="Units">Names of the units that had them, at most 100.</param>
public sealed record DataLost(PoolName Pool, PvName Pv, long Chunks, ValueList<LuName> Units) : IDomainMessage;

/// <summary>Have the units that hold chunks of given-up volumes know that these are lost; done again until each has answered.</summary>
public sealed record TellOfLosses : IEffect
{
    public static TellOfLosses Instance { get; } = new();
}

/// <summary>
/// Have the units give back what they hold in reserve on a volume that nobody reaches; a unit that does not answer keeps it.
/// </summary>
public sealed record EmptyReserves(int Index) : IEffect;
