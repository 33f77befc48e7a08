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
    public async Task TheOldestResultsAreForgotten_WhichNobodyCanRepeatAnyMore()
    {
        var filter = new RepeatFilter();
        var runs = 0;
        for (var number = 0UL; number <= RepeatFilter.KeptCount; number++)
            await filter.RunOnce(number, () => Task.FromResult(StorageResult.Ok));
        await filter.RunOnce(1, () =>
        {
            runs++;
            return Task.FromResult(StorageResult.Ok);
        });
        Assert.Equal(0, runs);
        await filter.RunOnce(0, () =>
        {
            runs++;
            return Task.FromResult(StorageResult.Ok);
        });
        Assert.Equal(1, runs);
    }
}
