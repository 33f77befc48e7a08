using VioActors.Benchmarks.Images;

namespace VioActors.Benchmarks.Tests;

public sealed class ImageBenchmarkTests
{
    [Fact]
    [Trait("Req", "OSI-7")]
    public async Task A_short_run_measures_everything_and_sharing_saves_what_it_should()
    {
        var figures = await ImageBenchmark.MeasureAsync(mebibytes: 2, passes: 1);
        Assert.True(figures.Has(ImageBenchmark.Lazy) && figures.Has(ImageBenchmark.Full) && figures.Has(ImageBenchmark.Propagated));
        Assert.True(figures.Median(ImageBenchmark.Fault) > 0 && figures.Median(ImageBenchmark.PropagatedFault) > 0);
        Assert.InRange(figures.Median(ImageBenchmark.Private(100)), 100, 110);
        Assert.True(figures.Median(ImageBenchmark.Shared(100)) < 10);
    }
}
