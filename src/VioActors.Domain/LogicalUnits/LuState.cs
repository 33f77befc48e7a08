using System.Collections.Immutable;
using VioActors.Domain.Common;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;

namespace VioActors.Domain.LogicalUnits;

/// <summary>State of the logical unit aggregate, the one writer of its map. Immutable.</summary>
/// <param name="Identity">Null until created.</param>
/// <param name="Reserve">Chunks that it owns and has not mapped.</param>
/// <param name="LastRequest">Number of the last request for chunks.</param>
/// <param name="PendingCount">Chunks asked for in that request; 0 when it is answered.</param>
/// <param name="SpaceShort">That request was refused.</param>
/// <param name="LastEpoch">Largest epoch ever given.</param>
public sealed record LuState(
    LuIdentity? Identity,
    LuStatus Status,
    ChunkMap Map,
    RunSet Reserve,
    long LastRequest,
    long PendingCount,
    bool SpaceShort,
    long LastEpoch,
    ImmutableSortedDictionary<VioUuid, GrantHolder> Holders,
    ImmutableList<LuBinding> Bindings,
    ImmutableList<LuUse> Uses)
{
    public static LuState Empty { get; } = new(
        null,
        LuStatus.Unspecified,
        ChunkMap.Empty,
        RunSet.Empty,
        0,
        0,
        false,
        0,
        ImmutableSortedDictionary<VioUuid, GrantHolder>.Empty,
        [],
        []);

    /// <summary>Chunks that its size calls for; 0 while its pool has not admitted it.</summary>
    public long ChunkCount => Identity is { ChunkSizeBytes: > 0 } id
        ? (id.Size.Bytes / id.ChunkSizeBytes) + (id.Size.Bytes % id.ChunkSizeBytes == 0 ? 0 : 1)
        : 0;

    public static LuState From(LuSnapshot snapshot) => new(
        snapshot.Identity,
        snapshot.Status,
        ChunkMap.From(snapshot.Map),
        RunSet.From(snapshot.Reserve),
        snapshot.LastRequest,
        snapshot.PendingRequestCount,
        snapshot.SpaceShort,
        snapshot.LastEpoch,
        snapshot.Holders.ToImmutableSortedDictionary(holder => holder.Vios, holder => holder),
        [.. snapshot.Bindings],
        [.. snapshot.Uses]);

    public LuSnapshot ToSnapshot() => new(
        Identity,
        Status,
        Map.ToValueList(),
        Reserve.ToValueList(),
        LastRequest,
        PendingCount,
        SpaceShort,
        LastEpoch,
        Holders.Values.ToValueList(),
        Bindings.ToValueList(),
        Uses.ToValueList());

    public LuFound Describe() => new(Identity!, Status, Map.Count, Reserve.Count);

    public LuUseFound DescribeUse() => new(Identity!.Lu, Bindings.ToValueList(), Holders.Values.ToValueList(), Uses.ToValueList());

    /// <exception cref="InvalidOperationException">An event that this version does not know, or a chunk mapped or owned twice.</exception>
    public LuState Apply(ILuEvent @event) => @event switch
    {
        LuCreationBegun e => this with { Identity = e.Identity, Status = LuStatus.Creating },
        LuCreationCancelled => Empty with { LastEpoch = LastEpoch, LastRequest = LastRequest },
        LuCreated e => this with { Identity = Identity! with { ChunkSizeBytes = e.ChunkSizeBytes }, Status = LuStatus.Ready },
        LuRenamed e => Identify(identity => identity with { Name = e.Name }),
        LuGrown e => Identify(identity => identity with { Size = e.Size }),
        LuDeletionBegun => this with { Status = LuStatus.Deleting, Uses = [] },
        LuDeleted => this with { Status = LuStatus.Deleted, Map = ChunkMap.Empty, Reserve = RunSet.Empty, PendingCount = 0 },
        LuBound e => this with { Bindings = Bindings.Add(e.Binding) },
        LuUnbound e => this with { Bindings = Bindings.RemoveAll(binding => binding.Vios == e.Vios && binding.Adapter == e.Adapter) },
        GrantAcquired e => this with { Holders = Holders.SetItem(e.Holder.Vios, e.Holder), LastEpoch = e.Holder.Epoch },
        GrantEnded e => this with { Holders = Holders.Remove(e.Vios) },
        ExtentRequested e => this with { LastRequest = e.RequestNumber, PendingCount = e.Count },
        ExtentRefused => this with { PendingCount = 0, SpaceShort = true },
        ReserveAdded e => this with
        {
            Reserve = Reserve.AddAll(e.Runs),
            PendingCount = e.RequestNumber == 0 ? PendingCount : 0,
            SpaceShort = e.RequestNumber == 0 && SpaceShort,
        },
        ChunksMapped e => e.Runs.Aggregate(this, (state, run) => state with
        {
            Map = state.Map.Add(run),
            Reserve = state.Reserve.Remove(new ChunkRun(run.Pv, run.First, run.Count)),
        }),
        UseBegun e => this with { Uses = WithoutUse(e.Use.Client, e.Use.Adapter, e.Use.Vios).Add(e.Use) },
        UseEnded e => this with { Uses = WithoutUse(e.Client, e.Adapter, e.Vios) },
        _ => throw new InvalidOperationException($"A logical unit knows no event {@event.GetType().Name}; a newer version wrote it."),
    };

    private ImmutableList<LuUse> WithoutUse(ClientId client, VioAdapterId adapter, VioUuid vios) =>
        Uses.RemoveAll(use => use.Client == client && use.Adapter == adapter && use.Vios == vios);

    private LuState Identify(Func<LuIdentity, LuIdentity> change) => this with
    {
        Identity = change(Identity!) with { Version = Identity!.Version.Next() },
    };
}
