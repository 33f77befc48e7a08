using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Values;

namespace VioActors.Actors.LogicalUnits;

/// <summary>
/// Takes a snapshot of several logical units at one instant (STO-3): all of them stand still before the first is taken. Either all of them
/// have it afterwards, or none. Thread-safe. Gap: a caller that ends in the middle leaves units without it, and I/O waits 10 s.
/// </summary>
public static class GroupSnapshot
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);

    /// <param name="viosDb">Takes commands for logical units.</param>
    /// <param name="lus">1 or more, each once.</param>
    /// <param name="name">None of the units has a snapshot of that name.</param>
    /// <returns>Null when it is taken, otherwise why not.</returns>
    public static async Task<Rejected?> TakeAsync(IActorRef viosDb, IReadOnlyCollection<LuUdid> lus, LuName name)
    {
        if (lus.Count == 1)
            return await AskAsync(viosDb, new TakeSnapshot(lus.First(), name)).ConfigureAwait(false);

        // Always in the same order, so that two groups never wait for each other.
        var ordered = lus.OrderBy(lu => lu.ToString(), StringComparer.Ordinal).ToList();
        var prepared = 0;
        Rejected? refused = null;
        for (; prepared < ordered.Count && refused is null; prepared++)
            refused = await AskAsync(viosDb, new PrepareSnapshot(ordered[prepared], name)).ConfigureAwait(false);
        var committed = 0;
        for (; committed < ordered.Count && refused is null; committed++)
            refused = await AskAsync(viosDb, new CommitSnapshot(ordered[committed], name)).ConfigureAwait(false);
        if (refused is null)
            return null;

        // The last one asked for may have refused because it has an older snapshot of the name: that one stays.
        for (var one = 0; one < prepared; one++)
        {
            await AskAsync(viosDb, new CancelSnapshot(ordered[one], name)).ConfigureAwait(false);
            if (one < committed - 1)
                await AskAsync(viosDb, new DeleteSnapshot(ordered[one], name)).ConfigureAwait(false);
        }

        return refused;
    }

    private static async Task<Rejected?> AskAsync(IActorRef viosDb, IDomainMessage message)
    {
        try
        {
            return await viosDb.Ask<object>(message, AnswerLimit).ConfigureAwait(false) switch
            {
                Rejected refused => refused,
                NoOp nothing => new Rejected(RejectionCode.AlreadyExists, nothing.Reason),
                _ => null,
            };
        }
        catch (AskTimeoutException)
        {
            return new Rejected(RejectionCode.Busy, $"No answer within {AnswerLimit.TotalSeconds} s; see which snapshots there are.");
        }
    }
}
