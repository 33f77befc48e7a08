using VioActors.Domain.Pool;

namespace VioActors.Domain.LogicalUnits.Snapshots;

/// <summary>
/// The space that comes free with each snapshot: places that neither the unit, another snapshot nor another unit has. Found by one pass
/// over the runs of all maps in the order of their places: a unit with hundreds of snapshots is asked while it is in use. Pure;
/// thread-safe.
/// </summary>
internal static class LuSpace
{
    /// <summary>Chunks that come free with each snapshot, in the order of <see cref="LuPast.Taken"/>.</summary>
    public static long[] CountFreedWith(LuPast past)
    {
        var (edges, chunks) = (EdgesOf(past), new long[past.Taken.Count]);
        edges.Sort();
        var (cover, holders) = (0, 0);
        for (var index = 0; index < edges.Count; index++)
        {
            var edge = edges[index];
            (cover, holders) = (cover + edge.Cover, holders + edge.Holder);

            // Where one alone is left, the sum is that one: 0 for the unit.
            if (cover == 1 && holders > 0)
            {
                chunks[holders - 1] += edges[index + 1].Chunk - edge.Chunk;
            }
        }

        return chunks;
    }

    // Each map has a place once. Places that another unit may have count as held by two.
    private static List<Edge> EdgesOf(LuPast past)
    {
        var edges = new List<Edge>(2 * (past.Shared.Runs.Count + past.Taken.Sum(taken => taken.Map.Runs.Count)));
        Add(past.Shared.Runs.Select(LuPast.PlaceOf), 1, 0);
        Add(past.Joint.Runs, 2, 0);
        for (var number = 0; number < past.Taken.Count; number++)
        {
            Add(past.Taken[number].Map.Runs.Select(LuPast.PlaceOf), 1, number + 1);
        }

        return edges;

        void Add(IEnumerable<ChunkRun> runs, int cover, int holder)
        {
            foreach (var run in runs)
            {
                edges.Add(new Edge(run.Pv, run.First, cover, holder));
                edges.Add(new Edge(run.Pv, run.End, -cover, -holder));
            }
        }
    }

    /// <summary>From this place on a map has, or no longer has, what follows.</summary>
    private readonly record struct Edge(int Pv, long Chunk, int Cover, int Holder) : IComparable<Edge>
    {
        public int CompareTo(Edge other) => Pv != other.Pv ? Pv.CompareTo(other.Pv) : Chunk.CompareTo(other.Chunk);
    }
}
