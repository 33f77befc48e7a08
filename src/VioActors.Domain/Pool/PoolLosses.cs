using VioActors.Domain.Common;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Pool.IPoolEvent>;

namespace VioActors.Domain.Pool;

/// <summary>
/// Volumes that are lost: for good, when an administrator gives one up, or for now, as the VIOSes see them (STO-10). A chunk of a volume
/// that was given up stays with its unit, so that nobody takes it for a place that was never written, until the unit writes or unmaps it;
/// then there is nothing to erase. Pure; thread-safe.
/// </summary>
public static class PoolLosses
{
    private const int NamesCountMax = 100;
    private const int ViewVolumesMax = PoolDecisions.PvCountMax;

    /// <summary>Whether no VIOS reaches the volume now, though some VIOS reaches others.</summary>
    public static bool IsUnusable(PoolState state, int index) =>
        state.Views.Count > 0 && state.Views.Values.All(lost => lost.Contains(index));

    /// <summary>VIOSes that do not reach the volume.</summary>
    public static int CountMissing(PoolState state, int index) => state.Views.Values.Count(lost => lost.Contains(index));

    /// <summary>Units with chunks on a volume that was given up.</summary>
    public static IEnumerable<(int Pv, LuUdid Lu)> FindUses(PoolState state) =>
        from pv in state.Pvs
        where pv.Status == PvStatus.GivenUp
        from share in UsersOf(state, pv)
        select (pv.Index, share.Lu.Lu);

    /// <summary>Units with chunks on a volume.</summary>
    public static IEnumerable<PoolShare> UsersOf(PoolState state, PoolPv pv) =>
        state.Lus.Values.Where(share => !share.Held.IsDisjoint(AllOf(pv)));

    internal static Outcome GiveUp(PoolState state, GiveUpPv give, DateTimeOffset nowUtc)
    {
        if (PoolDecisions.Find(state, give.Pv) is not { } pv)
        {
            return PoolDecisions.Refuse(
                RejectionCode.NotFound, $"Cannot give volume '{give.Pv}' up: pool '{give.Pool}' has no such volume.");
        }

        if (pv.Status == PvStatus.GivenUp)
        {
            return Decision.NoOp<IPoolEvent>($"Volume '{give.Pv}' is given up already.");
        }

        var found = Describe(state, give.Pool, pv);
        var names = found.Users.Take(NamesCountMax).Select(user => user.Name).ToValueList();
        return Decision.Accept<IPoolEvent>(Ok.Instance, new PvGivenUp(pv.Index, nowUtc)).With(
            new AnnounceVolumes(give.Pool), TellOfLosses.Instance,
            new AnnounceDataLoss(new DataLost(give.Pool, give.Pv, found.Chunks, names)));
    }

    internal static Outcome FindUsers(PoolState state, GetPvUsers get) => PoolDecisions.Find(state, get.Pv) is { } pv
        ? Decision.Answer<IPoolEvent>(Describe(state, get.Pool, pv))
        : PoolDecisions.Refuse(RejectionCode.NotFound, $"Pool '{get.Pool}' has no volume '{get.Pv}'.");

    internal static Outcome NoteView(PoolState state, NotePvView note)
    {
        if (note.Lost.Count > ViewVolumesMax || note.Lost.Any(index => index < 0 || index >= state.Pvs.Count))
        {
            return PoolDecisions.Refuse(RejectionCode.Invalid, $"VIOS {note.Vios} names volumes that pool '{note.Pool}' never had.");
        }

        if (state.Views.TryGetValue(note.Vios, out var known) && known.Equals(note.Lost))
        {
            return Decision.NoOp<IPoolEvent>("It is noted already.");
        }

        var noted = new PvViewNoted(note.Vios, note.Lost);
        var after = state.Apply(noted);
        var lost = note.Lost.Where(index => IsUnusable(after, index) && !IsUnusable(state, index)
            && state.Pvs[index].Status == PvStatus.InUse && HasOther(after, index));
        return Decision.Accept<IPoolEvent>(Ok.Instance, noted).With([.. lost.Select(index => new EmptyReserves(index))]);
    }

    internal static Outcome ForgetView(PoolState state, ForgetPvView forget) => state.Views.ContainsKey(forget.Vios)
        ? Decision.Accept<IPoolEvent>(Ok.Instance, new PvViewForgotten(forget.Vios))
        : Decision.NoOp<IPoolEvent>("Nothing is known of what it reaches.");

    /// <summary>The decision without erasures on given-up volumes: nobody ever gets a chunk there.</summary>
    internal static Outcome WithoutErasures(PoolState state, Outcome decision)
    {
        if (decision.Events.Count == 0)
        {
            return decision;
        }

        var after = decision.Events.Aggregate(state, (current, @event) => current.Apply(@event));
        if (!after.Pvs.Exists(pv => pv.Status == PvStatus.GivenUp))
        {
            return decision;
        }

        var gone = after.Freeing.Runs.Where(run => after.Pvs[run.Pv].Status == PvStatus.GivenUp).ToValueList();
        decision = gone.Count == 0 ? decision : decision.Storing(new ChunksErased(gone));
        return decision with { Effects = [.. decision.Effects.SelectMany(effect => LeftOf(after, effect))] };
    }

    private static IEnumerable<IEffect> LeftOf(PoolState state, IEffect effect)
    {
        if (effect is not EraseChunks erase)
        {
            return [effect];
        }

        var left = erase.Runs.Where(run => state.Pvs[run.Pv].Status != PvStatus.GivenUp).ToValueList();
        return left.Count == 0 ? [] : [new EraseChunks(left)];
    }

    private static PvUsersFound Describe(PoolState state, PoolName pool, PoolPv pv)
    {
        var shares = UsersOf(state, pv).OrderBy(share => share.Lu.Name.Value, StringComparer.Ordinal).ToList();
        var users = shares.Select(share => new PvUser(
            share.Lu.Lu, share.Lu.Name, share.Held.Inside(AllOf(pv)).Sum(run => run.Count))).ToValueList();
        var chunks = RunSet.Empty.Join(shares.SelectMany(share => share.Held.Inside(AllOf(pv)))).Count;
        return new PvUsersFound(pool, pv.Definition.Name, pv.Status, chunks, users);
    }

    private static bool HasOther(PoolState state, int index) => state.Pvs.Exists(pv =>
        pv.Status == PvStatus.InUse && pv.Definition.Tier == state.Pvs[index].Definition.Tier && !IsUnusable(state, pv.Index));

    private static ChunkRun AllOf(PoolPv pv) => new(pv.Index, 0, pv.Definition.ChunkCount);
}
