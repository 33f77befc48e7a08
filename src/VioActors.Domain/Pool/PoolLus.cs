using VioActors.Domain.Common;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Pool.IPoolEvent>;

namespace VioActors.Domain.Pool;

/// <summary>The part of <see cref="PoolDecisions"/> about the logical units carved from the pool (STO-2). Pure; thread-safe.</summary>
internal static class PoolLus
{
    /// <summary>Logical units of one pool.</summary>
    public const int LuCountMax = 65536;

    public static Outcome Admit(PoolState state, AdmitLu admit)
    {
        var lu = admit.Lu;
        if (state.Lus.TryGetValue(lu.Lu, out var known))
        {
            return known.Lu == lu
                ? Decision.Answer<IPoolEvent>(Answer(state, known))
                : Refuse(lu.Name, "create", RejectionCode.AlreadyExists, $"its id {lu.Lu} is that of '{known.Lu.Name}'");
        }

        if (state.LuNames.ContainsKey(lu.Name.Value))
        {
            return Refuse(lu.Name, "create", RejectionCode.AlreadyExists, $"pool '{admit.Pool}' has one of that name; choose another");
        }

        if (!state.Pvs.Any(pv => pv.Status == PvStatus.InUse && pv.Definition.Tier == lu.Tier))
        {
            return Refuse(lu.Name, "create", RejectionCode.NotFound, $"pool '{admit.Pool}' has no volume of tier '{lu.Tier}'; name "
                + "another tier");
        }

        if (state.Lus.Count >= LuCountMax)
        {
            return Refuse(lu.Name, "create", RejectionCode.Busy, $"pool '{admit.Pool}' has {LuCountMax}, which is the limit");
        }

        var entered = new LuEntered(lu);
        return Reserve(state, state.Apply(entered), entered, lu, "create");
    }

    public static Outcome Resize(PoolState state, ResizePoolLu resize)
    {
        if (!state.Lus.TryGetValue(resize.Lu, out var share))
        {
            return Decision.Reject<IPoolEvent>(RejectionCode.NotFound, $"Pool '{resize.Pool}' has no logical unit {resize.Lu}.");
        }

        if (resize.Size.CompareTo(share.Lu.Size) < 0)
        {
            return Refuse(share.Lu.Name, "resize", RejectionCode.Invalid, $"it has {share.Lu.Size} and cannot shrink to {resize.Size}");
        }

        if (resize.Size == share.Lu.Size)
        {
            return Decision.Answer<IPoolEvent>(Answer(state, share));
        }

        var resized = new LuResizedInPool(resize.Lu, resize.Size);
        var more = PoolSpace.CountOf(state, resize.Size) - PoolSpace.CountOf(state, share.Lu.Size);
        return Reserve(state, state.Apply(resized), resized, share.Lu with { Size = resize.Size }, "resize", more);
    }

    public static Outcome Rename(PoolState state, RenamePoolLu rename) =>
        !state.Lus.TryGetValue(rename.Lu, out var share)
            ? Decision.Reject<IPoolEvent>(RejectionCode.NotFound, $"Pool '{rename.Pool}' has no logical unit {rename.Lu}.")
            : share.Lu.Name == rename.Name
                ? Decision.NoOp<IPoolEvent>("It has that name already.")
                : state.LuNames.ContainsKey(rename.Name.Value)
                    ? Refuse(share.Lu.Name, "rename", RejectionCode.AlreadyExists, $"another one has the name '{rename.Name}'; choose "
                        + "another")
                    : Decision.Accept<IPoolEvent>(Ok.Instance, new LuRenamedInPool(rename.Lu, rename.Name));

    public static Outcome Release(PoolState state, ReleaseLu release)
    {
        if (!state.Lus.TryGetValue(release.Lu, out var share))
        {
            return Decision.NoOp<IPoolEvent>($"Pool '{release.Pool}' has no logical unit {release.Lu}.");
        }

        if (share.Held.Count == 0)
        {
            return Decision.Accept<IPoolEvent>(Ok.Instance, new LuLeft(release.Lu));
        }

        var runs = share.Held.ToValueList();
        return Decision.Accept<IPoolEvent>(Ok.Instance, new ChunksReturned(release.Lu, runs), new LuLeft(release.Lu))
            .With(PoolGrants.EraseOf(state, runs));
    }

    // A thick unit has all its chunks from the start, whatever its snapshots hold beside them; over-commit is bounded for both kinds.
    private static Outcome Reserve(PoolState before, PoolState after, IPoolEvent change, PoolLu lu, string action, long more = 0)
    {
        var capacity = PoolSpace.Measure(after);
        var limit = before.Thresholds.OverCommitPercentMax;
        if (limit > 0 && (Int128)capacity.ProvisionedChunks * 100 > (Int128)capacity.TotalChunks * limit)
        {
            var percent = (Int128)capacity.ProvisionedChunks * 100 / Math.Max(capacity.TotalChunks, 1);
            return Refuse(
                lu.Name,
                action,
                RejectionCode.SpaceExhausted,
                $"the pool would be over-committed to {percent} percent; the limit is {limit}; add a volume or raise the limit");
        }

        var share = after.Lus[lu.Lu];
        var lacking = lu.Thick ? Math.Max(more, PoolSpace.CountOf(after, lu.Size) - share.Held.Count) : 0;
        if (lacking <= 0)
        {
            return Decision.Accept(Answer(after, share), change);
        }

        var free = PoolSpace.CountGrantable(before, lu.Tier);
        if (free < lacking)
        {
            return Refuse(
                lu.Name,
                action,
                RejectionCode.SpaceExhausted,
                $"{lacking} chunks are needed and tier '{lu.Tier}' has {free} free; add a volume or make it thin");
        }

        var granted = new ChunksGranted(lu.Lu, 0, PoolSpace.Choose(before, lu.Tier, lacking));
        return Decision.Accept(Answer(after, after.Apply(granted).Lus[lu.Lu]), change, granted);
    }

    private static LuAdmitted Answer(PoolState state, PoolShare share) =>
        new(share.Lu.Lu, state.ChunkSizeBytes, share.Lu.Thick ? share.Held.ToValueList() : []);

    private static Outcome Refuse(LuName name, string action, RejectionCode code, string problem) =>
        Decision.Reject<IPoolEvent>(code, $"Cannot {action} logical unit '{name}': {problem}.");
}
