using VioActors.Actors.Vios.Cke.Serving;
using VioActors.Storage;

namespace VioActors.Actors.Tests.Vios.Cke;

public sealed class RepeatFilterTests
{
    [Fact]
    [Trait("Req", "RED-3")]
    public async Task ARepeatJoinsTheOneThatRuns_AndTheOneThatEnded()
    {
        var filter = new RepeatFilter();
        var gate = new TaskCompletionSource<StorageResult>();
        var runs = 0;
        Task<StorageResult> Run()
        {
            runs++;
            return gate.Task;
        }

        var first = filter.RunOnce(7, Run);
        var repeat = filter.RunOnce(7, Run);
        var other = filter.RunOnce(8, () => Task.FromResult(StorageResult.WriteError));
        gate.SetResult(StorageResult.Ok);
        Assert.Equal([StorageResult.Ok, StorageResult.Ok, StorageResult.WriteError], await Task.WhenAll(first, repeat, other));
        Assert.Equal(StorageResult.Ok, await filter.RunOnce(7, Run));
        Assert.Equal(1, runs);
    }

    [Fact]
    [Trait("Req", "RED-3")]
    public async Task TheOldestResultsAreForgotten_AndWhatComesAfterThatWithALowerNumber_IsRefusedForEver()
    {
        var filter = new RepeatFilter();
        var runs = 0;
        Task<StorageResult> Run()
        {
            runs++;
            return Task.FromResult(StorageResult.Ok);
        }

        const ulong Never = 5;
        for (var number = 1UL; number <= RepeatFilter.KeptCount + 10; number++)
        {
            if (number != Never)
                await filter.RunOnce(number, Run);
        }

        Assert.Equal(RepeatFilter.KeptCount + 9, runs);
        Assert.Equal(StorageResult.Ok, await filter.RunOnce(100, Run));

        // One was run and is forgotten, the other was on its way all the time: neither may overwrite what came since.
        Assert.Equal(StorageResult.PathLost, await filter.RunOnce(1, Run));
        Assert.Equal(StorageResult.PathLost, await filter.RunOnce(Never, Run));
        Assert.Equal(StorageResult.PathLost, await filter.Resolve(Never));
        Assert.Equal(RepeatFilter.KeptCount + 9, runs);
    }
}
