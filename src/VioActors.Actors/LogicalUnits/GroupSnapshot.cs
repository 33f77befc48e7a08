using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Values;

namespace VioActors.Actors.LogicalUnits;

/// <summary>
/// Takes a snapshot of several logical units at one instant (STO-3): all of them stand still before the first keeps what it is, and then
/// all are told at once. When each has kept it, the leader stores that they have it; whoever has not heard of that asks the leader. So
/// either all of them have it, or none, wherever the caller or a unit is cut off. What thick units need of their pool for it is fetched
/// before the first stands still. Thread-safe.
/// <code>
///   caller:  ready all ─> prepare leader ─> prepare others ─> commit all ─> decide at the leader ─> answered
///   unit:    going ─> still ─> going, keeps what it was ─┬─> has the snapshot
///                                                        └─> has none: the leader did not decide within 10 s, or was cut off before
/// </code>
/// </summary>
public static class GroupSnapshot
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);

    /// <param name="viosDb">Takes commands for logical units.</param>
    /// <param name="lus">1 or more, each once.</param>
    /// <param name="name">None of the units has a snapshot of that name.</param>
    /// <returns>Null when it is taken, otherwise why not.</returns>
    public static Task<Rejected?> TakeAsync(IActorRef viosDb, IReadOnlyCollection<LuUdid> lus, LuName name) =>
        TakeAsync(message => FindAnswerAsync(viosDb, message), lus, name);

    /// <param name="ask">Asks a logical unit; null: nobody answered in time, and the unit may have done it or not.</param>
    /// <param name="lus">1 or more, each once.</param>
    /// <param name="name">None of the units has a snapshot of that name.</param>
    /// <returns>Null when it is taken, otherwise why not; <see cref="RejectionCode.Busy"/>: it may be taken.</returns>
    public static async Task<Rejected?> TakeAsync(Func<ILuMessage, Task<object?>> ask, IReadOnlyCollection<LuUdid> lus, LuName name)
    {
        if (lus.Count == 1)
            return await AskAsync(ask, new TakeSnapshot(lus.First(), name)).ConfigureAwait(false);

        // Always in the same order, so that two groups never wait for each other.
        var ordered = lus.OrderBy(lu => lu.ToString(), StringComparer.Ordinal).ToList();
        var leader = ordered[0];
        foreach (var lu in ordered)
        {
            if (await AskAsync(ask, new ReadySnapshot(lu, name)).ConfigureAwait(false) is { } unready)
                return unready;
        }

        var asked = new LuGroup(leader, 0, ordered[1..].ToValueList());
        var begun = await ask(new PrepareSnapshot(leader, name, asked)).ConfigureAwait(false);
        if (begun is not GroupBegun { Number: var number })
        {
            // It may stand still, and its answer is lost.
            var unprepared = RefusalOf(begun) ?? Unanswered();
            if (unprepared.Code == RejectionCode.Busy)
                await AskAsync(ask, new CancelSnapshot(leader, name)).ConfigureAwait(false);
            return unprepared;
        }

        var group = LuGroup.Of(leader, number);
        var prepared = 1;
        Rejected? refused = null;
        for (; prepared < ordered.Count && refused is null; prepared++)
            refused = await AskAsync(ask, new PrepareSnapshot(ordered[prepared], name, group)).ConfigureAwait(false);
        var commits = refused is not null ? []
            : await Task.WhenAll(ordered.Select(lu => AskAsync(ask, new CommitSnapshot(lu, name, group)))).ConfigureAwait(false);
        refused ??= Array.Find(commits, answer => answer is not null);
        if (refused is null)
        {
            // When its answer is lost it may have decided: that holds then, and what it has not decided it gives up by itself.
            refused = await AskAsync(ask, new DecideGroup(leader, number)).ConfigureAwait(false);
            if (refused is null or { Code: RejectionCode.Busy })
                return refused;
        }

        // The last one that was asked may have refused because it has an older snapshot of the name: that one stays.
        await Task.WhenAll(ordered.Take(prepared).Select(lu => AskAsync(ask, new CancelSnapshot(lu, name, group)))).ConfigureAwait(false);
        return refused;
    }

    private static async Task<Rejected?> AskAsync(Func<ILuMessage, Task<object?>> ask, ILuMessage message) =>
        RefusalOf(await ask(message).ConfigureAwait(false));

    private static Rejected? RefusalOf(object? answer) => answer switch
    {
        Rejected refused => refused,
        NoOp nothing => new Rejected(RejectionCode.AlreadyExists, nothing.Reason),
        null => Unanswered(),
        _ => null,
    };

    private static Rejected Unanswered() =>
        new(RejectionCode.Busy, $"No answer within {AnswerLimit.TotalSeconds} s; see which snapshots there are.");

    // Null when nobody answers.
    private static async Task<object?> FindAnswerAsync(IActorRef viosDb, ILuMessage message)
    {
        try
        {
            return await viosDb.Ask<object>(message, AnswerLimit).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
