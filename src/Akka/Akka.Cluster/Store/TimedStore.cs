using Akka.Cluster.Membership;

namespace Akka.Cluster.Store;

/// <summary>
/// A store whose calls end in time, and never more than <see cref="CallsMax"/> of which are under way: a database that hangs takes no
/// more threads and connections than that. Thread-safe.
/// </summary>
internal sealed class TimedStore(IMembershipStore store, TimeSpan callTimeout, TimeProvider time) : IMembershipStore
{
    private const int CallsMax = 16;

    private int _calls;

    public string Description => store.Description;

    /// <summary>Throws <see cref="TimeoutException"/> when there is no answer in time or too many calls wait for theirs.</summary>
    public async Task<MembershipAnswer> ExecuteAsync(MembershipStatement statement, CancellationToken cancel)
    {
        if (Interlocked.Increment(ref _calls) > CallsMax)
        {
            Interlocked.Decrement(ref _calls);
            throw new TimeoutException($"{CallsMax} calls wait for {store.Description} already.");
        }

        using var limit = new CancellationTokenSource(callTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        var token = both.Token;

        // On the pool: some drivers wait for their files and locks on the caller's thread.
        var call = Task.Run(() => store.ExecuteAsync(statement, token), CancellationToken.None);
        _ = call.ContinueWith(
            ended =>
            {
                _ = ended.Exception;
                Interlocked.Decrement(ref _calls);
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return await call.WaitAsync(callTimeout, time, cancel).ConfigureAwait(false);
    }

    public void Listen(Action changed) => store.Listen(changed);

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
