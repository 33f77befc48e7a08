using VioActors.Benchmarks.Cluster;

namespace VioActors.Benchmarks.Tests;

/// <summary>The benchmarks of clusters run, in a small form. What they measure is not judged here.</summary>
public sealed class ClusterBenchmarkTests
{
    [Fact]
    public async Task Every_benchmark_of_clusters_gives_a_figure()
    {
        var figures = await ClusterBenchmark.MeasureAsync(1, ClusterScale.Smoke);

        Assert.Equal(
            [
                ClusterBenchmark.Up(2), ClusterBenchmark.Up(3), ClusterBenchmark.Detection, ClusterBenchmark.HandOver,
                ClusterBenchmark.Starts, ClusterBenchmark.Asks, ClusterBenchmark.Rebalanced, ClusterBenchmark.RebalancedStarts,
            ],
            figures.Names);
        Assert.All(figures.Names, name => Assert.True(figures.Median(name) > 0, name));
    }
}
