using VioActors.Storage;

namespace VioActors.Actors.Vios.Cke.Serving;

/// <summary>
/// Recognises repeats of the writes of one origin (RED-3): a number runs once, and whoever brings it again gets the same result. The last
/// <see cref="KeptCount"/> results are kept, more than an origin can have on their way. Thread-safe.
/// </summary>
internal sealed class RepeatFilter
{
    /// <summary>Results that are kept after their end.</summary>
    public const int KeptCount = 1024;

    private readonly Lock _sync = new();
    private readonly Dictionary<ulong, Task<StorageResult>> _known = [];
    private readonly Queue<ulong> _ended = new();

    /// <summary>Runs the write, or gives the outcome of the one with this number.</summary>
    public Task<StorageResult> RunOnce(ulong number, Func<Task<StorageResult>> run)
    {
        var begun = new TaskCompletionSource<StorageResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_sync)
        {
            if (_known.TryGetValue(number, out var known))
                return known;
            _known.Add(number, begun.Task);
        }

        return CompleteAsync(number, run, begun);
    }

    /// <summary>
    /// The outcome of the write with this number; one that has not come is refused when it does: path lost, nothing of it was run.
    /// </summary>
    public Task<StorageResult> Resolve(ulong number)
    {
        lock (_sync)
        {
            if (_known.TryGetValue(number, out var known))
                return known;
            var refused = Task.FromResult(StorageResult.PathLost);
            _known.Add(number, refused);
            Keep(number);
            return refused;
        }
    }

    private async Task<StorageResult> CompleteAsync(ulong number, Func<Task<StorageResult>> run, TaskCompletionSource<StorageResult> begun)
    {
        var result = await run().ConfigureAwait(false);
        lock (_sync)
            Keep(number);
        begun.SetResult(result);
        return result;
    }

    // Under the lock.
    private void Keep(ulong number)
    {
        _ended.Enqueue(number);
        if (_ended.Count > KeptCount)
            _known.Remove(_ended.Dequeue());
    }
}
