using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Values;

namespace VioActors.Actors.LogicalUnits;

/// <summary>
/// Takes a snapshot of several logical units at one instant (STO-3): all of them stand still before the first is taken, and then all are
/// told at once. Either all of them have it afterwards, or none. Thread-safe. Gap: when the caller ends before all are told, or units are
/// cut off before they have stored it, some may have it and the others not: those go on after 10 s, or at their next start, and say so in
/// the log. What a unit has is of the instant of the group in any case.
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
        var commits = refused is not null ? []
            : await Task.WhenAll(ordered.Select(lu => AskAsync(viosDb, new CommitSnapshot(lu, name)))).ConfigureAwait(false);
        refused ??= Array.Find(commits, answer => answer is not null);
        if (refused is null)
            return null;

        // The last one that was asked may have refused because it has an older snapshot of the name: that one stays.
        await Task.WhenAll(ordered.Take(prepared).Select(lu => AskAsync(viosDb, new CancelSnapshot(lu, name)))).ConfigureAwait(false);
        var taken = commits.Index().Where(commit => MayHaveTaken(commit.Item)).Select(commit => ordered[commit.Index]);
        await Task.WhenAll(taken.Select(lu => AskAsync(viosDb, new DeleteSnapshot(lu, name)))).ConfigureAwait(false);
        return refused;
    }

    // One whose answer is lost has no snapshot of that name but this one: it stood still.
    private static bool MayHaveTaken(Rejected? answer) => answer is null or { Code: RejectionCode.Busy };

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
