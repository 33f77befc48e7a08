using System.Collections.Immutable;
using VioActors.Domain.Common;

namespace VioActors.Domain.Pool;

/// <summary>
/// A set of chunks kept as runs that neither touch nor overlap, so that its size is that of the fragmentation and not of the chunks.
/// Adding a chunk twice or removing one that is not there throws: that is how no chunk is ever granted twice. Immutable.
/// </summary>
public sealed class RunSet
{
    private static readonly Comparer<ChunkRun> ByPlace = Comparer<ChunkRun>.Create((a, b) =>
        a.Pv != b.Pv ? a.Pv.CompareTo(b.Pv) : a.First.CompareTo(b.First));

    private readonly ImmutableSortedSet<ChunkRun> _runs;

    private RunSet(ImmutableSortedSet<ChunkRun> runs, long count) => (_runs, Count) = (runs, count);

    /// <summary>The set without chunks.</summary>
    public static RunSet Empty { get; } = new(ImmutableSortedSet.Create<ChunkRun>(ByPlace), 0);

    /// <summary>Chunks in the set.</summary>
    public long Count { get; }

    /// <summary>Runs, ascending by volume and chunk.</summary>
    public IReadOnlyList<ChunkRun> Runs => _runs;

    /// <exception cref="InvalidOperationException">Two runs overlap.</exception>
    public static RunSet From(IEnumerable<ChunkRun> runs) => runs.Aggregate(Empty, (set, run) => set.Add(run));

    public ValueList<ChunkRun> ToValueList() => ValueList.From(_runs);

    /// <summary>Every chunk of the run is in the set.</summary>
    public bool Contains(ChunkRun run) => FindAround(run) is { } around && around.First <= run.First && around.End >= run.End;

    /// <summary>No chunk of the run is in the set.</summary>
    public bool IsDisjoint(ChunkRun run)
    {
        var index = IndexAtOrBefore(run);
        return (index < 0 || !Overlaps(_runs[index], run)) && (index + 1 >= _runs.Count || !Overlaps(_runs[index + 1], run));
    }

    /// <exception cref="InvalidOperationException">A chunk of the run is in the set already, or the run is no run.</exception>
    public RunSet Add(ChunkRun run)
    {
        if (run.Count < 1 || run.First < 0 || run.Pv < 0 || !IsDisjoint(run))
        {
            throw new InvalidOperationException($"Chunks {run.First} to {run.End - 1} of volume {run.Pv} are in the set already, or are "
                + "none.");
        }

        var (runs, merged) = (_runs, run);
        var index = IndexAtOrBefore(run);
        if (index >= 0 && _runs[index] is var before && before.Pv == run.Pv && before.End == run.First)
        {
            runs = runs.Remove(before);
            merged = before with { Count = before.Count + run.Count };
        }

        if (index + 1 < _runs.Count && _runs[index + 1] is var after && after.Pv == run.Pv && run.End == after.First)
        {
            runs = runs.Remove(after);
            merged = merged with { Count = merged.Count + after.Count };
        }

        return new RunSet(runs.Add(merged), Count + run.Count);
    }

    /// <exception cref="InvalidOperationException">A chunk of the run is not in the set.</exception>
    public RunSet Remove(ChunkRun run)
    {
        if (run.Count < 1 || FindAround(run) is not { } around || around.First > run.First || around.End < run.End)
        {
            throw new InvalidOperationException($"Chunks {run.First} to {run.End - 1} of volume {run.Pv} are not all in the set.");
        }

        var runs = _runs.Remove(around);
        if (around.First < run.First)
        {
            runs = runs.Add(around with { Count = run.First - around.First });
        }

        if (around.End > run.End)
        {
            runs = runs.Add(new ChunkRun(run.Pv, run.End, around.End - run.End));
        }

        return new RunSet(runs, Count - run.Count);
    }

    public RunSet AddAll(IEnumerable<ChunkRun> runs) => runs.Aggregate(this, (set, run) => set.Add(run));

    public RunSet RemoveAll(IEnumerable<ChunkRun> runs) => runs.Aggregate(this, (set, run) => set.Remove(run));

    /// <summary>The first chunks in order, at most <paramref name="count"/>; the set itself is unchanged.</summary>
    public IEnumerable<ChunkRun> Peek(long count)
    {
        foreach (var run in _runs)
        {
            if (count <= 0)
            {
                yield break;
            }

            var taken = run with { Count = Math.Min(run.Count, count) };
            count -= taken.Count;
            yield return taken;
        }
    }

    /// <summary>The runs that overlap a run, ascending.</summary>
    public IEnumerable<ChunkRun> Within(ChunkRun run)
    {
        for (var index = Math.Max(0, IndexAtOrBefore(run)); index < _runs.Count; index++)
        {
            var held = _runs[index];
            if (held.Pv > run.Pv || (held.Pv == run.Pv && held.First >= run.End))
            {
                yield break;
            }

            if (Overlaps(held, run))
            {
                yield return held;
            }
        }
    }

    /// <summary>The parts of a run that are not in the set, ascending.</summary>
    public IEnumerable<ChunkRun> Outside(ChunkRun run)
    {
        var next = run.First;
        foreach (var held in Within(run))
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

    /// <summary>The set with the runs, of which chunks may be in it already.</summary>
    public RunSet Join(IEnumerable<ChunkRun> runs) => runs.Aggregate(this, (set, run) => set.AddAll(set.Outside(run).ToList()));

    /// <summary>The set without the runs, of which chunks may be missing.</summary>
    public RunSet Without(IEnumerable<ChunkRun> runs) => runs.Aggregate(this, (set, run) => set.RemoveAll(set.Inside(run).ToList()));

    /// <summary>The parts of a run that are in the set, ascending.</summary>
    public IEnumerable<ChunkRun> Inside(ChunkRun run) => Within(run).Select(held =>
    {
        var (first, end) = (Math.Max(held.First, run.First), Math.Min(held.End, run.End));
        return new ChunkRun(run.Pv, first, end - first);
    });

    private static bool Overlaps(ChunkRun a, ChunkRun b) => a.Pv == b.Pv && a.First < b.End && b.First < a.End;

    private ChunkRun? FindAround(ChunkRun run) =>
        IndexAtOrBefore(run) is >= 0 and var index && _runs[index].Pv == run.Pv ? _runs[index] : null;

    // IndexOf answers the complement of the next larger item's index.
    private int IndexAtOrBefore(ChunkRun run)
    {
        var index = _runs.IndexOf(run);
        return index >= 0 ? index : ~index - 1;
    }
}
