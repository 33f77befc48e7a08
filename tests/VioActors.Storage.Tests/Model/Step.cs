using FsCheck;
using FsCheck.Fluent;

namespace VioActors.Storage.Tests.Model;

public enum StepKind
{
    Write,
    WriteDurable,
    Read,
    Flush,

    /// <summary>Ends the batch: the I/Os before it run concurrently.</summary>
    EndBatch,

    /// <summary>Ends the batch with a cut of one VIOS's path in the middle of it.</summary>
    EndBatchWithCut,

    /// <summary>Ends the batch with a revocation and new grants in the middle of it.</summary>
    EndBatchWithRenewal,
    DeleteLu,
    DeleteLuWithFailingFlush,
    Crash,
}

/// <summary>One step of a random run; what a kind does not use is ignored.</summary>
public sealed record Step(StepKind Kind, int Lu, int Vios, int Sector, int Count)
{
    /// <summary>Runs of steps over LUs of so many sectors, with mostly I/O.</summary>
    public static Arbitrary<List<Step>> Runs(int luCount, int sectorCount, IReadOnlyList<(int Weight, StepKind Kind)> kinds)
    {
        var kind = Gen.Frequency(kinds.Select(each => (each.Weight, Gen.Constant(each.Kind))));
        var step =
            from k in kind
            from lu in Gen.Choose(0, luCount - 1)
            from vios in Gen.Choose(0, 1)
            from sector in Gen.Choose(0, sectorCount - 1)
            from count in Gen.Frequency((3, Gen.Choose(1, 16)), (1, Gen.Choose(1, sectorCount)))
            select new Step(k, lu, vios, sector, Math.Min(count, sectorCount - sector));
        return Arb.From(step.ListOf().Select(steps => steps.ToList()), ShorterRuns);
    }

    private static IEnumerable<List<Step>> ShorterRuns(List<Step> steps)
    {
        for (var size = steps.Count / 2; size >= 1; size /= 2)
        {
            for (var start = 0; start + size <= steps.Count; start += size)
                yield return [.. steps.Take(start), .. steps.Skip(start + size)];
        }
    }
}
