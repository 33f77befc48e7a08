using System.Collections.Immutable;
using VioActors.Domain.Common;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;

namespace VioActors.Domain.LogicalUnits.Snapshots;

/// <summary>
/// Snapshots of a unit and what is shared with them. Each snapshot has a whole map of its own (maps share their structure), so that a
/// lookup
/// costs the same whatever the number of snapshots. Immutable.
/// </summary>
/// <param name="Shared">Chunks of the unit whose places a snapshot has too. Disjoint from the unit's own map.</param>
/// <param name="Taken">Oldest first.</param>
/// <param name="Joint">
/// Places that other units may hold too, since one of the two is a clone of the other. They are never written, and go back to the pool as
/// soon as this unit has no use for them: the pool knows whether they come free.
/// </param>
/// <param name="Loans">Clones that are being made of snapshots, which stay until then.</param>
/// <param name="Reference">Chunks that are to be those of another unit; null: none.</param>
/// <param name="Lent">Chunks that other units are to have, or have, oldest first.</param>
/// <param name="Groups">Groups of this leader that have their snapshots, with those that have not confirmed it.</param>
public sealed record LuPast(
    ChunkMap Shared,
    ImmutableList<LuMoment> Taken,
    ImmutableList<LuCopying> Copying,
    LuPause? Pause,
    RunSet Joint,
    ImmutableList<LuLoan> Loans,
    LuReference? Reference,
    ImmutableList<LuChunkLoan> Lent,
    ImmutableList<LuGroup> Groups)
{
    public static LuPast Empty { get; } = new(ChunkMap.Empty, [], [], null, RunSet.Empty, [], null, [], []);

    public static LuPast From(LuHistory stored) => new(
        ChunkMap.From(stored.Shared),
        [.. stored.Taken.Select(taken => new LuMoment(
            taken.Name, taken.TakenAtUtc, taken.Size, ChunkMap.From(taken.Map), taken.Group))],
        [.. stored.Copying],
        stored.Pause,
        RunSet.From(stored.Joint),
        [.. stored.Loans],
        stored.Reference,
        [.. stored.Lent],
        [.. stored.Groups]);

    public LuHistory ToStored() => new(
        Shared.ToValueList(),
        Taken.Select(taken => new LuTaken(
            taken.Name, taken.TakenAtUtc, taken.Size, taken.Map.ToValueList(), taken.Group)).ToValueList(),
        Copying.ToValueList(),
        Pause,
        Joint.ToValueList(),
        Loans.ToValueList(),
        Reference,
        Lent.ToValueList(),
        Groups.ToValueList());

    /// <summary>Chunks are out of the map for a moment: copied, or to become those of another unit.</summary>
    public bool IsChanging => !Copying.IsEmpty || Reference is { IsGivenUp: false };

    /// <summary>Some of these places stay the unit's own at the pool for now, though it has no use for them.</summary>
    public bool HoldsBack(ChunkRun run) => (Reference is not null && !Joint.IsDisjoint(run))
        || Lent.Exists(loan => !loan.IsCounted && loan.Map.Any(lent =>
            lent.Pv == run.Pv && lent.First < run.End && run.First < lent.First + lent.Count));

    public LuMoment? Find(LuName name) => Taken.Find(taken => taken.Name == name);

    /// <summary>Places that snapshots have, those of one of them left out.</summary>
    public RunSet PlacesOf(LuName? without) => Union(Taken.Where(taken => taken.Name != without).Select(taken => taken.Map));

    /// <summary>A snapshot has this place for this logical chunk; a place is never of another logical chunk.</summary>
    public bool IsTaken(long logical, ChunkPlace place) => Taken.Exists(taken => taken.Map.Find(logical) == place);

    /// <summary>The former place of a chunk goes back to the pool: no snapshot that was taken meanwhile has it.</summary>
    public bool FreesFormer(ChunkCopy copy) => copy.Frees && !IsTaken(copy.Logical, copy.From);

    /// <summary>The parts of runs of the unit that no snapshot has: held for the unit alone, or jointly with other units.</summary>
    public IEnumerable<MapRun> Untaken(IEnumerable<MapRun> runs)
    {
        if (Joint.Count == 0)
        {
            return [];
        }

        var taken = PlacesOf(null);
        return runs.SelectMany(run => PartsWithout(taken, run));
    }

    /// <summary>The parts of a run whose places are not in the set, with their logical chunks.</summary>
    public static IEnumerable<MapRun> PartsWithout(RunSet set, MapRun run) =>
        set.Outside(PlaceOf(run)).Select(part => new MapRun(run.Logical + (part.First - run.First), run.Pv, part.First, part.Count));

    /// <summary>Places of several maps, each counted once.</summary>
    public static RunSet Union(IEnumerable<ChunkMap> maps) => RunSet.Empty.Join(maps.SelectMany(map => map.Runs).Select(PlaceOf));

    public static ChunkRun PlaceOf(MapRun run) => new(run.Pv, run.First, run.Count);
}

/// <summary>The unit as it was at a moment. Immutable.</summary>
/// <param name="Group">As long as it is not known whether its group has it; null: it is a snapshot.</param>
public sealed record LuMoment(LuName Name, DateTimeOffset TakenAtUtc, ByteSize Size, ChunkMap Map, LuGroup? Group = null);
