using System.Collections.Immutable;
using VioActors.Domain.Common;

namespace VioActors.Domain.LogicalUnits;

/// <summary>
/// Which logical chunk is in which place, as runs that are as long as they can be. Mapping a chunk twice throws. Immutable.
/// </summary>
public sealed class ChunkMap
{
    private static readonly Comparer<MapRun> ByLogical = Comparer<MapRun>.Create((a, b) => a.Logical.CompareTo(b.Logical));

    private readonly ImmutableSortedSet<MapRun> _runs;

    private ChunkMap(ImmutableSortedSet<MapRun> runs, long count) => (_runs, Count) = (runs, count);

    /// <summary>The map without chunks.</summary>
    public static ChunkMap Empty { get; } = new(ImmutableSortedSet.Create<MapRun>(ByLogical), 0);

    /// <summary>Mapped chunks.</summary>
    public long Count { get; }

    /// <summary>Runs, ascending by logical chunk.</summary>
    public IReadOnlyList<MapRun> Runs => _runs;

    /// <exception cref="InvalidOperationException">A chunk is mapped twice.</exception>
    public static ChunkMap From(IEnumerable<MapRun> runs) => runs.Aggregate(Empty, (map, run) => map.Add(run));

    public ValueList<MapRun> ToValueList() => ValueList.From(_runs);

    /// <summary>Null: not mapped.</summary>
    public ChunkPlace? Find(long logical)
    {
        var index = IndexAtOrBefore(logical);
        return index >= 0 && _runs[index] is var run && logical < run.LogicalEnd
            ? new ChunkPlace(run.Pv, run.First + (logical - run.Logical))
            : null;
    }

    /// <summary>The runs from a logical chunk on, at most <paramref name="countMax"/>, and where to go on; null at the end.</summary>
    public (ValueList<MapRun> Runs, long? NextLogical) ReadPage(long fromLogical, int countMax)
    {
        var index = IndexAtOrBefore(fromLogical);
        var first = index >= 0 && _runs[index].LogicalEnd > fromLogical ? index : index + 1;
        var end = (int)Math.Min((long)first + countMax, _runs.Count);
        var page = Enumerable.Range(first, end - first).Select(at => _runs[at]).ToValueList();
        return (page, end < _runs.Count ? _runs[end].Logical : null);
    }

    /// <exception cref="InvalidOperationException">A chunk of the run is mapped already, or the run is no run.</exception>
    public ChunkMap Add(MapRun run)
    {
        var index = IndexAtOrBefore(run.Logical);
        var clear = run.Count >= 1 && run.Logical >= 0
            && (index < 0 || _runs[index].LogicalEnd <= run.Logical)
            && (index + 1 >= _runs.Count || _runs[index + 1].Logical >= run.LogicalEnd);
        if (!clear)
        {
            throw new InvalidOperationException($"Logical chunks {run.Logical} to {run.LogicalEnd - 1} are mapped already, or are none.");
        }

        var (runs, merged) = (_runs, run);
        if (index >= 0 && Continues(_runs[index], run))
        {
            runs = runs.Remove(_runs[index]);
            merged = _runs[index] with { Count = _runs[index].Count + run.Count };
        }

        if (index + 1 < _runs.Count && Continues(run, _runs[index + 1]))
        {
            runs = runs.Remove(_runs[index + 1]);
            merged = merged with { Count = merged.Count + _runs[index + 1].Count };
        }

        return new ChunkMap(runs.Add(merged), Count + run.Count);
    }

    /// <summary>The map without a range of logical chunks, and what was mapped there, ascending.</summary>
    public (ChunkMap Left, IReadOnlyList<MapRun> Cut) Cut(long first, long count)
    {
        var (end, cut, runs) = (first + count, new List<MapRun>(), _runs.ToBuilder());
        for (var index = Math.Max(0, IndexAtOrBefore(first)); index < _runs.Count && _runs[index].Logical < end; index++)
        {
            var run = _runs[index];
            var (from, to) = (Math.Max(first, run.Logical), Math.Min(end, run.LogicalEnd));
            if (from >= to)
            {
                continue;
            }

            runs.Remove(run);
            cut.Add(Part(run, from, to));
            if (run.Logical < from)
            {
                runs.Add(Part(run, run.Logical, from));
            }

            if (to < run.LogicalEnd)
            {
                runs.Add(Part(run, to, run.LogicalEnd));
            }
        }

        return cut.Count == 0 ? (this, cut) : (new ChunkMap(runs.ToImmutable(), Count - cut.Sum(run => run.Count)), cut);
    }

    /// <summary>Joins neighbours of a sequence of runs, ascending by logical chunk.</summary>
    public static ValueList<MapRun> Join(IEnumerable<MapRun> runs)
    {
        var joined = new List<MapRun>();
        foreach (var run in runs.OrderBy(run => run.Logical))
        {
            if (joined.Count > 0 && Continues(joined[^1], run))
            {
                joined[^1] = joined[^1] with { Count = joined[^1].Count + run.Count };
            }
            else
            {
                joined.Add(run);
            }
        }

        return joined.ToValueList();
    }

    private static MapRun Part(MapRun run, long from, long to) => new(from, run.Pv, run.First + (from - run.Logical), to - from);

    private static bool Continues(MapRun a, MapRun b) => a.Pv == b.Pv && a.LogicalEnd == b.Logical && a.First + a.Count == b.First;

    // IndexOf answers the complement of the next larger item's index.
    private int IndexAtOrBefore(long logical)
    {
        var index = _runs.IndexOf(new MapRun(logical, 0, 0, 0));
        return index >= 0 ? index : ~index - 1;
    }
}
