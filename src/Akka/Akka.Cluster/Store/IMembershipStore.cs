using Akka.Cluster.Membership;

namespace Akka.Cluster.Store;

/// <summary>
/// The table of members. Implementations are thread-safe, and carry each statement out as one transaction by the rules of
/// <see cref="TableDecisions"/>.
/// </summary>
internal interface IMembershipStore : IAsyncDisposable
{
    /// <summary>Names the store in messages, without secrets.</summary>
    string Description { get; }

    /// <summary>Carries <paramref name="statement"/> out. Throws what the driver throws; then it may have been carried out or
    /// not.</summary>
    Task<MembershipAnswer> ExecuteAsync(MembershipStatement statement, CancellationToken cancel);

    /// <summary>Calls <paramref name="changed"/> soon after changes, from any thread; may miss some. Called once.</summary>
    void Listen(Action changed);
}
