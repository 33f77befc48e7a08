using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.LogicalUnits.ILuEvent>;

namespace VioActors.Domain.LogicalUnits.Scsi;

/// <summary>
/// The part of <see cref="LuDecisions"/> about space that a thin unit gives back (STO-2, STO-6): out of the map, then out of use at every
/// VIOS, then back at the pool, which erases it. Nobody gets a place for such a chunk before it is out of use. Pure; thread-safe.
/// </summary>
internal static class LuWithdrawals
{
    /// <summary>Runs in one request: what one UNMAP command may name.</summary>
    public const int RunCountMax = 256;

    private const string BusyKey = "withdrawal";

    public static Outcome Unmap(LuState state, UnmapChunks unmap)
    {
        return FindWrong(state, unmap) ?? (state.Identity!.Thick
            ? LuDecisions.Refuse(
                RejectionCode.Invalid, $"Cannot give chunks of '{state.Identity.Name}' back: it is thick and keeps all of them.")
            : Withdraw(state, unmap, runs => runs));
    }

    /// <summary>The same for chunks that are lost, also of a thick unit: it gets others for them.</summary>
    public static Outcome Drop(LuState state, DropLostChunks drop)
    {
        var unmap = new UnmapChunks(drop.Lu, drop.Vios, drop.Epoch, drop.Request, drop.Runs);
        return FindWrong(state, unmap) ?? Withdraw(state, unmap, runs => LuLosses.LostOf(state, runs));
    }

    private static Outcome? FindWrong(LuState state, UnmapChunks unmap)
    {
        if (LuGrants.FindStale(state, unmap.Vios, unmap.Epoch) is { } stale)
        {
            return stale;
        }

        if (state.Scsi.Find(unmap.Vios, unmap.Request) is { } done)
        {
            return AwaitOutOfUse(done.Version);
        }

        var isWrong = unmap.Runs.Count is < 1 or > RunCountMax
            || unmap.Runs.Any(run => run.First < 0 || run.Count < 1 || run.First > state.ChunkCount - run.Count);
        return isWrong
            ? LuDecisions.Refuse(
                RejectionCode.Invalid,
                $"Cannot give chunks of '{state.Identity!.Name}' back: name 1 to {RunCountMax} runs of its chunks 0 to "
                    + $"{state.ChunkCount - 1}.")
            : FindBusy(state, unmap.Runs);
    }

    private static Outcome Withdraw(LuState state, UnmapChunks unmap, Func<IEnumerable<MapRun>, IEnumerable<MapRun>> choose)
    {
        var mapped = choose(Cut(state.Map, unmap.Runs)).ToList();
        var given = choose(Cut(state.Past.Shared, unmap.Runs)).ToList();
        var shared = given.Select(run => new LogicalRun(run.Logical, run.Count)).ToValueList();
        mapped.AddRange(state.Past.Untaken(given));
        var version = state.Scsi.State.Version + 1;
        return mapped.Count == 0 && shared.Count == 0
            ? Decision.Answer<ILuEvent>(new ScsiInForce(unmap.Lu, state.Scsi.State.Version))
            : Leave(AwaitOutOfUse(version), shared).Storing(new ChunksWithdrawn(
                new LuWithdrawal(version, mapped.ToValueList()),
                new LuNotice(
                    version, [], [], false, [.. mapped.Select(run => new LogicalRun(run.Logical, run.Count)), .. shared]),
                new LuRequest(unmap.Vios, unmap.Request, version)));
    }

    private static List<MapRun> Cut(ChunkMap map, ValueList<LogicalRun> runs) => runs.Aggregate(
        (Left: map, Cut: new List<MapRun>()),
        (sum, run) =>
        {
            var (left, cut) = sum.Left.Cut(run.First, run.Count);
            sum.Cut.AddRange(cut);
            return (left, sum.Cut);
        }).Cut;

    /// <summary>Waits while a VIOS may still use the former place of one of the chunks; null when none does.</summary>
    public static Outcome? FindBusy(LuState state, IReadOnlyCollection<LogicalRun> runs)
    {
        var open = state.Scsi.Withdrawals;
        return open.Count > 0 && runs.Any(run => open.Any(withdrawal => withdrawal.Runs.Any(
                other => other.Logical < run.First + run.Count && run.First < other.LogicalEnd)))
            ? Decision.Wait<ILuEvent>(BusyKey, new PushWithdrawal(open[^1].Version))
            : LuCopies.FindBusy(state, runs);
    }

    public static Outcome Conclude(LuState state, ConcludeWithdrawal conclude)
    {
        var ended = state.Scsi.Withdrawals.Where(open => open.Version <= conclude.Version).ToList();
        var answer = new ScsiInForce(state.Identity!.Lu, conclude.Version);
        if (ended.Count == 0)
        {
            return Decision.NoOp<ILuEvent>("They are out of use already.").Resolving(KeyOf(conclude.Version), answer);
        }

        var concluded = new WithdrawalConcluded(conclude.Version);
        var decision = GiveBack(state.Apply(concluded), Decision.Accept<ILuEvent>(Ok.Instance, concluded));
        return ended.Aggregate(decision, (sum, one) => sum.Resolving(KeyOf(one.Version), answer));
    }

    /// <summary>What came to go back meanwhile follows.</summary>
    public static Outcome ConcludeReturn(LuState state, ConcludeReturn back)
    {
        if (!state.Scsi.Returning.Any(run => back.Runs.Contains(run)))
        {
            return Decision.NoOp<ILuEvent>("They are back at the pool already.");
        }

        var given = new ChunksGivenBack(back.Runs);
        return GiveBack(state.Apply(given), Decision.Accept<ILuEvent>(Ok.Instance, given));
    }

    /// <summary>
    /// Chunks go back while no chunks are asked for, and the other way round: a repeat of one request would take, or hide, what the other
    /// one was given.
    /// </summary>
    public static Outcome GiveBack(LuState state, Outcome decision) => state is { PendingCount: 0, Due.Count: > 0 }
        ? decision.With(Return(state))
        : decision;

    public static ReturnAtPool Return(LuState state) =>
        new(state.Identity!.Pool, state.Identity.Lu, state.Due);

    // What a snapshot has too is not given back.
    private static Outcome Leave(Outcome decision, ValueList<LogicalRun> shared) =>
        shared.Count == 0 ? decision : decision.Storing(new SharedChunksLeft(shared));

    private static Outcome AwaitOutOfUse(long version) => Decision.Wait<ILuEvent>(KeyOf(version), new PushWithdrawal(version));

    private static string KeyOf(long version) => $"withdrawn:{version}";
}
