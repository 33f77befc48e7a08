using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.LogicalUnits.ILuEvent>;

namespace VioActors.Domain.LogicalUnits;

/// <summary>
/// The part of <see cref="LuDecisions"/> about name and size (STO-2). The pool has a part in both, so a change is stored before the pool
/// hears of it, and one is under way at a time: another one waits and is decided on what the first led to. A change that is refused for
/// its version has thus reached nobody, and one that a crash cut off goes on. Pure; thread-safe.
/// </summary>
internal static class LuRevisions
{
    private const string BusyKey = "revision";

    public static Outcome Rename(LuState state, RenameLu rename)
    {
        var identity = state.Identity!;
        return identity.Name == rename.Name && state.Revision is null
            ? Decision.NoOp<ILuEvent>("It has that name already.")
            : FindConflict(identity, rename.ExpectedVersion, "rename") ?? Begin(state, new LuRevision(rename.Name, null));
    }

    public static Outcome ConcludeRename(LuState state, ConcludeRename conclude)
    {
        var wanted = new LuRevision(conclude.Name, null);
        if (state.Revision != wanted)
        {
            return Decision.NoOp<ILuEvent>("No such change is under way.");
        }

        if (conclude.Refusal is { } refusal)
        {
            return Refuse(wanted, refusal);
        }

        var renamed = new LuRenamed(conclude.Name);
        return Decision.Accept<ILuEvent>(Ok.Instance, renamed)
            .With(LuLifecycle.TellAll(state.Apply(renamed)))
            .Resolving(KeyOf(wanted), Ok.Instance);
    }

    public static Outcome Grow(LuState state, GrowLu grow)
    {
        var identity = state.Identity!;
        if (grow.Size == identity.Size && state.Revision is null)
        {
            return Decision.Answer<ILuEvent>(state.Describe());
        }

        var problem = grow.Size.CompareTo(identity.Size) < 0 ? $"it has {identity.Size} and cannot shrink"
            : grow.Size.CompareTo(LuLifecycle.SizeMax) > 0 ? $"the largest size is {LuLifecycle.SizeMax}"
            : null;
        return problem is not null
            ? LuDecisions.Refuse(RejectionCode.Invalid, $"Cannot resize logical unit '{identity.Name}' to {grow.Size}: {problem}.")
            : FindConflict(identity, grow.ExpectedVersion, "resize")
                ?? (identity.Thick && state.Revision is null && (state.PendingCount > 0 || state.Due.Count > 0)
                    ? Decision.Wait<ILuEvent>(BusyKey)
                    : Begin(state, new LuRevision(null, grow.Size)));
    }

    public static Outcome ConcludeGrowth(LuState state, ConcludeGrowth conclude)
    {
        var wanted = new LuRevision(null, conclude.Size);
        if (state.Revision != wanted)
        {
            return Decision.NoOp<ILuEvent>("No such change is under way.");
        }

        if (conclude.Refusal is { } refusal)
        {
            return LuWithdrawals.GiveBack(state with { Revision = null }, Refuse(wanted, refusal));
        }

        var grown = new LuGrown(conclude.Size);
        var owned = LuOwned.Of(state);
        // The pool answers with everything that the unit holds; what is mapped or reserved already stays where it is.
        var added = conclude.Runs.SelectMany(owned.Outside).ToValueList();
        ILuEvent[] events = added.Count == 0 ? [grown] : [grown, new ReserveAdded(0, added)];
        var after = events.Aggregate(state, (current, @event) => current.Apply(@event));
        return LuWithdrawals.GiveBack(after, Decision.Accept(Ok.Instance, events).With(LuLifecycle.TellAll(after)))
            .Resolving(KeyOf(wanted), after.Describe());
    }

    /// <summary>What a crash may have cut off; asking the pool twice does nothing twice.</summary>
    public static IEnumerable<IEffect> Resume(LuState state) =>
        state.Revision is { } open ? [AtPool(state.Identity!, open)] : [];

    private static Outcome Begin(LuState state, LuRevision wanted) =>
        state.Revision is null
            ? Decision.Wait<ILuEvent>(KeyOf(wanted), AtPool(state.Identity!, wanted)).Storing(new LuRevisionBegun(wanted))
            : Decision.Wait<ILuEvent>(state.Revision == wanted ? KeyOf(wanted) : BusyKey);

    private static Outcome Refuse(LuRevision wanted, Rejected refusal) =>
        Decision.Accept<ILuEvent>(Ok.Instance, new LuRevisionRefused(refusal.Reason)).Resolving(KeyOf(wanted), refusal);

    private static IEffect AtPool(LuIdentity identity, LuRevision wanted) => wanted.Name is { } name
        ? new RenameAtPool(identity.Pool, identity.Lu, name)
        : new ResizeAtPool(identity.Pool, identity.Lu, wanted.Size!.Value);

    private static Outcome? FindConflict(LuIdentity identity, ObjectVersion? expected, string action) =>
        expected is { } version && version != identity.Version
            ? LuDecisions.Refuse(
                RejectionCode.VersionConflict,
                $"Cannot {action} logical unit '{identity.Name}': it has version {identity.Version}, not {version}; read it again.")
            : null;

    private static string KeyOf(LuRevision wanted) => wanted.Name is { } name ? $"rename:{name}" : $"grow:{wanted.Size}";
}
