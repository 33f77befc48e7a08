using VioActors.Storage.Volumes;

namespace VioActors.Storage.Tests.Volumes;

/// <summary>Calls that hang hold threads of their volume: never one of the pool, and never more than there may be.</summary>
[Trait("Req", "STO-10")]
public sealed class VolumeThreadsTests
{
    [Fact]
    public async Task Calls_that_hang_hold_nobody_until_there_are_too_many_and_all_are_run_once()
    {
        using var threads = new VolumeThreads("test");
        using var gate = new ManualResetEventSlim();
        var begun = new CountdownEvent(VolumeThreads.CountMax);
        var hung = Enumerable.Range(0, VolumeThreads.CountMax).Select(async _ =>
        {
            await threads;
            Assert.False(Thread.CurrentThread.IsThreadPoolThread);
            begun.Signal();
            gate.Wait();
        }).ToList();
        begun.Wait();
        var late = NumberAsync(threads, 7);
        Assert.Equal(VolumeThreads.CountMax, threads.Count);
        Assert.False(late.IsCompleted);

        gate.Set();
        await Task.WhenAll(hung);
        Assert.Equal(7, await late);
        var numbers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(number => NumberAsync(threads, number)));
        Assert.Equal(Enumerable.Range(0, 1000), numbers);
    }

    [Fact]
    public async Task After_the_end_what_is_begun_is_run_all_the_same()
    {
        var threads = new VolumeThreads("test");
        Assert.Equal(1, await NumberAsync(threads, 1));
        threads.Dispose();
        Assert.Equal(2, await NumberAsync(threads, 2));
    }

    private static async Task<int> NumberAsync(VolumeThreads threads, int number)
    {
        await threads;
        return number;
    }
}
