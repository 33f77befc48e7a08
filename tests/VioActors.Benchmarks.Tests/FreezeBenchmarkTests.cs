using VioActors.Benchmarks.Freeze;

namespace VioActors.Benchmarks.Tests;

/// <summary>The benchmark runs in a small form; what is counted in it must be nothing, what is timed is not judged here.</summary>
public sealed class FreezeBenchmarkTests
{
    [Fact]
    [Trait("Req", "NPV-7")]
    public async Task Many_partitions_are_frozen_and_go_on_and_none_sends_anything_meanwhile()
    {
        var figures = await FreezeBenchmark.MeasureAsync([1, 12], passes: 2, rate: 20);

        Assert.Equal((0, 0), figures.Range(FreezeBenchmark.Errors));
        Assert.Equal((0, 0), figures.Range(FreezeBenchmark.Commands));
        Assert.All(
            [FreezeBenchmark.Frozen(12), FreezeBenchmark.Resumed(12), FreezeBenchmark.Planned(12), FreezeBenchmark.Heartbeat,
                FreezeBenchmark.EmptySlice, FreezeBenchmark.SliceWithIo],
            name => Assert.True(figures.Median(name) > 0, name));
    }
}
