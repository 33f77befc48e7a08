using System.Diagnostics;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Storage.Values;

namespace VioActors.Benchmarks.Storage;

/// <summary>Time and memory of the maps of a large unit that is wholly written, at its owner and at a VIOS.</summary>
internal static class MapBenchmark
{
    private const long ChunksOfTebibyte = 1 << 20;
    private static readonly LuUdid Lu = LuUdid.From(new Guid(1, 2, 3, new byte[8]));

    /// <summary>Name and figure of each line; times in milliseconds, memory in MiB for a mapped TiB.</summary>
    public static IReadOnlyList<(string Name, double Value)> Measure(StorageScale scale)
    {
        var figures = new List<(string, double)>();
        var chunks = scale.MapTebibytes * ChunksOfTebibyte;
        foreach (var (kind, runLength) in new[] { ("in runs of 1024 chunks", 1024L), ("in runs of 8 chunks", 8L) })
        {
            LuSnapshot? stored = Stored(chunks, runLength, scale);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var start = Stopwatch.GetTimestamp();
            var state = LuState.From(stored);
            figures.Add(($"owner's map, {kind}: read from its snapshot, ms", Stopwatch.GetElapsedTime(start).TotalMilliseconds));
            figures.Add(($"owner's map, {kind}: MiB a TiB", Mebibytes(before) / scale.MapTebibytes));
            before = GC.GetTotalMemory(forceFullCollection: true);
            start = Stopwatch.GetTimestamp();
            var map = new VioActors.Storage.Maps.ChunkMap(chunks);
            foreach (var run in stored.Map)
                map.TryMap(run.Logical, new ChunkExtent(run.Pv, run.First, run.Count));
            figures.Add(($"VIOS's map, {kind}: made of a grant, ms", Stopwatch.GetElapsedTime(start).TotalMilliseconds));
            figures.Add(($"VIOS's map, {kind}: MiB a TiB", Mebibytes(before) / scale.MapTebibytes));
            start = Stopwatch.GetTimestamp();
            _ = map.CopyWithout([(0, chunks)]);
            figures.Add(($"VIOS's map, {kind}: let go for a snapshot, ms", Stopwatch.GetElapsedTime(start).TotalMilliseconds));
            start = Stopwatch.GetTimestamp();
            _ = map.CopyWithout([(chunks / 2, 1)]);
            figures.Add(($"VIOS's map, {kind}: let go of one chunk, ms", Stopwatch.GetElapsedTime(start).TotalMilliseconds));
            start = Stopwatch.GetTimestamp();
            Take(ref state);
            figures.Add(($"owner's map, {kind}: snapshot decided and applied, ms", Stopwatch.GetElapsedTime(start).TotalMilliseconds));
            GC.KeepAlive(map);
            stored = null;
        }

        return figures;
    }

    private static void Take(ref LuState state)
    {
        var now = DateTimeOffset.UnixEpoch;
        Apply(ref state, LuDecisions.Decide(state, new TakeSnapshot(Lu, LuName.Parse("s1")), now));
        Apply(ref state, LuDecisions.Decide(
            state, new Domain.LogicalUnits.Scsi.ConcludeWithdrawal(Lu, state.Past.Pause!.Version), now));
        if (state.Past.Taken.Count != 1)
            throw new InvalidOperationException("The snapshot was not taken.");
    }

    private static void Apply(ref LuState state, Decision<ILuEvent> decision)
    {
        foreach (var @event in decision.Events)
            state = state.Apply(@event);
    }

    // Neighbouring runs do not continue each other.
    private static LuSnapshot Stored(long chunks, long runLength, StorageScale scale)
    {
        var identity = new LuIdentity(
            Lu, LuName.Parse("lu"), PoolName.Parse("pool"), Tier.System, LuKind.Disk, ByteSize.FromGibibytes(1024L * scale.MapTebibytes),
            1 << 20, false, ObjectVersion.First);
        var runs = chunks / runLength;
        var map = Enumerable.Range(0, (int)runs)
            .Select(run => new MapRun(run * runLength, 0, (runs - 1 - run) * runLength, runLength)).ToValueList();
        return (LuState.Empty with { Identity = identity, Status = LuStatus.Ready }).ToSnapshot() with { Map = map };
    }

    private static double Mebibytes(long before) => (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)(1 << 20);
}
