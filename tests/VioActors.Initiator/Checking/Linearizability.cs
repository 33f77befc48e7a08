namespace VioActors.Initiator.Checking;

/// <summary>
/// Whether each block of a history is a linearizable register: whether its reads and writes can be put in one order, each at a moment
/// between its begin and its end, in which every read finds the write before it.
/// <para>Every write has a number of its own, so a write and the reads that found it are a cluster, and a history is linearizable exactly
/// when (Gibbons and Korach, 1997) no read ends before its write begins, no two clusters each of which spans a time (its first end comes
/// before its last begin) overlap, and no cluster that need not span any lies wholly within one that does. A write without an answer that
/// no read found is left out; one that was found took place, at some time after its begin.</para>
/// </summary>
public static class Linearizability
{
    /// <returns>What contradicts it, a sentence for each; empty: nothing.</returns>
    public static IReadOnlyList<string> Check(IEnumerable<BlockOperation> history) =>
        [.. history.GroupBy(operation => operation.Block).OrderBy(block => block.Key).SelectMany(block => CheckBlock([.. block]))];

    private static IEnumerable<string> CheckBlock(List<BlockOperation> operations)
    {
        var writes = operations.Where(operation => operation.IsWrite).ToLookup(write => write.Value!.Value);
        if (writes.FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"Two writes have the number {twice.Key}.", nameof(operations));
        var contradictions = new List<string>();
        var clusters = new List<Cluster>();
        var begin = new BlockOperation("nobody", operations[0].Block, true, 0, long.MinValue, long.MinValue);
        foreach (var reads in operations.Where(operation => !operation.IsWrite).GroupBy(read => read.Value))
        {
            if (reads.Key is not { } value)
                contradictions.AddRange(reads.Where(read => !MayBeTorn(read, operations)).Select(read => $"{read}: no write is under way"));
            else if ((value == 0 ? begin : writes[value].SingleOrDefault()) is not { } write)
                contradictions.AddRange(reads.Select(read => $"{read}: nobody wrote that"));
            else if (reads.FirstOrDefault(read => read.End < write.Begin) is { } early)
                contradictions.Add($"{early}: before {write}");
            else
                clusters.Add(Cluster.Of(write, reads));
        }

        var found = clusters.Select(cluster => cluster.Write.Value!.Value).ToHashSet();
        clusters.AddRange(operations
            .Where(write => write is { IsWrite: true, End: < BlockOperation.NeverAnswered } && !found.Contains(write.Value!.Value))
            .Select(write => Cluster.Of(write, [])));
        if (!found.Contains(0))
            clusters.Add(Cluster.Of(begin, []));
        contradictions.AddRange(CheckClusters(clusters));
        return contradictions;
    }

    /// <summary>A read while a write runs may find some sectors of it and some of before (SBC-4 promises no more).</summary>
    private static bool MayBeTorn(BlockOperation read, List<BlockOperation> operations) =>
        operations.Exists(write => write.IsWrite && write.Begin < read.End && write.End > read.Begin);

    private static IEnumerable<string> CheckClusters(List<Cluster> clusters)
    {
        var spans = clusters.Where(cluster => cluster.IsSpan).OrderBy(cluster => cluster.From).ToList();
        for (var index = 1; index < spans.Count; index++)
        {
            if (spans[index].From < spans[index - 1].To)
            {
                yield return $"Both [{spans[index - 1].Write}] and [{spans[index].Write}] were there at {spans[index].From}: "
                    + $"the last of the one is [{spans[index - 1].Last}]";
                yield break;
            }
        }

        foreach (var point in clusters.Where(cluster => !cluster.IsSpan))
        {
            if (spans.Find(span => span.From < point.From && point.To < span.To) is { } around)
                yield return $"[{point.Write}] lies wholly within the time of [{around.Write}], whose last is [{around.Last}]";
        }
    }

    /// <summary>A write and the reads that found it.</summary>
    /// <param name="FirstEnd">The value was there by then.</param>
    /// <param name="LastBegin">The value was there then, or later.</param>
    private sealed record Cluster(BlockOperation Write, long FirstEnd, long LastBegin, BlockOperation Last)
    {
        public bool IsSpan => FirstEnd < LastBegin;

        public long From => Math.Min(FirstEnd, LastBegin);

        public long To => Math.Max(FirstEnd, LastBegin);

        public static Cluster Of(BlockOperation write, IEnumerable<BlockOperation> reads)
        {
            List<BlockOperation> all = [write, .. reads];
            var last = all.MaxBy(operation => operation.Begin)!;
            return new Cluster(write, all.Min(operation => operation.End), last.Begin, last);
        }
    }
}
