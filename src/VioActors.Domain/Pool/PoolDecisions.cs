using System.Numerics;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Pool.IPoolEvent>;

namespace VioActors.Domain.Pool;

/// <summary>What a pool decides (STO-1, STO-2, STO-9, STO-10). Pure; thread-safe.</summary>
public static class PoolDecisions
{
    public const long ChunkSizeBytesMin = 64 << 10;
    public const long ChunkSizeBytesMax = 64 << 20;

    /// <summary>Volumes that a pool ever had.</summary>
    public const int PvCountMax = 4096;

    /// <summary>Chunks of one volume: 16 EiB of 64 MiB chunks would be 2^38.</summary>
    public const long PvChunkCountMax = 1L << 38;

    /// <summary>Longest path of a volume, in characters.</summary>
    public const int PathLengthMax = 1024;

    public static Outcome Decide(PoolState state, IPoolMessage message, DateTimeOffset nowUtc) =>
        PoolUpkeep.WithAlert(
            state,
            PoolSpace.WithAlert(
                state,
                PoolMoves.WithDepartures(state, PoolLosses.WithoutErasures(state, DecideOne(state, message, nowUtc))),
                nowUtc),
            nowUtc);

    /// <summary>Effects that a crash may have cut off: repeated when the aggregate has recovered.</summary>
    public static ValueList<IEffect> Resume(PoolState state) =>
    [
        .. state.Freeing.Count == 0 ? ValueList<IEffect>.Empty : [new EraseChunks(state.Freeing.ToValueList())],
        .. PoolMoves.AreDue(state) ? [MoveOffVolumes.Instance] : ValueList<IEffect>.Empty,
        .. PoolLosses.FindUses(state).Any() ? [TellOfLosses.Instance] : ValueList<IEffect>.Empty,
    ];

    internal static Outcome Refuse(RejectionCode code, string reason) => Decision.Reject<IPoolEvent>(code, reason);

    private static Outcome DecideOne(PoolState state, IPoolMessage message, DateTimeOffset nowUtc) => message switch
    {
        CreatePool create => Create(state, create, nowUtc),
        _ when state.Name is null => Refuse(RejectionCode.NotFound, $"Pool '{message.Pool}' does not exist; create it first."),
        AddPv add => Add(state, add),
        DrainPv drain => Drain(state, drain),
        CancelDrain cancel => CancelDrain(state, cancel),
        RemovePv remove => Remove(state, remove),
        GiveUpPv give => PoolLosses.GiveUp(state, give, nowUtc),
        GetPvUsers get => PoolLosses.FindUsers(state, get),
        NotePvView note => PoolLosses.NoteView(state, note),
        ForgetPvView forget => PoolLosses.ForgetView(state, forget),
        SetThresholds set => Set(state, set),
        ReplacePv replace => Replace(state, replace),
        SetPoolLimits set => PoolUpkeep.SetLimits(state, set),
        SetDiskGroupAccess set => PoolUpkeep.SetAccess(state, set),
        NotePvGeneration note => PoolUpkeep.NoteGeneration(state, note),
        TransferChunks transfer => PoolUpkeep.Transfer(state, transfer),
        ConcludeTransfer conclude => PoolUpkeep.ConcludeTransfer(conclude),
        AdmitLu admit => PoolLus.Admit(state, admit),
        RenamePoolLu rename => PoolLus.Rename(state, rename),
        ResizePoolLu resize => PoolLus.Resize(state, resize),
        ReleaseLu release => PoolLus.Release(state, release),
        GrantExtent grant => PoolGrants.Grant(state, grant),
        ShareChunks share => PoolGrants.Share(state, share),
        ReturnChunks back => PoolGrants.Return(state, back),
        ConcludeErase conclude => PoolGrants.ConcludeErase(state, conclude),
        GetLuExtents get => Decision.Answer<IPoolEvent>(state.Lus.TryGetValue(get.Lu, out var share)
            ? new LuExtentsFound(get.Lu, share.Held.ToValueList(), share.Held.Runs.SelectMany(state.Shared.Within).ToValueList())
            : new LuExtentsFound(get.Lu, [], [])),
        CheckPool => Decision.Answer<IPoolEvent>(PoolOwned.Check(state)),
        GetPool => Decision.Answer<IPoolEvent>(Describe(state)),
        _ => throw new InvalidOperationException($"A pool knows no message {message.GetType().Name}."),
    };

    /// <summary>What a pool answers about itself.</summary>
    /// <exception cref="InvalidOperationException">The pool is not created.</exception>
    public static PoolFound Describe(PoolState state) => new(
        state.Name ?? throw new InvalidOperationException("A pool has nothing to tell before it is created."),
        PoolSpace.Measure(state),
        state.Pvs.Where(pv => pv.Status != PvStatus.Removed).ToValueList(),
        state.Lus.Values.Select(share => share.Lu).OrderBy(lu => lu.Name.Value, StringComparer.Ordinal).ToValueList(),
        state.Thresholds,
        state.Limits,
        state.Pvs.Where(pv => pv.Status != PvStatus.Removed)
            .Select(pv => new PvFigures(
                pv.Index, pv.Definition.ChunkCount - state.Free[pv.Index].Count, state.GenerationOf(pv.Index)))
            .ToValueList(),
        state.Access.Values.ToValueList(),
        state.Views.Where(view => view.Value.Count > 0).Select(view => new PvView(view.Key, view.Value)).ToValueList());

    internal static PoolPv? Find(PoolState state, PvName name) =>
        state.Pvs.Find(pv => pv.Status != PvStatus.Removed && pv.Definition.Name == name);

    private static Outcome Create(PoolState state, CreatePool create, DateTimeOffset nowUtc)
    {
        if (state.Name is not null)
        {
            return state.ChunkSizeBytes == create.ChunkSizeBytes && create.Pvs.All(pv => state.Pvs.Any(own => own.Definition == pv))
                ? Decision.NoOp<IPoolEvent>($"Pool '{create.Pool}' exists so already.")
                : Refuse(RejectionCode.AlreadyExists, $"Cannot create pool '{create.Pool}': another of that name exists; choose another "
                    + "name.");
        }

        var problem = create.ChunkSizeBytes is < ChunkSizeBytesMin or > ChunkSizeBytesMax || !BitOperations.IsPow2(create.ChunkSizeBytes)
                ? $"a chunk of {create.ChunkSizeBytes} bytes is not a power of two from {new ByteSize(ChunkSizeBytesMin)} to "
                    + $"{new ByteSize(ChunkSizeBytesMax)}"
            : create.Pvs.Count == 0 ? "it needs at least one physical volume"
            : create.Pvs.Count > PvCountMax ? $"more than {PvCountMax} volumes are named"
            : FindProblem(create.Thresholds) ?? PoolUpkeep.FindProblem(create.Limits ?? PoolLimits.None);
        var events = new List<IPoolEvent> { new PoolCreated(create.Pool, create.ChunkSizeBytes, create.Thresholds, nowUtc) };
        if (create.Limits is { } limits && limits != PoolLimits.None)
            events.Add(new PoolLimitsSet(limits));
        var known = new List<PvDefinition>();
        foreach (var pv in create.Pvs)
        {
            problem ??= FindProblem(known, pv);
            known.Add(pv);
            events.Add(new PvAdded(known.Count - 1, pv));
        }

        return problem is null
            ? new Outcome(Ok.Instance, events.ToValueList(), [])
            : Refuse(RejectionCode.Invalid, $"Cannot create pool '{create.Pool}': {problem}.");
    }

    private static Outcome Add(PoolState state, AddPv add)
    {
        var present = state.Pvs.Where(pv => pv.Status != PvStatus.Removed).ToList();
        if (present.Exists(pv => pv.Definition == add.Pv))
        {
            return Decision.NoOp<IPoolEvent>($"Volume '{add.Pv.Name}' is in pool '{add.Pool}' already.");
        }

        var problem = state.Pvs.Count >= PvCountMax ? $"the pool had {PvCountMax} volumes, which is the limit"
            : FindProblem([.. present.Select(pv => pv.Definition)], add.Pv);
        return problem is null
            ? Decision.Accept<IPoolEvent>(Ok.Instance, new PvAdded(state.Pvs.Count, add.Pv)).With(new AnnounceVolumes(add.Pool))
            : Refuse(RejectionCode.Invalid, $"Cannot add volume '{add.Pv.Name}' to pool '{add.Pool}': {problem}.");
    }

    private static Outcome Drain(PoolState state, DrainPv drain)
    {
        if (Find(state, drain.Pv) is not { } pv)
        {
            return Refuse(RejectionCode.NotFound, $"Cannot drain volume '{drain.Pv}': pool '{drain.Pool}' has no such volume.");
        }

        if (pv.Status == PvStatus.GivenUp)
        {
            return Refuse(RejectionCode.WrongStatus, $"Cannot drain volume '{drain.Pv}': it was given up, and what is on it is lost.");
        }

        if (pv.Status == PvStatus.Leaving || (pv.Status == PvStatus.Draining && !drain.ThenRemove))
        {
            return Decision.NoOp<IPoolEvent>($"Volume '{drain.Pv}' is being drained already.");
        }

        var others = state.Pvs.Any(other =>
            other.Index != pv.Index && other.Status == PvStatus.InUse && other.Definition.Tier == pv.Definition.Tier);
        return others
            ? Decision.Accept<IPoolEvent>(Ok.Instance, new PvDraining(pv.Index, drain.ThenRemove))
                .With(new RecordPv(pv.Index), MoveOffVolumes.Instance)
            : Refuse(RejectionCode.InUse, $"Cannot drain volume '{drain.Pv}': it is the last of tier '{pv.Definition.Tier}'; add another "
                + "first.");
    }

    private static Outcome CancelDrain(PoolState state, CancelDrain cancel) => Find(state, cancel.Pv) switch
    {
        null => Refuse(RejectionCode.NotFound, $"Cannot keep volume '{cancel.Pv}': pool '{cancel.Pool}' has no such volume any more."),
        { } pv when !PoolMoves.IsEmptied(pv) => Decision.NoOp<IPoolEvent>($"Volume '{cancel.Pv}' is not being drained."),
        { } pv => Decision.Accept<IPoolEvent>(Ok.Instance, new PvDrainCancelled(pv.Index))
            .With(new RecordPv(pv.Index), new AnnounceVolumes(cancel.Pool)),
    };

    private static Outcome Replace(PoolState state, ReplacePv replace)
    {
        if (Find(state, replace.Pv) is not { } old)
        {
            return Refuse(RejectionCode.NotFound, $"Cannot replace volume '{replace.Pv}': pool '{replace.Pool}' has no such volume.");
        }

        if (replace.With.Tier != old.Definition.Tier)
        {
            return Refuse(RejectionCode.Invalid, $"Cannot replace volume '{replace.Pv}' by '{replace.With.Name}': it is of tier "
                + $"'{old.Definition.Tier}'; give the new one the same.");
        }

        var added = Add(state, new AddPv(replace.Pool, replace.With));
        if (added.Reply is Rejected)
        {
            return added;
        }

        var after = added.Events.Aggregate(state, (current, @event) => current.Apply(@event));
        var drained = Drain(after, new DrainPv(replace.Pool, replace.Pv, ThenRemove: true));
        return drained.Reply is Rejected ? drained : drained with
        {
            Events = [.. added.Events, .. drained.Events],
            Effects = [.. added.Effects, .. drained.Effects],
        };
    }

    private static Outcome Remove(PoolState state, RemovePv remove)
    {
        if (Find(state, remove.Pv) is not { } pv)
        {
            return Decision.NoOp<IPoolEvent>($"Pool '{remove.Pool}' has no volume '{remove.Pv}'.");
        }

        var busy = pv.Definition.ChunkCount - state.Free[pv.Index].Count;
        return pv.Status == PvStatus.GivenUp
            ? Decision.NoOp<IPoolEvent>($"Volume '{remove.Pv}' is given up; its record goes when its last {busy} chunks are written anew, "
                + "unmapped or deleted.")
            : !PoolMoves.IsEmptied(pv)
                ? Refuse(RejectionCode.WrongStatus, $"Cannot remove volume '{remove.Pv}': drain it first, so that its data is moved away.")
                : busy > 0
                    ? Refuse(RejectionCode.InUse, $"Cannot remove volume '{remove.Pv}': {busy} of its chunks are in use; wait until "
                        + "they are moved.")
                    : Decision.Accept<IPoolEvent>(Ok.Instance, new PvRemoved(pv.Index))
                        .With(new RecordPv(pv.Index), new AnnounceVolumes(remove.Pool));
    }

    private static Outcome Set(PoolState state, SetThresholds set) =>
        FindProblem(set.Thresholds) is { } problem
            ? Refuse(RejectionCode.Invalid, $"Cannot set the thresholds of pool '{set.Pool}': {problem}.")
            : set.Thresholds == state.Thresholds
                ? Decision.NoOp<IPoolEvent>("The thresholds are so already.")
                : Decision.Accept<IPoolEvent>(Ok.Instance, new ThresholdsSet(set.Thresholds));

    private static string? FindProblem(PoolThresholds thresholds) =>
        thresholds.WarningPercent is < 1 or > 100 || thresholds.CriticalPercent is < 1 or > 100 ? "thresholds are 1 to 100 percent"
        : thresholds.CriticalPercent < thresholds.WarningPercent ? "the critical threshold is below the warning"
        : thresholds.OverCommitPercentMax is not 0 and (< 100 or > 100_000) ? "the over-commit limit is 0 for none, or 100 to 100000 "
            + "percent"
        : null;

    private static string? FindProblem(List<PvDefinition> present, PvDefinition pv) =>
        pv.ChunkCount is < 1 or > PvChunkCountMax ? $"volume '{pv.Name}' has {pv.ChunkCount} chunks; it must have 1 to {PvChunkCountMax}"
        : pv.Path.Length is 0 or > PathLengthMax ? $"the path of volume '{pv.Name}' must have 1 to {PathLengthMax} characters"
        : present.Exists(other => other.Id == pv.Id) ? $"volume '{pv.Name}' is there already, by its id {pv.Id}"
        : present.Exists(other => other.Name == pv.Name) ? $"another volume has the name '{pv.Name}'"
        : present.Exists(other => other.Path == pv.Path) ? $"another volume has the path '{pv.Path}'"
        : null;
}
