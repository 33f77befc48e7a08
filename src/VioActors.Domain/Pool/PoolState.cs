using System.Collections.Immutable;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Pool;

/// <summary>
/// State of the pool aggregate. A chunk is in exactly one of three places: free, held by one logical unit, or freeing; every move between
/// them is checked and throws when it is not so. Immutable.
/// </summary>
/// <param name="Name">Null until created.</param>
/// <param name="Pvs">Volumes by index.</param>
/// <param name="Free">Free chunks by index of their volume.</param>
/// <param name="HeldChunks">Chunks held by logical units.</param>
/// <param name="Shared">Chunks that several units hold, after clones (STO-3).</param>
/// <param name="Freeing">Chunks that came back and are not erased yet.</param>
/// <param name="Generations">Lowest valid header generation by index of the volume; 1 where nothing is noted.</param>
/// <param name="Access">By disk group; everybody where nothing is set.</param>
/// <param name="Views">Indexes of the volumes that a VIOS does not reach, though it reaches others.</param>
public sealed record PoolState(
    PoolName? Name,
    long ChunkSizeBytes,
    PoolThresholds Thresholds,
    ImmutableList<PoolPv> Pvs,
    ImmutableList<RunSet> Free,
    ImmutableDictionary<LuUdid, PoolShare> Lus,
    ImmutableDictionary<string, LuUdid> LuNames,
    long HeldChunks,
    SharedRuns Shared,
    RunSet Freeing,
    PoolAlertLevel Alert,
    PoolLimits Limits,
    ImmutableSortedDictionary<int, long> Generations,
    ImmutableSortedDictionary<string, DiskGroupAccess> Access,
    bool OverCommitAlert,
    ImmutableSortedDictionary<VioUuid, ValueList<int>> Views)
{
    public static PoolState Empty { get; } = new(
        null,
        0,
        PoolThresholds.Default,
        [],
        [],
        ImmutableDictionary<LuUdid, PoolShare>.Empty,
        ImmutableDictionary<string, LuUdid>.Empty,
        0,
        SharedRuns.Empty,
        RunSet.Empty,
        PoolAlertLevel.None,
        PoolLimits.None,
        ImmutableSortedDictionary<int, long>.Empty,
        ImmutableSortedDictionary<string, DiskGroupAccess>.Empty,
        false,
        ImmutableSortedDictionary<VioUuid, ValueList<int>>.Empty);

    /// <exception cref="InvalidOperationException">A chunk is held and freeing.</exception>
    public static PoolState From(PoolSnapshot snapshot)
    {
        var state = Empty with
        {
            Name = snapshot.Pool,
            ChunkSizeBytes = snapshot.ChunkSizeBytes,
            Thresholds = snapshot.Thresholds,
            Alert = snapshot.Alert,
            Limits = snapshot.Limits,
            Generations = snapshot.Generations.ToImmutableSortedDictionary(noted => noted.Index, noted => noted.Generation),
            Access = snapshot.Access.ToImmutableSortedDictionary(access => access.DiskGroup.Value, access => access),
            OverCommitAlert = snapshot.OverCommitAlert,
            Views = snapshot.Views.ToImmutableSortedDictionary(view => view.Vios, view => view.Lost),
            Pvs = [.. snapshot.Pvs],
            Free = [.. snapshot.Pvs.Select(pv => pv.Status == PvStatus.Removed ? RunSet.Empty : AllOf(pv.Index, pv.Definition))],
        };
        foreach (var share in snapshot.Lus)
        {
            state = state with
            {
                Lus = state.Lus.Add(share.Lu.Lu, new PoolShare(share.Lu, RunSet.From(share.Runs), share.LastRequest, share.LastRuns)),
                LuNames = state.LuNames.Add(share.Lu.Name.Value, share.Lu.Lu),
            };
        }

        var (held, shared) = PoolOwned.HeldOf(state.Lus.Values);
        return state.TakeFree(held.Runs).TakeFree(snapshot.Freeing) with
        {
            HeldChunks = held.Count,
            Shared = shared,
            Freeing = RunSet.From(snapshot.Freeing),
        };
    }

    public PoolSnapshot ToSnapshot() => new(
        Name,
        ChunkSizeBytes,
        Thresholds,
        Pvs.ToValueList(),
        Lus.Values.OrderBy(share => share.Lu.Lu)
            .Select(share => new PoolLuShare(share.Lu, share.Held.ToValueList(), share.LastRequest, share.LastRuns))
            .ToValueList(),
        Freeing.ToValueList(),
        Alert,
        Limits,
        Generations.Select(noted => new PvGenerationNoted(noted.Key, noted.Value)).ToValueList(),
        Access.Values.ToValueList(),
        OverCommitAlert,
        Views.Select(view => new PvView(view.Key, view.Value)).ToValueList());

    /// <summary>Of the runs that a unit gives back, the chunks that no other unit holds.</summary>
    public ValueList<ChunkRun> FreedBy(IEnumerable<ChunkRun> runs) => runs.SelectMany(Shared.Outside).ToValueList();

    /// <summary>Lowest header generation of a volume that is not an old copy.</summary>
    public long GenerationOf(int index) => Generations.GetValueOrDefault(index, 1);

    /// <exception cref="InvalidOperationException">An event that this version does not know, or a chunk that is not where it must
    /// be.</exception>
    public PoolState Apply(IPoolEvent @event) => @event switch
    {
        PoolCreated e => this with { Name = e.Pool, ChunkSizeBytes = e.ChunkSizeBytes, Thresholds = e.Thresholds },
        PvAdded e when e.Index == Pvs.Count => this with
        {
            Pvs = Pvs.Add(new PoolPv(e.Index, e.Pv, PvStatus.InUse)),
            Free = Free.Add(AllOf(e.Index, e.Pv)),
        },
        PvDraining e => SetStatus(e.Index, e.ThenRemoved ? PvStatus.Leaving : PvStatus.Draining),
        PvDrainCancelled e => SetStatus(e.Index, PvStatus.InUse),
        PvGivenUp e => SetStatus(e.Index, PvStatus.GivenUp),
        PvViewNoted e => this with { Views = Views.SetItem(e.Vios, e.Lost) },
        PvViewForgotten e => this with { Views = Views.Remove(e.Vios) },
        PvRemoved e => SetStatus(e.Index, PvStatus.Removed) with { Free = Free.SetItem(e.Index, RunSet.Empty) },
        ThresholdsSet e => this with { Thresholds = e.Thresholds },
        LuEntered e => this with
        {
            Lus = Lus.Add(e.Lu.Lu, new PoolShare(e.Lu, RunSet.Empty, 0, [])),
            LuNames = LuNames.Add(e.Lu.Name.Value, e.Lu.Lu),
        },
        LuRenamedInPool e => Rename(e),
        LuResizedInPool e => Change(e.Lu, share => share with { Lu = share.Lu with { Size = e.Size } }),
        ChunksGranted e => TakeFree(e.Runs).Hold(e),
        ChunksShared e => Change(e.Lu, share => share with { Held = share.Held.AddAll(e.Runs) }) with
        {
            Shared = e.Runs.Aggregate(Shared, (shared, run) => shared.Add(run)),
        },
        ChunksReturned e => Return(e),
        LuLeft e when Lus[e.Lu].Held.Count == 0 => this with { Lus = Lus.Remove(e.Lu), LuNames = LuNames.Remove(Lus[e.Lu].Lu.Name.Value) },
        ChunksErased e => this with { Freeing = Freeing.RemoveAll(e.Runs), Free = e.Runs.Aggregate(Free, PutFree) },
        PvGenerationNoted e => this with { Generations = Generations.SetItem(e.Index, e.Generation) },
        PoolLimitsSet e => this with { Limits = e.Limits },
        DiskGroupAccessSet e => this with { Access = Access.SetItem(e.Access.DiskGroup.Value, e.Access) },
        OverCommitAlertChanged e => this with { OverCommitAlert = e.Raised },
        PoolAlertChanged e => this with { Alert = e.Level },
        _ => throw new InvalidOperationException($"Pool {Name} cannot apply {@event}; a newer version or another pool wrote it."),
    };

    private static RunSet AllOf(int index, PvDefinition pv) => RunSet.Empty.Add(new ChunkRun(index, 0, pv.ChunkCount));

    private static ImmutableList<RunSet> PutFree(ImmutableList<RunSet> free, ChunkRun run) => free.SetItem(run.Pv, free[run.Pv].Add(run));

    private PoolState TakeFree(IEnumerable<ChunkRun> runs) => this with
    {
        Free = runs.Aggregate(Free, (free, run) => free.SetItem(run.Pv, free[run.Pv].Remove(run))),
    };

    private PoolState Hold(ChunksGranted e)
    {
        var share = Lus[e.Lu];
        var held = share.Held.AddAll(e.Runs);
        share = e.RequestNumber == 0
            ? share with { Held = held }
            : share with { Held = held, LastRequest = e.RequestNumber, LastRuns = e.Runs };
        return this with { Lus = Lus.SetItem(e.Lu, share), HeldChunks = HeldChunks + e.Runs.Sum(run => run.Count) };
    }

    private PoolState Return(ChunksReturned e)
    {
        var freed = FreedBy(e.Runs);
        return Change(e.Lu, share => share with { Held = share.Held.RemoveAll(e.Runs), LastRuns = [] }) with
        {
            Freeing = Freeing.AddAll(freed),
            Shared = e.Runs.Aggregate(Shared, (shared, run) => shared.Remove(run)),
            HeldChunks = HeldChunks - freed.Sum(run => run.Count),
        };
    }

    private PoolState Rename(LuRenamedInPool e) => Change(e.Lu, share => share with { Lu = share.Lu with { Name = e.Name } }) with
    {
        LuNames = LuNames.Remove(Lus[e.Lu].Lu.Name.Value).Add(e.Name.Value, e.Lu),
    };

    private PoolState SetStatus(int index, PvStatus status) => this with { Pvs = Pvs.SetItem(index, Pvs[index] with { Status = status }) };

    private PoolState Change(LuUdid lu, Func<PoolShare, PoolShare> change) => this with { Lus = Lus.SetItem(lu, change(Lus[lu])) };
}

/// <summary>What a logical unit holds of the pool. Immutable.</summary>
/// <param name="LastRequest">Number of its last request for chunks; 0 before the first.</param>
/// <param name="LastRuns">What that request was given.</param>
public sealed record PoolShare(PoolLu Lu, RunSet Held, long LastRequest, ValueList<ChunkRun> LastRuns);
