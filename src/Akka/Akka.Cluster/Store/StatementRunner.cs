using Akka.Actor;
using Akka.Cluster.Membership;

namespace Akka.Cluster.Store;

/// <summary>
/// Carries statements out by the database directly, or when that fails or is slow by another member that reaches it (RED-5, RED-6). All
/// statements are safe to repeat, so both ways may be tried at once. Thread-safe.
/// </summary>
internal sealed class StatementRunner(
    IMembershipStore direct,
    Func<Address, MembershipStatement, CancellationToken, Task<MembershipAnswer>> relay,
    TimeSpan hedgeAfter,
    TimeProvider time)
{
    /// <summary>Peers that are tried for one statement.</summary>
    private const int PeersMax = 3;

    private volatile Address? _lastGoodPeer;
    private volatile bool _directFailed;
    private int _turn;

    /// <summary>Whether the last call that the database was asked itself failed.</summary>
    public bool IsDirectBroken => _directFailed;

    /// <summary>
    /// Throws the first failure when all ways have failed. <paramref name="peers"/> are tried in turn, first the one that worked last.
    /// </summary>
    public async Task<MembershipAnswer> RunAsync(MembershipStatement statement, IReadOnlyList<Address> peers, CancellationToken cancel)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var ways = new Queue<Func<Task<MembershipAnswer>>>();
        ways.Enqueue(() => DirectAsync(statement, cancel));
        foreach (var peer in InTurn(peers))
            ways.Enqueue(() => RelayAsync(peer, statement, done.Token));

        var running = new List<Task<MembershipAnswer>> { ways.Dequeue()() };
        if (_directFailed && ways.Count > 0)
            running.Add(ways.Dequeue()());
        Exception? first = null;
        try
        {
            while (running.Count > 0)
            {
                var ended = await FirstAsync(running, ways.Count > 0).ConfigureAwait(false);
                if (ended is { IsCompletedSuccessfully: true })
                    return await ended.ConfigureAwait(false);
                if (ended is not null)
                {
                    running.Remove(ended);
                    first ??= ended.Exception?.InnerException ?? new OperationCanceledException();
                }

                if (ways.Count > 0)
                    running.Add(ways.Dequeue()());
            }
        }
        finally
        {
            await done.CancelAsync().ConfigureAwait(false);
        }

        throw first!;
    }

    /// <summary>Ends when one way has, or, if there are more ways, when it is time to try the next: then <c>null</c>.</summary>
    private async Task<Task<MembershipAnswer>?> FirstAsync(List<Task<MembershipAnswer>> running, bool more)
    {
        if (!more)
            return await Task.WhenAny(running).ConfigureAwait(false);
        using var enough = new CancellationTokenSource();
        var pause = Task.Delay(hedgeAfter, time, enough.Token);
        var ended = await Task.WhenAny(running.Append<Task>(pause)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        return ended as Task<MembershipAnswer>;
    }

    private async Task<MembershipAnswer> DirectAsync(MembershipStatement statement, CancellationToken cancel)
    {
        try
        {
            var answer = await direct.ExecuteAsync(statement, cancel).ConfigureAwait(false);
            _directFailed = false;
            return answer;
        }
        catch
        {
            _directFailed = true;
            throw;
        }
    }

    private async Task<MembershipAnswer> RelayAsync(Address peer, MembershipStatement statement, CancellationToken cancel)
    {
        var answer = await relay(peer, statement, cancel).ConfigureAwait(false);
        _lastGoodPeer = peer;
        return answer;
    }

    private IEnumerable<Address> InTurn(IReadOnlyList<Address> peers)
    {
        if (peers.Count == 0)
            return [];
        var start = (int)((uint)Interlocked.Increment(ref _turn) % (uint)peers.Count);
        var turned = peers.Skip(start).Concat(peers.Take(start));
        return turned.OrderBy(peer => peer.Equals(_lastGoodPeer) ? 0 : 1).Take(PeersMax);
    }
}
