using VioActors.Initiator;

namespace VioActors.Benchmarks.Redundancy;

/// <summary>Reads or writes of one size, several at once, for a time.</summary>
internal static class ThroughputLoad
{
    public const int RegionBytes = 64 << 20;
    private const int Workers = 8;

    /// <summary>Writes the whole region once, so that nothing of it is to be allocated later.</summary>
    public static async Task FillAsync(MultipathDisk disk)
    {
        var bytes = new byte[1 << 20];
        bytes.AsSpan().Fill(0x5A);
        for (var offset = 0L; offset < RegionBytes; offset += bytes.Length)
            Check(await disk.WriteAsync(offset, bytes, CancellationToken.None));
    }

    /// <returns>Commands a second.</returns>
    public static async Task<double> RunAsync(MultipathDisk disk, bool writes, int sizeBytes, TimeSpan duration)
    {
        var begin = TimeProvider.System.GetTimestamp();
        long commands = 0;
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            var bytes = new byte[sizeBytes];
            while (TimeProvider.System.GetElapsedTime(begin) < duration)
            {
                var offset = (long)random.Next(RegionBytes / sizeBytes) * sizeBytes;
                Check(writes
                    ? await disk.WriteAsync(offset, bytes, CancellationToken.None)
                    : await disk.ReadAsync(offset, bytes, CancellationToken.None));
                Interlocked.Increment(ref commands);
            }
        })));
        return commands / TimeProvider.System.GetElapsedTime(begin).TotalSeconds;
    }

    private static void Check(ScsiOutcome outcome)
    {
        if (!outcome.IsGood)
            throw new InvalidOperationException($"A command was answered {outcome}.");
    }
}
