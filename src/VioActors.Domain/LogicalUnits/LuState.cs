using System.Collections.Immutable;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;

namespace VioActors.Domain.LogicalUnits;

/// <summary>State of the logical unit aggregate, the one writer of its map. Immutable.</summary>
/// <param name="Identity">Null until created.</param>
/// <param name="Reserve">Chunks that it owns and has not mapped.</param>
/// <param name="LastRequest">Number of the last request for chunks.</param>
/// <param name="PendingCount">Chunks asked for in that request; 0 when it is answered.</param>
/// <param name="PendingUpkeep">What it is for, until it is answered; null: to be kept ready.</param>
/// <param name="SpaceShort">A request was refused, and none was fulfilled since.</param>
/// <param name="LastEpoch">Largest epoch ever given.</param>
/// <param name="Scsi">What all VIOSes that serve it agree on.</param>
/// <param name="Revision">New name or size that the pool is being asked for; null: none.</param>
/// <param name="Origin">Of what it is a clone; null: of nothing.</param>
/// <param name="GivenUp">Indexes of volumes that will never come back: chunks there are lost.</param>
/// <param name="Past">Its snapshots, and what it shares with them. <paramref name="Map"/> has only what may be written in place.</param>
public sealed record LuState(
    LuIdentity? Identity,
    LuStatus Status,
    ChunkMap Map,
    RunSet Reserve,
    long LastRequest,
    long PendingCount,
    LuUpkeep? PendingUpkeep,
    bool SpaceShort,
    long LastEpoch,
    ImmutableSortedDictionary<VioUuid, GrantHolder> Holders,
    ImmutableList<LuBinding> Bindings,
    ImmutableList<LuUse> Uses,
    LuScsi Scsi,
    LuPast Past,
    LuRevision? Revision,
    LuOrigin? Origin,
    ImmutableSortedSet<int> GivenUp)
{
    public static LuState Empty { get; } = new(
        null,
        LuStatus.Unspecified,
        ChunkMap.Empty,
        RunSet.Empty,
        0,
        0,
        null,
        false,
        0,
        ImmutableSortedDictionary<VioUuid, GrantHolder>.Empty,
        [],
        [],
        LuScsi.Empty,
        LuPast.Empty,
        null,
        null,
        []);

    /// <summary>Chunks that its size calls for; 0 while its pool has not admitted it.</summary>
    public long ChunkCount => Identity is { ChunkSizeBytes: > 0 } id
        ? (id.Size.Bytes / id.ChunkSizeBytes) + (id.Size.Bytes % id.ChunkSizeBytes == 0 ? 0 : 1)
        : 0;

    /// <summary>
    /// Chunks that its pool owes a thick unit: without them a write may meet a full pool (STO-2). 0 of a thin one, which was promised none.
    /// </summary>
    public long LackingChunks => LuPromises.CountLacking(this);

    /// <summary>
    /// The pool is being asked for the chunks of a larger size, and answers with all that the unit holds: until then none come or go.
    /// </summary>
    internal bool IsGrowingThick => Identity is { Thick: true } && Revision is { Size: not null };

    /// <summary>Places that go back to the pool now.</summary>
    public ValueList<ChunkRun> Due => IsGrowingThick ? [] : Scsi.Returning.Count > 0 && (Past.Reference is not null || !Past.Lent.IsEmpty)
        ? Scsi.Returning.Where(run => !Past.HoldsBack(run)).ToValueList()
        : Scsi.Returning;

    public static LuState From(LuSnapshot snapshot) => new(
        snapshot.Identity,
        snapshot.Status,
        ChunkMap.From(snapshot.Map),
        RunSet.From(snapshot.Reserve),
        snapshot.LastRequest,
        snapshot.PendingRequestCount,
        snapshot.PendingUpkeep,
        snapshot.SpaceShort,
        snapshot.LastEpoch,
        snapshot.Holders.ToImmutableSortedDictionary(holder => holder.Vios, holder => holder),
        [.. snapshot.Bindings],
        [.. snapshot.Uses],
        snapshot.Scsi,
        LuPast.From(snapshot.History),
        snapshot.Revision,
        snapshot.Origin,
        [.. snapshot.GivenUp]);

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
        Uses.ToValueList(),
        Scsi,
        Past.ToStored(),
        Revision,
        Origin,
        GivenUp.ToValueList(),
        PendingUpkeep);

    public LuFound Describe() => new(Identity!, Status, Map.Count + Past.Shared.Count, Reserve.Count, Origin, LackingChunks);

    public LuUseFound DescribeUse() => new(Identity!.Lu, Bindings.ToValueList(), Holders.Values.ToValueList(), Uses.ToValueList());

    /// <exception cref="InvalidOperationException">An event that this version does not know, or a chunk mapped or owned twice.</exception>
    public LuState Apply(ILuEvent @event) => @event switch
    {
        LuCreationBegun e => this with { Identity = e.Identity, Status = LuStatus.Creating },
        LuCreationCancelled => Empty with { LastEpoch = LastEpoch, LastRequest = LastRequest },
        LuCreated e => this with { Identity = Identity! with { ChunkSizeBytes = e.ChunkSizeBytes }, Status = LuStatus.Ready },
        LuRevisionBegun e => this with { Revision = e.Revision },
        LuRevisionRefused => this with { Revision = null },
        LuRenamed e => Identify(identity => identity with { Name = e.Name }),
        LuGrown e => Identify(identity => identity with { Size = e.Size }),
        LuDeletionBegun => this with { Status = LuStatus.Deleting, Uses = [] },
        LuDeleted => this with
        {
            Status = LuStatus.Deleted,
            Map = ChunkMap.Empty,
            Reserve = RunSet.Empty,
            PendingCount = 0,
            PendingUpkeep = null,
            Scsi = LuScsi.Empty,
            Past = LuPast.Empty,
            Revision = null,
        },
        LuBound e => this with { Bindings = Bindings.Add(e.Binding) },
        LuUnbound e => this with { Bindings = Bindings.RemoveAll(binding => binding.Vios == e.Vios && binding.Adapter == e.Adapter) },
        GrantAcquired e => this with { Holders = Holders.SetItem(e.Holder.Vios, e.Holder), LastEpoch = e.Holder.Epoch },
        GrantEnded e => this with { Holders = Holders.Remove(e.Vios) },
        ExtentRequested e => this with { LastRequest = e.RequestNumber, PendingCount = e.Count, PendingUpkeep = e.Upkeep },
        ExtentRefused => this with { PendingCount = 0, PendingUpkeep = null, SpaceShort = true },
        ReserveAdded e => this with
        {
            Reserve = Reserve.AddAll(e.Runs),
            PendingCount = e.RequestNumber == 0 ? PendingCount : 0,
            PendingUpkeep = e.RequestNumber == 0 ? PendingUpkeep : null,
            SpaceShort = SpaceShort
                && (e.RequestNumber == 0 || (PendingUpkeep is not null && e.Runs.Sum(run => run.Count) < PendingCount)),
        },
        ChunksMapped e => e.Runs.Aggregate(this, (state, run) => state with
        {
            Map = state.Map.Add(run),
            Reserve = state.Reserve.Remove(new ChunkRun(run.Pv, run.First, run.Count)),
        }),
        ParametersChanged e => this with { Scsi = LuScsiFold.Apply(Scsi, e) },
        RangeLocked e => this with { Scsi = LuScsiFold.Apply(Scsi, e) },
        RangeUnlocked e => this with { Scsi = LuScsiFold.Apply(Scsi, e) },
        ChunksWithdrawn e => this with
        {
            Map = e.Withdrawal.Runs.Aggregate(Map, (map, run) => map.Cut(run.Logical, run.Count).Left),
            Scsi = LuScsiFold.Apply(Scsi, e),
        },
        WithdrawalConcluded e => this with { Scsi = LuScsiFold.Apply(Scsi, e) },
        ChunksGivenBack e => this with
        {
            Scsi = LuScsiFold.Apply(Scsi, e),
            Past = Past.Joint.Count == 0 ? Past : Past with { Joint = Past.Joint.Without(e.Runs) },
        },
        CopiesBegun e => LuPastFold.Apply(this, e),
        CopiesOutOfUse e => LuPastFold.Apply(this, e),
        CopiesEnded e => LuPastFold.Apply(this, e),
        PauseBegun e => LuPastFold.Apply(this, e),
        PauseStill e => LuPastFold.Apply(this, e),
        PauseEnded => this with { Past = Past with { Pause = null } },
        SnapshotTaken e => LuPastFold.Apply(this, e),
        GroupTaken e => LuGroups.Apply(this, e),
        GroupMemberTold e => LuGroups.Apply(this, e),
        SnapshotDeleted e => LuPastFold.Apply(this, e),
        RolledBack e => LuPastFold.Apply(this, e),
        SharedChunksLeft e => LuPastFold.Apply(this, e),
        ReserveGivenUp e => LuPastFold.Apply(this, e),
        StrayChunksFound e => LuPastFold.Apply(this, e),
        CloneBegun e => this with { Identity = e.Identity, Status = LuStatus.Creating, Origin = e.Origin },
        CloneAdmitted e => this with
        {
            Identity = Identity! with { ChunkSizeBytes = e.ChunkSizeBytes },
            Origin = Origin! with { IsLoanOpen = true },
        },
        CloneMapRead e => LuPastFold.Apply(this, e),
        CloneLoanEnded => this with { Origin = Origin! with { IsLoanOpen = false } },
        SnapshotLent e => LuPastFold.Apply(this, e),
        ReferenceBegun e => LuReferenceFold.Apply(this, e),
        ReferenceOutOfUse e => LuReferenceFold.Apply(this, e),
        ReferenceLent e => LuReferenceFold.Apply(this, e),
        ReferenceEnded e => LuReferenceFold.Apply(this, e),
        ChunkLoanBegun e => LuReferenceFold.Apply(this, e),
        ChunkLoanEnded e => LuReferenceFold.Apply(this, e),
        LoanEnded e => this with { Past = Past with { Loans = Past.Loans.RemoveAll(loan => loan.To == e.To) } },
        VolumeGivenUp e => this with { GivenUp = GivenUp.Add(e.Pv) },
        UseBegun e => this with { Uses = WithoutUse(e.Use.Client, e.Use.Adapter, e.Use.Vios).Add(e.Use) },
        UseEnded e => this with { Uses = WithoutUse(e.Client, e.Adapter, e.Vios) },
        _ => throw new InvalidOperationException($"A logical unit knows no event {@event.GetType().Name}; a newer version wrote it."),
    };

    private ImmutableList<LuUse> WithoutUse(ClientId client, VioAdapterId adapter, VioUuid vios) =>
        Uses.RemoveAll(use => use.Client == client && use.Adapter == adapter && use.Vios == vios);

    private LuState Identify(Func<LuIdentity, LuIdentity> change) => this with
    {
        Identity = change(Identity!) with { Version = Identity!.Version.Next() },
        Revision = null,
    };
}
