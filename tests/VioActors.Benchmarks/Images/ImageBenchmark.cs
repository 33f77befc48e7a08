using VioActors.Benchmarks.Engine;
using VioActors.Domain.Images;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Benchmarks.Images;

/// <summary>
/// What replacing an operating system and sharing its image cost (OSI-7): how long a partition stands still, how much memory many of them
/// take, how long a missing page takes.
/// </summary>
internal static class ImageBenchmark
{
    public const string Lazy = "partition suspended, pages as they are needed, ms";
    public const string Full = "partition suspended, every page read before it goes on, ms";
    public const string Touch = "page of the image that is in the pool read, µs";
    public const string Redirect = "first write to a page of the image (copied for the partition), µs";
    public const string Local = "page read through the paging VIOS, own path, µs";
    public const string Propagated = "page read through the paging VIOS, propagated to its peer, µs";
    public const string Fault = "page fault: page of the partition's own back from its paging device, own path, µs";
    public const string PropagatedFault = "page fault: page of the partition's own back from its paging device, propagated, µs";
    public const string Produced = "image produced, MiB/s";

    public static string Shared(int count) => $"{count} partitions on one shared image: memory in images";

    public static string Private(int count) => $"{count} partitions with private copies: memory in images";

    public static async Task<int> RunAsync(int mebibytes, int passes, TextWriter output)
    {
        var figures = await MeasureAsync(mebibytes, passes);
        await output.WriteLineAsync(
            $"{Environment.ProcessorCount} cores, .NET {Environment.Version}, image of {mebibytes} MiB, {passes} passes");
        await output.WriteLineAsync("| what | median | lowest to highest |\n|---|---|---|");
        foreach (var name in figures.Names)
        {
            var (lowest, highest) = figures.Range(name);
            await output.WriteLineAsync(
                $"| {name} | {Figures.Text(figures.Median(name))} | {Figures.Text(lowest)} to {Figures.Text(highest)} |");
        }

        return 0;
    }

    public static async Task<Figures> MeasureAsync(int mebibytes, int passes)
    {
        var figures = new Figures();
        foreach (var count in new[] { 1, 10, 100 })
        {
            figures.Add(Shared(count), Footprint(Math.Min(mebibytes, 64), count, isShared: true, figures: count == 1 ? figures : null));
            figures.Add(Private(count), Footprint(Math.Min(mebibytes, 4), count, isShared: false, figures: null));
        }

        await using var rig = await ImageBenchRig.StartAsync(mebibytes);
        figures.Add(Produced, rig.ProducedMebibytesPerSecond);
        for (var pass = 0; pass < passes; pass++)
        {
            figures.Add(Lazy, await rig.ReplaceAsync(full: false));
            figures.Add(Full, await rig.ReplaceAsync(full: true));
        }

        for (var pass = 0; pass < passes; pass++)
        {
            figures.Add(Local, await rig.ReadPagesAsync());
            figures.Add(Fault, await rig.FaultAsync());
        }

        await rig.CutFabricAsync();
        for (var pass = 0; pass < passes; pass++)
        {
            figures.Add(Propagated, await rig.ReadPagesAsync());
            figures.Add(PropagatedFault, await rig.FaultAsync());
        }

        return figures;
    }

    /// <summary>Every partition uses the whole image and has each kind of change; frames and page tables, in images.</summary>
    private static double Footprint(int mebibytes, int count, bool isShared, Figures? figures)
    {
        var pages = mebibytes << 8;
        var zeros = new byte[SharedMemory.ReadAheadPages << MemoryPage.Shift];
        var checksum = MemoryPage.Checksum(zeros.AsSpan(0, MemoryPage.SizeBytes));
        var pool = new SharedMemory((pages * (isShared ? 2 : count)) + (count * 32));
        var layer = pool.AddLayer("image", [.. Enumerable.Repeat(checksum, pages)]);
        var changes = Enum.GetValues<OsChangeKind>().Length - 1;
        for (var id = 1; id <= count; id++)
        {
            var partition = pool.Add(new PartitionId(id), new MemoryTerms(16, 128, 0, 64));
            pool.Switch(partition, pool.Prepare(partition, layer, isShared));
            for (var page = 0; page < pages; page++)
                Bring(pool, partition.Os!, page, zeros);
            for (var change = 0; change < changes; change++)
                partition.Write(MemoryPartition.OsBase + ((ulong)change << MemoryPage.Shift), [1], out _);
            if (figures is not null)
                Time(partition, pages, figures);
        }

        var report = pool.Report();
        return ((double)(report.FrameCount - report.FreeFrames) / pages) + ((double)report.TableBytes / (pages << MemoryPage.Shift));
    }

    private static void Bring(SharedMemory pool, MemorySegment segment, int page, byte[] zeros)
    {
        if (pool.Plan(segment, page, forWriting: false) is FaultPlan.ReadImage read)
            pool.Install(read, zeros.AsSpan(0, read.Frames.Count << MemoryPage.Shift));
    }

    private static void Time(MemoryPartition partition, int pages, Figures figures)
    {
        const int Changed = 16;
        var word = new byte[8];
        var clock = Clock.Start();
        for (var page = Changed; page < pages; page++)
            partition.Read(MemoryPartition.OsBase + ((ulong)page << MemoryPage.Shift), word, out _);
        figures.Add(Touch, clock.Seconds * 1e6 / (pages - Changed));

        // Not counted in the footprint: it is put back by nobody, so only a few.
        clock = Clock.Start();
        for (var page = Changed; page < Changed + 8; page++)
            partition.Write(MemoryPartition.OsBase + ((ulong)page << MemoryPage.Shift), word, out _);
        figures.Add(Redirect, clock.Seconds * 1e6 / 8);
    }
}
