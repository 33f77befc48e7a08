using VioActors.Storage;

namespace VioActors.Actors.Vios.Cke.Serving;

/// <summary>
/// Recognises repeats of the writes of one origin (RED-3): a number runs once, and whoever brings it again gets the same result. The last
/// <see cref="KeptCount"/> results are kept. A number that is not known and lower than one that was forgotten is refused for ever, as path
/// lost: it may be a repeat from a connection that was cut off for long, and what was written since must not be overwritten by it.
/// Thread-safe.
/// </summary>
internal sealed class RepeatFilter
{
    /// <summary>
    /// Results that are kept after their end: some seconds of writes, in which a request that was lost is sent over the next interconnect.
    /// </summary>
    public const int KeptCount = 64 * 1024;

    private static readonly Task<StorageResult>[] Ended =
        [.. Enum.GetValues<StorageResult>().Select(Task.FromResult)];

    private readonly Lock _sync = new();
    private readonly Dictionary<ulong, Task<StorageResult>> _known = [];
    private readonly Queue<ulong> _ended = new();
    private ulong _forgottenMax;

    /// <summary>Runs the write, or gives the outcome of the one with this number.</summary>
    public Task<StorageResult> RunOnce(ulong number, Func<Task<StorageResult>> run)
    {
        var begun = new TaskCompletionSource<StorageResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_sync)
        {
            if (_known.TryGetValue(number, out var known))
                return known;
            if (number <= _forgottenMax)
                return Ended[(int)StorageResult.PathLost];
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
            if (number > _forgottenMax)
                Keep(number, StorageResult.PathLost);
            return Ended[(int)StorageResult.PathLost];
        }
    }

    private async Task<StorageResult> CompleteAsync(ulong number, Func<Task<StorageResult>> run, TaskCompletionSource<StorageResult> begun)
    {
        var result = await run().ConfigureAwait(false);
        lock (_sync)
            Keep(number, result);
        begun.SetResult(result);
        return result;
    }

    // Under the lock.
    private void Keep(ulong number, StorageResult result)
    {
        _known[number] = Ended[(int)result];
        _ended.Enqueue(number);
        if (_ended.Count <= KeptCount)
            return;
        var forgotten = _ended.Dequeue();
        _known.Remove(forgotten);
        _forgottenMax = Math.Max(_forgottenMax, forgotten);
    }
}
