using VioActors.Benchmarks.Engine;
using VioActors.Domain.Backup;
using VioActors.Domain.Restore;

namespace VioActors.Benchmarks.Backup;

/// <summary>Backup, view and restore of a large cluster: time, and growth of the heap over what the VIOS DB itself needs.</summary>
internal static class BackupBenchmark
{
    public const string BackedUp = "backup of the cluster, s";
    public const string BackupHeap = "heap that the backup needs at most, MiB";
    public const string FileSize = "file of the cluster, MiB";
    public const string Viewed = "view of the backup, every part checked, s";
    public const string ViewHeap = "heap that the view needs at most, MiB";
    public const string Restored = "restore of every VIOS, all but hardware and logical units lost, s";
    public const string RestoreHeap = "heap that the restore needs at most over what stays, MiB";
    public const string RestoredInto = "what stays: devices that the restore put into the VIOS DB, MiB";
    public const string RestoredAgain = "restore again, all is there, s";

    private const double Mebibyte = 1 << 20;

    /// <summary>At the whole number of VIOSes and at a quarter, so that what grows with the number is seen.</summary>
    public static async Task<int> RunAsync(string folder, BackupScale scale, TextWriter output)
    {
        var quarter = await MeasureAsync(folder, scale with { Vioses = Math.Max(2, scale.Vioses / 4) });
        var whole = await MeasureAsync(folder, scale);
        await output.WriteLineAsync(
            $"{scale.DevicesPerVios} devices a VIOS.\n\n"
            + $"| what | {Math.Max(2, scale.Vioses / 4)} VIOSes | {scale.Vioses} VIOSes |\n|---|---|---|");
        foreach (var name in whole.Names)
            await output.WriteLineAsync($"| {name} | {Figures.Text(quarter.Median(name))} | {Figures.Text(whole.Median(name))} |");
        return 0;
    }

    public static async Task<Figures> MeasureAsync(string folder, BackupScale scale)
    {
        var figures = new Figures();
        await using var rig = await BackupRig.StartAsync(folder, scale);
        var made = await TimedAsync(figures, BackedUp, () => rig.AskClusterAsync<ClusterBackupMade>(new BackUpCluster("bench")));
        Check(made.ViosCount, scale.Vioses);
        figures.Add(FileSize, made.SizeBytes / Mebibyte);
        var viewed = await TimedAsync(figures, Viewed, () => ViewAsync(rig, made.File));
        Check(viewed.Parts.Sum(part => part.DeviceCount), scale.Vioses * (scale.DevicesPerVios + 1));
        await rig.WipeAsync();
        var restored = await TimedAsync(figures, Restored, () => RestoreAsync(rig, made.File));
        Check(restored.Nodes.Count(node => node.IsComplete), scale.Vioses);
        var again = await TimedAsync(figures, RestoredAgain, () => RestoreAsync(rig, made.File));
        Check(again.ExitCode, 0);

        // The same once more for what it needs of memory.
        await WatchedAsync(
            figures, BackupHeap, null, BackedUp, () => rig.AskClusterAsync<ClusterBackupMade>(new BackUpCluster("heap")));
        await WatchedAsync(figures, ViewHeap, null, Viewed, () => ViewAsync(rig, made.File));
        await rig.WipeAsync();
        await WatchedAsync(figures, RestoreHeap, RestoredInto, Restored, () => RestoreAsync(rig, made.File));
        return figures;
    }

    private static Task<ClusterBackupViewed> ViewAsync(BackupRig rig, BackupFileName file) =>
        rig.AskClusterAsync<ClusterBackupViewed>(new ViewClusterBackup(file));

    private static Task<ClusterRestored> RestoreAsync(BackupRig rig, BackupFileName file) =>
        rig.AskClusterAsync<ClusterRestored>(new RestoreCluster(file, RestoreOptions.Default, []));

    private static async Task<T> TimedAsync<T>(Figures figures, string name, Func<Task<T>> work)
    {
        var clock = Clock.Start();
        var done = await work();
        figures.Add(name, clock.Seconds);
        return done;
    }

    /// <param name="stays">Name of the figure for what is still held afterwards; null: all of it counts as needed.</param>
    /// <param name="timed">Name of the figure for how long it takes when it is not watched.</param>
    private static async Task WatchedAsync<T>(Figures figures, string name, string? stays, string timed, Func<Task<T>> work)
    {
        await using var watch = new HeapWatch(TimeSpan.FromSeconds(figures.Median(timed)));
        await work();
        var (peak, left) = await watch.GrowthAsync();
        figures.Add(name, stays is null ? peak : peak - left);
        if (stays is not null)
            figures.Add(stays, left);
    }

    private static void Check(int found, int expected)
    {
        if (found != expected)
            throw new InvalidOperationException($"{found} instead of {expected}.");
    }
}
