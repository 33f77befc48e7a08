using VioActors.Benchmarks.Backup;

namespace VioActors.Benchmarks.Tests;

/// <summary>The benchmark of backups runs, with few VIOSes. What it measures is not judged here.</summary>
public sealed class BackupBenchmarkTests
{
    [Fact]
    [Trait("Req", "CBR-1")]
    [Trait("Req", "CBR-2")]
    public async Task Every_figure_of_backup_view_and_restore_is_measured()
    {
        var figures = await BackupBenchmark.MeasureAsync(Path.GetTempPath(), BackupScale.Smoke);

        Assert.Equal(
            [
                BackupBenchmark.BackedUp, BackupBenchmark.FileSize, BackupBenchmark.Viewed, BackupBenchmark.Restored,
                BackupBenchmark.RestoredAgain, BackupBenchmark.BackupHeap, BackupBenchmark.ViewHeap, BackupBenchmark.RestoreHeap,
                BackupBenchmark.RestoredInto,
            ],
            figures.Names);
        Assert.Equal(200, BackupScale.Full.DevicesPerVios);
        Assert.True(figures.Median(BackupBenchmark.BackedUp) > 0);
    }
}
