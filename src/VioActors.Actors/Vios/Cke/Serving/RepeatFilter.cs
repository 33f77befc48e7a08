using System.Runtime.CompilerServices;
using VioActors.Storage;

namespace VioActors.Actors.Vios.Cke.Serving;

/// <summary>
/// Recognises repeats of the writes of one origin (RED-3): a number runs once, and whoever brings it again gets the same result. The last
/// <see cref="KeptCount"/> results are kept. A number that is not known and lower than one that was forgotten is refused for ever, as path
/// lost: it may be a repeat from a connection that was cut off for long, and what was written since must not be overwritten by it.
/// Allocates nothing for a write that has ended when it returns. Thread-safe.
/// </summary>
internal sealed class RepeatFilter
{
    /// <summary>
    /// Results that are kept after their end: some seconds of writes, in which a request that was lost is sent over the next interconnect.
    /// </summary>
    public const int KeptCount = 64 * 1024;

    private readonly Lock _sync = new();

    // Those that run, each with who waits for its outcome.
    private readonly Dictionary<ulong, TaskCompletionSource<StorageResult>?> _running = [];
    private readonly Dictionary<ulong, StorageResult> _ended = [];
    private readonly Queue<ulong> _endedOrder = new();
    private ulong _forgottenMax;

    /// <summary>Runs the write, or gives the outcome of the one with this number.</summary>
    /// <param name="state">Given to <paramref name="run"/>.</param>
    /// <param name="run">When it throws, it is as if the number had not come: it has ended, and the origin, which has no answer, repeats
    /// it.</param>
    public ValueTask<StorageResult> RunOnce<TState>(ulong number, TState state, Func<TState, ValueTask<StorageResult>> run)
    {
        lock (_sync)
        {
            if (Known(number) is { } known)
                return known;
            if (number <= _forgottenMax)
                return new(StorageResult.PathLost);
            _running.Add(number, null);
        }

        try
        {
            var running = run(state);
            return running.IsCompletedSuccessfully ? new(End(number, running.Result)) : EndAfterAsync(number, running);
        }
        catch (Exception cause)
        {
            Fail(number, cause);
            throw;
        }
    }

    /// <summary>
    /// The outcome of the write with this number; one that has not come is refused when it does: path lost, nothing of it was run.
    /// </summary>
    public ValueTask<StorageResult> Resolve(ulong number)
    {
        lock (_sync)
        {
            if (Known(number) is { } known)
                return known;
            if (number > _forgottenMax)
                Keep(number, StorageResult.PathLost);
            return new(StorageResult.PathLost);
        }
    }

    // Under the lock.
    private ValueTask<StorageResult>? Known(ulong number)
    {
        if (_ended.TryGetValue(number, out var result))
            return new(result);
        if (!_running.TryGetValue(number, out var outcome))
            return null;
        if (outcome is null)
            _running[number] = outcome = new TaskCompletionSource<StorageResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        return new(outcome.Task);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<StorageResult> EndAfterAsync(ulong number, ValueTask<StorageResult> running)
    {
        try
        {
            return End(number, await running.ConfigureAwait(false));
        }
        catch (Exception cause)
        {
            Fail(number, cause);
            throw;
        }
    }

    private void Fail(ulong number, Exception cause)
    {
        TaskCompletionSource<StorageResult>? outcome;
        lock (_sync)
            _running.Remove(number, out outcome);
        outcome?.SetException(cause);
    }

    private StorageResult End(ulong number, StorageResult result)
    {
        TaskCompletionSource<StorageResult>? outcome;
        lock (_sync)
        {
            _running.Remove(number, out outcome);
            Keep(number, result);
        }

        outcome?.SetResult(result);
        return result;
    }

    // Under the lock.
    private void Keep(ulong number, StorageResult result)
    {
        _ended[number] = result;
        _endedOrder.Enqueue(number);
        if (_endedOrder.Count <= KeptCount)
            return;
        var forgotten = _endedOrder.Dequeue();
        _ended.Remove(forgotten);
        _forgottenMax = Math.Max(_forgottenMax, forgotten);
    }
}
