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
public sealed record LuPast(ChunkMap Shared, ImmutableList<LuMoment> Taken, ImmutableList<LuCopying> Copying, LuPause? Pause)
{
    public static LuPast Empty { get; } = new(ChunkMap.Empty, [], [], null);

    public bool IsEmpty => Taken.IsEmpty && Copying.IsEmpty && Pause is null;

    public static LuPast From(LuHistory stored) => new(
        ChunkMap.From(stored.Shared),
        [.. stored.Taken.Select(taken => new LuMoment(taken.Name, taken.TakenAtUtc, taken.Size, ChunkMap.From(taken.Map)))],
        [.. stored.Copying],
        stored.Pause);

    public LuHistory ToStored() => new(
        Shared.ToValueList(),
        Taken.Select(taken => new LuTaken(taken.Name, taken.TakenAtUtc, taken.Size, taken.Map.ToValueList())).ToValueList(),
        Copying.ToValueList(),
        Pause);

    public LuMoment? Find(LuName name) => Taken.Find(taken => taken.Name == name);

    /// <summary>Places that snapshots have, those of one of them left out.</summary>
    public RunSet PlacesOf(LuName? without) => Union(Taken.Where(taken => taken.Name != without).Select(taken => taken.Map));

    /// <summary>Places of several maps, each counted once.</summary>
    public static RunSet Union(IEnumerable<ChunkMap> maps) =>
        maps.SelectMany(map => map.Runs).Aggregate(RunSet.Empty, (set, run) => set.AddAll(Without(set, PlaceOf(run))));

    /// <summary>The parts of a run of places that are not in a set.</summary>
    public static IEnumerable<ChunkRun> Without(RunSet set, ChunkRun run)
    {
        var next = run.First;
        foreach (var held in set.Within(run))
        {
            if (held.First > next)
            {
                yield return new ChunkRun(run.Pv, next, held.First - next);
            }

            next = Math.Max(next, held.End);
        }

        if (next < run.End)
        {
            yield return new ChunkRun(run.Pv, next, run.End - next);
        }
    }

    public static ChunkRun PlaceOf(MapRun run) => new(run.Pv, run.First, run.Count);
}

/// <summary>The unit as it was at a moment. Immutable.</summary>
public sealed record LuMoment(LuName Name, DateTimeOffset TakenAtUtc, ByteSize Size, ChunkMap Map);
