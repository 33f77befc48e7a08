using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.LogicalUnits.ILuEvent>;

namespace VioActors.Domain.LogicalUnits.Snapshots;

/// <summary>
/// The part of <see cref="LuDecisions"/> about chunks that another unit is to have too (IO-1): from then on they are shared, as those of a
/// clone are. First every VIOS lets go of them, so that nobody writes in place; then the pool counts the other unit; then it is told. A
/// place goes back to the pool only after that. Never waits for the other unit, so two that lend to each other do not wait in a circle.
/// Pure; thread-safe.
/// </summary>
internal static class LuChunkLoans
{
    /// <summary>Chunks of one loan.</summary>
    public const int CountMax = 64;

    /// <summary>Not counted yet, at once: fewer than the notices that a VIOS may miss (<see cref="LuScsi.NoticeCountMax"/>).</summary>
    public const int OpenMax = 16;

    /// <summary>Loans that are kept, for repeats of their requests.</summary>
    public const int KeptMax = 64;

    public static Outcome Lend(LuState state, LendChunks lend)
    {
        var (identity, past, run) = (state.Identity!, state.Past, lend.Chunks);
        var known = past.Lent.Find(loan => loan.To == lend.To);
        if (known?.Number == lend.Number)
        {
            return known.IsCounted ? Decision.Answer<ILuEvent>(Answer(lend, known.Map)) : Await(known);
        }

        var problem =
            known is not null && (known.Number > lend.Number || !known.IsCounted) ? "another loan to that unit came after it"
            : identity.Pool != lend.Pool || identity.Tier != lend.Tier ? "the other unit is of another pool or tier"
            : identity.Thick ? "it is thick, and would not keep space for all of its chunks"
            : run.Count is < 1 or > CountMax || run.First < 0 || run.First > CountWhole(state) - run.Count ? "it has no such whole chunks"
            : past.Lent.Count(loan => !loan.IsCounted) >= OpenMax ? "too many are being lent"
            : LuWithdrawals.FindBusy(state, [run]) is not null ? "they are being changed"
            : null;
        var map = problem is null ? MapOf(state, run) : [];
        problem ??= LuLosses.LostOf(state, map).Any() ? "some are lost with their volume" : null;
        if (problem is not null)
        {
            return LuDecisions.Refuse(
                RejectionCode.WrongStatus, $"Cannot lend chunks of '{identity.Name}' to logical unit {lend.To}: {problem}.");
        }

        if (map.Count == 0)
        {
            return Decision.Answer<ILuEvent>(Answer(lend, map));
        }

        var version = state.Scsi.State.Version + 1;
        var loan = new LuChunkLoan(lend.To, lend.Number, version, map, false);
        var written = state.Map.Cut(run.First, run.Count).Cut.Select(own => new LogicalRun(own.Logical, own.Count)).ToValueList();
        return Await(loan).Storing(new ChunkLoanBegun(loan, new LuNotice(version, [], [], false, written)));
    }

    /// <summary>No VIOS writes to the places any more: the pool counts the borrower.</summary>
    public static Outcome AfterOutOfUse(LuState state, long version, Outcome decision) => decision.With(
        [.. state.Past.Lent.Where(loan => !loan.IsCounted && loan.Version <= version).Select(loan => Count(state, loan))]);

    public static Outcome ConcludeCounting(LuState state, ConcludeCounting conclude)
    {
        var loan = state.Past.Lent.Find(one => one.To == conclude.To && one.Number == conclude.Number);
        if (loan is null or { IsCounted: true })
        {
            return Decision.NoOp<ILuEvent>("No such loan waits to be counted.");
        }

        var ended = new ChunkLoanEnded(conclude.To, conclude.Number, conclude.Refusal is null);
        IReply answer = conclude.Refusal is null
            ? new ChunksLent(conclude.Lu, loan.To, loan.Number, loan.Map)
            : new Rejected(RejectionCode.WrongStatus, conclude.Refusal.Reason);
        return LuWithdrawals.GiveBack(state.Apply(ended), Decision.Accept<ILuEvent>(Ok.Instance, ended)).Resolving(KeyOf(loan), answer);
    }

    public static IEnumerable<IEffect> Resume(LuState state) =>
        state.Past.Lent.Where(loan => !loan.IsCounted).Select(loan => new PushWithdrawal(loan.Version));

    /// <summary>Chunks that the unit has as a whole: the last one may be less than that.</summary>
    public static long CountWhole(LuState state) => state.Identity!.Size.Bytes / state.Identity.ChunkSizeBytes;

    private static ValueList<MapRun> MapOf(LuState state, LogicalRun run) =>
        ChunkMap.Join(state.Map.Cut(run.First, run.Count).Cut.Concat(state.Past.Shared.Cut(run.First, run.Count).Cut));

    private static ChunksLent Answer(LendChunks lend, ValueList<MapRun> map) => new(lend.Lu, lend.To, lend.Number, map);

    private static Outcome Await(LuChunkLoan loan) => Decision.Wait<ILuEvent>(KeyOf(loan), new PushWithdrawal(loan.Version));

    private static CountAtPool Count(LuState state, LuChunkLoan loan) =>
        new(state.Identity!.Pool, loan.To, loan.Number, [.. loan.Map.Select(LuPast.PlaceOf)]);

    private static string KeyOf(LuChunkLoan loan) => $"lend:{loan.To}:{loan.Number}";
}
