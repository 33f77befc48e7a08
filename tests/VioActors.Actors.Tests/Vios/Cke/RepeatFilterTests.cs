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
        ValueTask<StorageResult> Run(Task<StorageResult> end)
        {
            runs++;
            return new(end);
        }

        var first = filter.RunOnce(7, gate.Task, Run).AsTask();
        var repeat = filter.RunOnce(7, gate.Task, Run).AsTask();
        var second = filter.RunOnce(7, gate.Task, Run).AsTask();
        var asked = filter.Resolve(7).AsTask();
        var other = filter.RunOnce(8, StorageResult.WriteError, result => new(result)).AsTask();
        Assert.Equal([false, false, false, false, true], new[] { first, repeat, second, asked, other }.Select(end => end.IsCompleted));
        gate.SetResult(StorageResult.Ok);
        Assert.Equal(
            [StorageResult.Ok, StorageResult.Ok, StorageResult.Ok, StorageResult.Ok, StorageResult.WriteError],
            await Task.WhenAll(first, repeat, second, asked, other));
        Assert.Equal(StorageResult.Ok, await filter.RunOnce(7, gate.Task, Run));
        Assert.Equal(1, runs);
    }

    [Theory]
    [Trait("Req", "RED-3")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OneThatThrows_TellsWhoJoinedIt_AndMayComeAgain(bool atOnce)
    {
        var filter = new RepeatFilter();
        var gate = new TaskCompletionSource<StorageResult>();
        Task<StorageResult>? joined = null;
        ValueTask<StorageResult> Run(RepeatFilter same)
        {
            joined = same.RunOnce(7, StorageResult.Ok, result => new(result)).AsTask();
            return atOnce ? throw new IOException("broken") : new(gate.Task);
        }

        var first = Record.ExceptionAsync(() => filter.RunOnce(7, filter, Run).AsTask());
        gate.SetException(new IOException("broken"));
        Assert.IsType<IOException>(await first);
        await Assert.ThrowsAsync<IOException>(() => joined!);
        Assert.Equal(StorageResult.Ok, await filter.RunOnce(7, StorageResult.Ok, result => new(result)));
    }

    [Fact]
    [Trait("Req", "RED-3")]
    public async Task TheOldestResultsAreForgotten_AndWhatComesAfterThatWithALowerNumber_IsRefusedForEver()
    {
        var filter = new RepeatFilter();
        var runs = 0;
        ValueTask<StorageResult> Run(StorageResult result)
        {
            runs++;
            return new(result);
        }

        const ulong Never = 5;
        for (var number = 1UL; number <= RepeatFilter.KeptCount + 10; number++)
        {
            if (number != Never)
                await filter.RunOnce(number, StorageResult.Ok, Run);
        }

        Assert.Equal(RepeatFilter.KeptCount + 9, runs);
        Assert.Equal(StorageResult.Ok, await filter.RunOnce(100, StorageResult.Ok, Run));

        // One was run and is forgotten, the other was on its way all the time: neither may overwrite what came since.
        Assert.Equal(StorageResult.PathLost, await filter.RunOnce(1, StorageResult.Ok, Run));
        Assert.Equal(StorageResult.PathLost, await filter.RunOnce(Never, StorageResult.Ok, Run));
        Assert.Equal(StorageResult.PathLost, await filter.Resolve(Never));
        Assert.Equal(RepeatFilter.KeptCount + 9, runs);
    }
}
