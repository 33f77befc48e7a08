using Akka.Actor;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;

namespace VioActors.Actors.LogicalUnits;

/// <summary>
/// What the owner of the membership does at every LU of a pool when VIOSes are gone: nobody waits for them any more. Thread-safe; safe to
/// repeat, and repeated until each LU has answered.
/// </summary>
public static class GrantsOfVioses
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The membership has lost a VIOS: the others see it failed (REG-9), and its grants end. The process that is asked may be that of the
    /// VIOS, and the question be lost with it: it is asked again.
    /// </summary>
    /// <param name="fence">Makes sure that nothing of the VIOS reaches the storage any more; its grants stay while that fails.</param>
    /// <exception cref="OperationCanceledException">The cluster, or an LU, has not answered.</exception>
    public static Task LoseAsync(
        IActorRef viosDb, PoolName pool, VioUuid vios, string reason, Func<Task> fence, CancellationToken cancellation) =>
        LoseAsync(viosDb, pool, vios, reason, fence, AnswerLimit, cancellation);

    internal static async Task LoseAsync(
        IActorRef viosDb, PoolName pool, VioUuid vios, string reason, Func<Task> fence, TimeSpan answerLimit,
        CancellationToken cancellation)
    {
        var cluster = await AskAsync(viosDb, new GetCluster(), answerLimit, cancellation).ConfigureAwait(false) as ClusterFound;
        var told = cluster?.Cluster.Find(vios)?.Registration is { } registration
            ? AskAsync(viosDb, new ReportViosFailed(vios, registration.Incarnation, reason), answerLimit, cancellation)
            : Task.CompletedTask;
        await Task.WhenAll(told, FenceAndEndAsync(viosDb, pool, vios, reason, fence, cancellation)).ConfigureAwait(false);
    }

    private static async Task FenceAndEndAsync(
        IActorRef viosDb, PoolName pool, VioUuid vios, string reason, Func<Task> fence, CancellationToken cancellation)
    {
        await fence().ConfigureAwait(false);
        await EndAsync(viosDb, pool, vios, reason, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// A VIOS is gone for good, or known to have ended: its grants, locks, and what was reserved through it end. Only for one that cannot
    /// write any more.
    /// </summary>
    /// <exception cref="OperationCanceledException">Not all LUs have answered.</exception>
    public static Task EndAsync(IActorRef viosDb, PoolName pool, VioUuid vios, string reason, CancellationToken cancellation) =>
        Task.WhenAll(
            AskAsync(viosDb, new ForgetPvView(pool, vios), cancellation),
            TellEachAsync(viosDb, pool, lu => new EndGrant(lu, vios, reason), cancellation));

    /// <summary>Every VIOS was down at once, which is a loss of power for the LUs (SPC-4 clause 5.13.5).</summary>
    /// <exception cref="OperationCanceledException">Not all LUs have answered.</exception>
    public static Task LosePowerAsync(IActorRef viosDb, PoolName pool, CancellationToken cancellation) =>
        TellEachAsync(viosDb, pool, lu => new LosePower(lu), cancellation);

    private static async Task TellEachAsync(
        IActorRef viosDb, PoolName pool, Func<LuUdid, ILuMessage> make, CancellationToken cancellation)
    {
        if (await AskAsync(viosDb, new GetPool(pool), cancellation).ConfigureAwait(false) is not PoolFound found)
            return;
        await Task.WhenAll(found.Lus.Select(lu => AskAsync(viosDb, make(lu.Lu), cancellation))).ConfigureAwait(false);
    }

    private static Task<object> AskAsync(IActorRef viosDb, IDomainMessage message, CancellationToken cancellation) =>
        AskAsync(viosDb, message, AnswerLimit, cancellation);

    private static async Task<object> AskAsync(
        IActorRef viosDb, IDomainMessage message, TimeSpan answerLimit, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await viosDb.Ask<object>(message, answerLimit, cancellation).ConfigureAwait(false);
            }
            catch (AskTimeoutException)
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }
}
