using VioActors.Domain.Common;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Pool.IPoolEvent>;

namespace VioActors.Domain.Pool;

/// <summary>
/// The part of <see cref="PoolDecisions"/> about limits, access, generations and copies (STO-1, STO-9, STO-10). Pure; thread-safe.
/// </summary>
internal static class PoolUpkeep
{
    /// <summary>The over-commit alert ends only this many percent points below its threshold.</summary>
    public const int OverCommitHysteresisPercent = 5;

    /// <summary>Chunks in one transfer.</summary>
    public const int TransferCountMax = 256;

    private const int NamesCountMax = 1024;

    public static Outcome SetLimits(PoolState state, SetPoolLimits set)
    {
        var limits = set.Limits;
        return FindProblem(limits) is { } problem
            ? PoolDecisions.Refuse(RejectionCode.Invalid, $"Cannot set the limits of pool '{set.Pool}': {problem}.")
            : limits == state.Limits
                ? Decision.NoOp<IPoolEvent>("The limits are so already.")
                : Decision.Accept<IPoolEvent>(Ok.Instance, new PoolLimitsSet(limits));
    }

    /// <summary>What is wrong with the limits; null when nothing is.</summary>
    public static string? FindProblem(PoolLimits limits) =>
        limits.ReservePercent is < 0 or > 50 ? "the reserve is 0 to 50 percent"
        : limits.ReserveChunksMax < 0 ? "the reserve cannot have less than no chunk"
        : limits.OverCommitWarningPercent is not 0 and (< 1 or > 100_000) ? "the over-commit warning is 0 for none, or 1 to 100000 "
            + "percent"
        : null;

    public static Outcome SetAccess(PoolState state, SetDiskGroupAccess set)
    {
        var access = set.Access;
        if (access.Cecs.Count > NamesCountMax || access.Vioses.Count > NamesCountMax)
        {
            return PoolDecisions.Refuse(RejectionCode.Invalid, $"Cannot set the access to disk group '{access.DiskGroup}': at most "
                + $"{NamesCountMax} CECs and {NamesCountMax} VIOSes can be named.");
        }

        if (!state.Pvs.Exists(pv => pv.Status != PvStatus.Removed && pv.Definition.DiskGroup == access.DiskGroup))
        {
            return PoolDecisions.Refuse(RejectionCode.NotFound, $"Cannot set the access to disk group '{access.DiskGroup}': pool "
                + $"'{set.Pool}' has no volume in it.");
        }

        return state.Access.GetValueOrDefault(access.DiskGroup.Value) == access
            ? Decision.NoOp<IPoolEvent>("The access is so already.")
            : Decision.Accept<IPoolEvent>(Ok.Instance, new DiskGroupAccessSet(access)).With(new AnnounceVolumes(set.Pool));
    }

    public static Outcome NoteGeneration(PoolState state, NotePvGeneration note)
    {
        var pv = state.Pvs.Find(pv => pv.Status != PvStatus.Removed && pv.Definition.Name == note.Pv);
        if (pv is null)
        {
            return PoolDecisions.Refuse(RejectionCode.NotFound, $"Pool '{note.Pool}' has no volume '{note.Pv}'.");
        }

        var known = state.GenerationOf(pv.Index);
        return note.Generation == known
            ? Decision.NoOp<IPoolEvent>($"Volume '{note.Pv}' has generation {known} already.")
            : note.Generation < known
                ? PoolDecisions.Refuse(RejectionCode.VersionConflict, $"Cannot note generation {note.Generation} of volume '{note.Pv}': it "
                    + $"has {known}; an old copy was opened.")
                : Decision.Accept<IPoolEvent>(Ok.Instance, new PvGenerationNoted(pv.Index, note.Generation));
    }

    public static Outcome Transfer(PoolState state, TransferChunks transfer)
    {
        if (!state.Lus.TryGetValue(transfer.Lu, out var share))
        {
            return PoolDecisions.Refuse(RejectionCode.NotFound, $"Pool '{transfer.Pool}' has no logical unit {transfer.Lu}.");
        }

        var isWrong = transfer.Transfers.Count is < 1 or > TransferCountMax
            || transfer.Transfers.Any(one => one.From.Count < 1 || one.From.Count != one.To.Count
                || !share.Held.Contains(one.From) || !share.Held.Contains(one.To));
        if (!isWrong && transfer.Transfers.Any(one => IsLost(state, one.From) || IsLost(state, one.To)))
        {
            return PoolDecisions.Refuse(
                RejectionCode.WrongStatus, $"Cannot copy chunks of '{share.Lu.Name}': they are on a volume that was given up.");
        }

        return isWrong
            ? PoolDecisions.Refuse(RejectionCode.Invalid, $"Cannot copy chunks of '{share.Lu.Name}': name 1 to {TransferCountMax} runs, of "
                + "which it holds both places.")
            : Decision.Wait<IPoolEvent>(
                KeyOf(transfer.Lu, transfer.Version), new CopyChunks(transfer.Lu, transfer.Version, transfer.Transfers));
    }

    public static Outcome ConcludeTransfer(ConcludeTransfer conclude)
    {
        IReply answer = conclude.Refusal is { } refusal ? refusal : new ChunksTransferred(conclude.Lu, conclude.Version);
        return Decision.NoOp<IPoolEvent>("The copies have ended.").Resolving(KeyOf(conclude.Lu, conclude.Version), answer);
    }

    /// <summary>The decision with the change of the over-commit alert that its events bring about (STO-9).</summary>
    public static Outcome WithAlert(PoolState state, Outcome decision, DateTimeOffset nowUtc)
    {
        if (decision.Events.Count == 0)
        {
            return decision;
        }

        var after = decision.Events.Aggregate(state, (current, @event) => current.Apply(@event));
        var (threshold, percent) = (after.Limits.OverCommitWarningPercent, PercentOf(after));
        var raised = threshold > 0 && percent >= threshold - (after.OverCommitAlert ? OverCommitHysteresisPercent : 0);
        return raised == after.OverCommitAlert
            ? decision
            : decision.Storing(new OverCommitAlertChanged(raised, percent, nowUtc))
                .With(new AnnounceOverCommit(after.Name!, raised, percent));
    }

    /// <summary>Sum of the sizes of all units against the pool's size.</summary>
    public static long PercentOf(PoolState state)
    {
        var capacity = PoolSpace.Measure(state);
        return capacity.TotalChunks == 0 ? 0 : (long)((Int128)capacity.ProvisionedChunks * 100 / capacity.TotalChunks);
    }

    private static bool IsLost(PoolState state, ChunkRun run) => state.Pvs[run.Pv].Status == PvStatus.GivenUp;

    private static string KeyOf(LuUdid lu, long version) => $"copy:{lu}:{version}";
}
