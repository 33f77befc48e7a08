using System.Collections.Immutable;

namespace VioActors.Domain.Pool;

/// <summary>
/// Chunks that several units hold at once, with the number of holders beyond the first (STO-3). As runs, so that its size is that of the
/// fragmentation. Immutable.
/// </summary>
public sealed class SharedRuns
{
    private static readonly Comparer<Part> ByPlace = Comparer<Part>.Create((a, b) =>
        a.Run.Pv != b.Run.Pv ? a.Run.Pv.CompareTo(b.Run.Pv) : a.Run.First.CompareTo(b.Run.First));

    private readonly ImmutableSortedSet<Part> _parts;

    private SharedRuns(ImmutableSortedSet<Part> parts) => _parts = parts;

    /// <summary>No chunk has two holders.</summary>
    public static SharedRuns Empty { get; } = new(ImmutableSortedSet.Create<Part>(ByPlace));

    /// <summary>Chunks with two holders or more.</summary>
    public long Count => _parts.Sum(part => part.Run.Count);

    /// <summary>One more unit holds the run, which somebody holds already.</summary>
    public SharedRuns Add(ChunkRun run) => Change(run, 1);

    /// <summary>One unit fewer holds the run. Chunks with one holder are left alone: see <see cref="Within"/>.</summary>
    public SharedRuns Remove(ChunkRun run) => Change(run, -1);

    /// <summary>The parts of a run that others hold too, ascending.</summary>
    public IEnumerable<ChunkRun> Within(ChunkRun run) => Overlapping(run).Select(part => Cut(part.Run, run));

    /// <summary>The parts of a run that have one holder, ascending.</summary>
    public IEnumerable<ChunkRun> Outside(ChunkRun run)
    {
        var next = run.First;
        foreach (var part in Within(run))
        {
            if (part.First > next)
            {
                yield return new ChunkRun(run.Pv, next, part.First - next);
            }

            next = part.End;
        }

        if (next < run.End)
        {
            yield return new ChunkRun(run.Pv, next, run.End - next);
        }
    }

    /// <summary>Chunks of which the two tell different numbers of holders.</summary>
    public long CountDifferences(SharedRuns other) =>
        _parts.Sum(part => part.Run.Count - SameIn(other, part)) + other._parts.Sum(part => part.Run.Count - SameIn(this, part));

    private static long SameIn(SharedRuns set, Part part) =>
        set.Overlapping(part.Run).Where(same => same.More == part.More).Sum(same => Cut(same.Run, part.Run).Count);

    private static ChunkRun Cut(ChunkRun run, ChunkRun to)
    {
        var (first, end) = (Math.Max(run.First, to.First), Math.Min(run.End, to.End));
        return new ChunkRun(run.Pv, first, end - first);
    }

    private SharedRuns Change(ChunkRun run, int by)
    {
        // The neighbours are taken along, so that equal ones grow together.
        var around = Overlapping(new ChunkRun(run.Pv, Math.Max(0, run.First - 1), run.Count + 2)).ToList();
        var parts = _parts.Except(around).ToBuilder();
        Part? open = null;
        foreach (var part in Pieces(run, around, by))
        {
            if (open is { } last && last.More == part.More && last.Run.End == part.Run.First)
            {
                open = last with { Run = last.Run with { Count = last.Run.Count + part.Run.Count } };
                continue;
            }

            Put(open);
            open = part;
        }

        Put(open);
        return new SharedRuns(parts.ToImmutable());

        void Put(Part? part)
        {
            if (part is { More: > 0 } some)
            {
                parts.Add(some);
            }
        }
    }

    private static IEnumerable<Part> Pieces(ChunkRun run, List<Part> around, int by)
    {
        var next = run.First;
        foreach (var (known, more) in around)
        {
            if (known.First < run.First)
            {
                yield return new Part(known with { Count = Math.Min(known.End, run.First) - known.First }, more);
            }

            var inside = Cut(known, run);
            if (inside.Count > 0)
            {
                if (by > 0 && inside.First > next)
                {
                    yield return new Part(new ChunkRun(run.Pv, next, inside.First - next), by);
                }

                yield return new Part(inside, more + by);
                next = inside.End;
            }

            if (known.End > run.End)
            {
                if (by > 0 && next < run.End)
                {
                    yield return new Part(new ChunkRun(run.Pv, next, run.End - next), by);
                    next = run.End;
                }

                var first = Math.Max(known.First, run.End);
                yield return new Part(new ChunkRun(run.Pv, first, known.End - first), more);
            }
        }

        if (by > 0 && next < run.End)
        {
            yield return new Part(new ChunkRun(run.Pv, next, run.End - next), by);
        }
    }

    private IEnumerable<Part> Overlapping(ChunkRun run)
    {
        // IndexOf answers the complement of the next larger item's index.
        var index = _parts.IndexOf(new Part(run, 0));
        for (index = Math.Max(0, index >= 0 ? index : ~index - 1); index < _parts.Count; index++)
        {
            var part = _parts[index];
            if (part.Run.Pv > run.Pv || (part.Run.Pv == run.Pv && part.Run.First >= run.End))
            {
                yield break;
            }

            if (part.Run.Pv == run.Pv && part.Run.End > run.First)
            {
                yield return part;
            }
        }
    }

    private readonly record struct Part(ChunkRun Run, int More);
}
