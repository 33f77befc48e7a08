using Akka.Cluster.Membership;
using Akka.Cluster.Store;

namespace Akka.Cluster.Tests.Fixtures;

/// <summary>The way of one system to its database, which can be cut, hang, or be slow.</summary>
internal sealed class FaultyDatabase
{
    private int _calls;

    /// <summary>Calls fail at once.</summary>
    public volatile bool IsCut;

    /// <summary>Calls get no answer.</summary>
    public volatile bool Hangs = false;

    /// <summary>Calls take so much longer, in milliseconds.</summary>
    public volatile int DelayMs = 0;

    /// <summary>Calls that got through.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public IMembershipStore Wrap(IMembershipStore store) => new Way(this, store);

    private sealed class Way(FaultyDatabase faults, IMembershipStore store) : IMembershipStore
    {
        public string Description => store.Description;

        public async Task<MembershipAnswer> ExecuteAsync(MembershipStatement statement, CancellationToken cancel)
        {
            if (faults.Hangs)
                await new TaskCompletionSource().Task.WaitAsync(cancel);
            if (faults.IsCut)
                throw new IOException("The way to the database is cut.");
            if (faults.DelayMs > 0)
            {
                using var slowness = new PeriodicTimer(TimeSpan.FromMilliseconds(faults.DelayMs));
                await slowness.WaitForNextTickAsync(cancel);
            }

            var answer = await store.ExecuteAsync(statement, cancel);
            Interlocked.Increment(ref faults._calls);
            return answer;
        }

        public void Listen(Action changed) => store.Listen(changed);

        public ValueTask DisposeAsync() => store.DisposeAsync();
    }
}
