using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.LogicalUnits.ILuEvent>;

namespace VioActors.Domain.LogicalUnits;

/// <summary>The part of <see cref="LuDecisions"/> about creation and deletion (STO-2). Pure; thread-safe.</summary>
internal static class LuLifecycle
{
    /// <summary>Largest size: 8 EiB less one, what a 63-bit byte count holds, is cut to a round 4 PiB.</summary>
    public static readonly ByteSize SizeMax = ByteSize.FromGibibytes(4L << 20);

    internal const string AdmissionKey = "admit";
    private const string DeletionKey = "delete";

    public static Outcome Create(LuState state, CreateLu create, DateTimeOffset nowUtc)
    {
        if (state.Status == LuStatus.Deleted)
        {
            return LuDecisions.Refuse(
                RejectionCode.WrongStatus,
                $"Cannot create logical unit '{create.Name}': {create.Lu} was deleted, and ids are never used again; take a new one.");
        }

        if (state.Identity is { } known)
        {
            return !IsSame(known, create)
                ? LuDecisions.Refuse(RejectionCode.AlreadyExists, $"Cannot create logical unit '{create.Name}': {create.Lu} is "
                    + $"'{known.Name}'.")
                : state.Status == LuStatus.Creating
                    ? Decision.Wait<ILuEvent>(AdmissionKey, Admission(known))
                    : Decision.Answer<ILuEvent>(state.Describe());
        }

        if (create.Size.Bytes == 0 || create.Size.CompareTo(SizeMax) > 0)
        {
            return LuDecisions.Refuse(
                RejectionCode.Invalid,
                $"Cannot create logical unit '{create.Name}' with {create.Size}: its size must be more than 0 and at most {SizeMax}.");
        }

        var identity = new LuIdentity(
            create.Lu, create.Name, create.Pool, create.Tier, create.Kind, create.Size, 0, create.Thick, ObjectVersion.First);
        return Decision.Wait<ILuEvent>(AdmissionKey, Admission(identity)).Storing(new LuCreationBegun(identity, nowUtc));
    }

    public static Outcome ConcludeAdmission(LuState state, ConcludeAdmission conclude, DateTimeOffset nowUtc)
    {
        if (state.Status != LuStatus.Creating)
        {
            return Decision.NoOp<ILuEvent>($"Logical unit {conclude.Lu} does not wait for its pool.");
        }

        if (state.Origin is not null && state.Identity!.ChunkSizeBytes > 0)
        {
            return Decision.NoOp<ILuEvent>("Its pool has admitted it already.");
        }

        if (conclude.Refusal is { } refusal)
        {
            return Decision.Accept<ILuEvent>(Ok.Instance, new LuCreationCancelled(refusal.Reason)).Resolving(AdmissionKey, refusal);
        }

        if (state.Origin is not null)
        {
            return LuClones.Begin(state, conclude);
        }

        var created = new LuCreated(conclude.ChunkSizeBytes, nowUtc);
        return conclude.Runs.Count == 0
            ? Decision.Accept<ILuEvent>(Ok.Instance, created)
            : Decision.Accept<ILuEvent>(Ok.Instance, created, new ReserveAdded(0, conclude.Runs));
    }

    public static Outcome Delete(LuState state, DeleteLu delete, DateTimeOffset nowUtc)
    {
        var identity = state.Identity!;
        if (state.Status == LuStatus.Deleting)
        {
            return Decision.Wait<ILuEvent>(DeletionKey, [.. LuDecisions.Resume(state)]);
        }

        if (!delete.Forced && (state.Bindings.Count > 0 || state.Uses.Count > 0))
        {
            var by = state.Bindings.Count > 0
                ? $"mapped to {state.Bindings[0].Client} through {state.Bindings[0].Adapter} of VIOS {state.Bindings[0].Vios}"
                : $"open by client {state.Uses[0].Client} through VIOS {state.Uses[0].Vios}";
            return LuDecisions.Refuse(RejectionCode.InUse, $"Cannot delete logical unit '{identity.Name}': it is {by}; unmap it, or "
                + "force.");
        }

        if (LuGroups.FindUntold(state, delete.Forced) is { } untold)
        {
            return untold;
        }

        if (!delete.Forced && !state.Past.Taken.IsEmpty)
        {
            return LuDecisions.Refuse(RejectionCode.InUse, $"Cannot delete logical unit '{identity.Name}': it has "
                + $"{state.Past.Taken.Count} snapshots; delete them, or force.");
        }

        if (state.Past.Loans.Count > 0 || state.Past.Lent.Exists(loan => !loan.IsCounted))
        {
            return Decision.Wait<ILuEvent>(LuClones.LoanKey);
        }

        var begun = new LuDeletionBegun(delete.Forced, nowUtc);
        return Decision.Wait<ILuEvent>(DeletionKey, [.. ContinueDeletion(state.Apply(begun))]).Storing(begun);
    }

    /// <summary>What is left to do: mappings and grants end first, then the pool takes the chunks back.</summary>
    public static ValueList<IEffect> ContinueDeletion(LuState state)
    {
        var effects = new List<IEffect>();
        if (state.Bindings.Count > 0)
        {
            effects.Add(new TellBindings(state.Identity!.Lu, state.Bindings.Select(binding => binding.Vios).Distinct().ToValueList()));
        }

        if (!state.Holders.IsEmpty)
        {
            effects.Add(TellAll(state));
        }

        return effects.Count == 0 ? [new ReleaseAtPool(state.Identity!.Pool, state.Identity.Lu)] : effects.ToValueList();
    }

    /// <summary>
    /// The decision that ends a mapping or a grant; in a unit that is being deleted the last one goes on with the deletion.
    /// </summary>
    public static Outcome Ending(LuState state, ReadOnlySpan<ILuEvent> events)
    {
        var after = state;
        foreach (var @event in events)
        {
            after = after.Apply(@event);
        }

        var decision = Decision.Accept(Ok.Instance, events);
        if (after.Status == LuStatus.Ready)
        {
            decision = LuWithdrawals.GiveBack(after, decision);
        }

        return after is { Status: LuStatus.Deleting, Holders.Count: 0, Bindings.Count: 0 }
            ? decision.With([.. ContinueDeletion(after)])
            : decision;
    }

    public static Outcome ConcludeDeletion(LuState state, DateTimeOffset nowUtc) =>
        state is { Status: LuStatus.Deleting, Holders.Count: 0, Bindings.Count: 0 }
        ? Decision.Accept<ILuEvent>(Ok.Instance, new LuDeleted(nowUtc)).Resolving(DeletionKey, Ok.Instance)
        : Decision.NoOp<ILuEvent>("It is not waiting to be deleted.");

    public static AdmitAtPool Admission(LuIdentity identity) =>
        new(identity.Pool, new PoolLu(identity.Lu, identity.Name, identity.Size, identity.Thick, identity.Tier));

    public static TellHolders TellAll(LuState state) =>
        new(state.Holders.Keys.ToValueList(), new LuChanged(state.Identity!, state.Status));

    private static bool IsSame(LuIdentity known, CreateLu create) =>
        known.Pool == create.Pool && known.Name == create.Name && known.Size == create.Size && known.Thick == create.Thick
        && known.Tier == create.Tier && known.Kind == create.Kind;
}
