using System.Collections;
using System.Collections.Immutable;

namespace VioActors.Storage.Allocation;

/// <summary>A run of chunk indexes of one volume: <paramref name="Count"/> from <paramref name="Start"/>. Immutable.</summary>
public readonly record struct ChunkRun(long Start, long Count)
{
    /// <summary>First index after the run.</summary>
    public long End => Start + Count;
}

/// <summary>
/// A set of chunk indexes, kept as disjoint runs that do not touch, in ascending order; each operation is O(log runs). Immutable.
/// </summary>
public sealed class ChunkRuns : IEnumerable<ChunkRun>
{
    private static readonly Comparer<ChunkRun> ByStart = Comparer<ChunkRun>.Create((left, right) => left.Start.CompareTo(right.Start));
    private readonly ImmutableSortedSet<ChunkRun> _runs;

    private ChunkRuns(ImmutableSortedSet<ChunkRun> runs, long chunkCount) => (_runs, ChunkCount) = (runs, chunkCount);

    public static ChunkRuns Empty { get; } = new(ImmutableSortedSet.Create<ChunkRun>(ByStart), 0);

    /// <summary>Chunks in the set.</summary>
    public long ChunkCount { get; }

    /// <summary>Whether all chunks of the run are in the set.</summary>
    public bool Contains(ChunkRun run) => Holder(run) is not null;

    /// <summary>Whether any chunk of the run is in the set.</summary>
    public bool Overlaps(ChunkRun run)
    {
        var index = LastStartingBefore(run.End);
        return index >= 0 && _runs[index].End > run.Start;
    }

    /// <exception cref="InvalidOperationException">Some of the run is in the set already.</exception>
    public ChunkRuns Add(ChunkRun run)
    {
        if (run.Count < 1 || run.Start < 0 || Overlaps(run))
            throw new InvalidOperationException($"Chunks {run.Start}+{run.Count} are not all new to the set.");
        var (runs, merged) = (_runs, run);
        var before = LastStartingBefore(run.Start);
        if (before >= 0 && _runs[before].End == run.Start)
        {
            runs = runs.Remove(_runs[before]);
            merged = new ChunkRun(_runs[before].Start, _runs[before].Count + merged.Count);
        }

        if (before + 1 < _runs.Count && _runs[before + 1].Start == run.End)
        {
            runs = runs.Remove(_runs[before + 1]);
            merged = merged with { Count = merged.Count + _runs[before + 1].Count };
        }

        return new ChunkRuns(runs.Add(merged), ChunkCount + run.Count);
    }

    /// <exception cref="InvalidOperationException">Some of the run is not in the set.</exception>
    public ChunkRuns Remove(ChunkRun run)
    {
        if (Holder(run) is not { } holder)
            throw new InvalidOperationException($"Chunks {run.Start}+{run.Count} are not all in the set.");
        var runs = _runs.Remove(holder);
        if (holder.Start < run.Start)
            runs = runs.Add(new ChunkRun(holder.Start, run.Start - holder.Start));
        if (run.End < holder.End)
            runs = runs.Add(new ChunkRun(run.End, holder.End - run.End));
        return new ChunkRuns(runs, ChunkCount - run.Count);
    }

    public IEnumerator<ChunkRun> GetEnumerator() => _runs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ChunkRun? Holder(ChunkRun run)
    {
        var index = LastStartingBefore(run.Start + 1);
        return run.Count > 0 && index >= 0 && _runs[index].End >= run.End ? _runs[index] : null;
    }

    /// <summary>Index of the last run that starts below <paramref name="start"/>; −1 for none.</summary>
    private int LastStartingBefore(long start)
    {
        var index = _runs.IndexOf(new ChunkRun(start, 0));
        return (index >= 0 ? index : ~index) - 1;
    }
}
