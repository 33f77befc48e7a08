using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Pool;
using VioActors.Domain.Tests.Common;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;
using TheLu = VioActors.Domain.Tests.Common.Playback<
    VioActors.Domain.LogicalUnits.LuState,
    VioActors.Domain.LogicalUnits.ILuEvent,
    VioActors.Domain.LogicalUnits.ILuMessage>;

namespace VioActors.Domain.Tests.LogicalUnits;

public class LuDecisionsTests
{
    private const long MiB = 1 << 20;
    private static readonly ClientKey Lpar5 = ClientKey.OfLpar(CecA, new PartitionId(5));
    private static readonly ClientKey Lpar6 = ClientKey.OfLpar(CecA, new PartitionId(6));
    private static readonly AdapterName Vhost0 = AdapterName.Parse("vhost0");

    [Fact]
    [Trait("Req", "STO-2")]
    public void A_unit_exists_when_its_pool_has_admitted_it()
    {
        var lu = New();

        var waiting = lu.Do(Create());
        Assert.Null(waiting.Reply);
        var admitted = new PoolLu(Lu, LuName.Parse("disk"), ByteSize.FromMebibytes(64), false, Tier.System);
        Assert.Equal(new AdmitAtPool(PoolA, admitted), lu.LastEffect<AdmitAtPool>());
        lu.Refused(new GetLu(Lu), RejectionCode.WrongStatus);
        Assert.Equal(lu.LastEffect<AdmitAtPool>(), Assert.Single(LuDecisions.Resume(LuState.From(lu.State.ToSnapshot()))));
        lu.Accepted(new ConcludeAdmission(Lu, MiB, [], null));

        var found = lu.Answered<LuFound>(Create());
        Assert.Equal((LuStatus.Ready, 0, 0), (found.Status, found.MappedChunks, found.ReservedChunks));
        Assert.Equal(64, lu.State.ChunkCount);
        lu.Refused(Create() with { Name = LuName.Parse("other") }, RejectionCode.AlreadyExists);
    }

    [Fact]
    public void A_unit_that_its_pool_refuses_does_not_exist()
    {
        var lu = New();
        var waiting = lu.Do(Create());
        var refusal = new Rejected(RejectionCode.AlreadyExists, "The name is taken.");

        var decision = lu.Do(new ConcludeAdmission(Lu, 0, [], refusal));

        Assert.Equal(new Resolution(waiting.WaitKey!, refusal), Assert.Single(decision.Resolutions));
        lu.Refused(new GetLu(Lu), RejectionCode.NotFound);
        lu.Refused(Create() with { Size = new ByteSize(0) }, RejectionCode.Invalid);
        lu.Refused(Create() with { Size = ByteSize.Parse("5P") }, RejectionCode.Invalid);
    }

    [Fact]
    [Trait("Req", "STO-6")]
    public void A_grant_has_an_epoch_and_the_whole_map()
    {
        var lu = Ready();

        var first = lu.Answered<LuGranted>(new AcquireGrant(Lu, ViosId(1), 1));
        var again = lu.Answered<LuGranted>(new AcquireGrant(Lu, ViosId(1), 1));
        var other = lu.Answered<LuGranted>(new AcquireGrant(Lu, ViosId(2), 1));
        var restarted = lu.Answered<LuGranted>(new AcquireGrant(Lu, ViosId(1), 2));

        Assert.Equal([1L, 1L, 2L, 3L], new[] { first.Epoch, again.Epoch, other.Epoch, restarted.Epoch });
        lu.Refused(new AcquireGrant(Lu, ViosId(1), 1), RejectionCode.StaleIncarnation);
        lu.Refused(Allocate(1, 1, 0), RejectionCode.StaleGrant);
        Assert.IsType<NoOp>(lu.Do(new ReleaseGrant(Lu, ViosId(1), 1)).Reply);
        lu.Accepted(new ReleaseGrant(Lu, ViosId(1), 3));
        lu.Refused(Allocate(1, 3, 0), RejectionCode.StaleGrant);
    }

    [Fact]
    public void First_writes_wait_for_an_extent_and_are_then_placed_one_behind_the_other()
    {
        var lu = Granted();

        var waiting = lu.Do(Allocate(1, 1, 5));
        Assert.Null(waiting.Reply);
        Assert.Equal(new FetchExtent(PoolA, Lu, 1, 8), lu.LastEffect<FetchExtent>());
        var second = lu.Do(Allocate(1, 1, 6));
        Assert.Equal((waiting.WaitKey, 0), (second.WaitKey, second.Effects.Count));
        Assert.Equal(lu.LastEffect<FetchExtent>(), Assert.Single(LuDecisions.Resume(LuState.From(lu.State.ToSnapshot()))));
        lu.Accepted(new AcceptExtent(Lu, 1, [new ChunkRun(2, 100, 8)], null));

        Assert.Equal([new MapRun(5, 2, 100, 1)], lu.Answered<ChunksAllocated>(Allocate(1, 1, 5)).Map);
        Assert.Equal([new MapRun(6, 2, 101, 1)], lu.Answered<ChunksAllocated>(Allocate(1, 1, 6)).Map);
        Assert.Equal([new MapRun(4, 2, 102, 1), new MapRun(5, 2, 100, 2)], lu.Answered<ChunksAllocated>(Allocate(1, 1, 4, 5, 6, 5)).Map);
        Assert.Equal(new ChunkPlace(2, 102), lu.Answered<ChunkFound>(new FindChunk(Lu, ViosId(1), 1, 4)).Place);
        Assert.Null(lu.Answered<ChunkFound>(new FindChunk(Lu, ViosId(1), 1, 63)).Place);
        Assert.Equal((3L, 5L), (lu.State.Map.Count, lu.State.Reserve.Count));
    }

    [Fact]
    public void The_next_extent_is_asked_for_ahead_of_need_and_once()
    {
        var lu = Granted();
        lu.Do(Allocate(1, 1, 0));
        lu.Accepted(new AcceptExtent(Lu, 1, [new ChunkRun(0, 0, 8)], null));

        lu.Answered<ChunksAllocated>(Allocate(1, 1, 0, 1, 2, 3));
        lu.Answered<ChunksAllocated>(Allocate(1, 1, 4));

        Assert.Equal([1L, 2L], lu.Stored.OfType<ExtentRequested>().Select(e => e.RequestNumber));
        Assert.Equal(new FetchExtent(PoolA, Lu, 2, 8), lu.LastEffect<FetchExtent>());
        Assert.IsType<NoOp>(lu.Do(new AcceptExtent(Lu, 1, [new ChunkRun(0, 0, 8)], null)).Reply);
        lu.Accepted(new AcceptExtent(Lu, 2, [new ChunkRun(0, 8, 3)], null));
        Assert.Equal(6, lu.State.Reserve.Count);
    }

    [Fact]
    public void Never_more_is_asked_for_than_the_unit_can_map()
    {
        var lu = Granted(size: 3);

        lu.Do(Allocate(1, 1, 0, 1));

        Assert.Equal(new FetchExtent(PoolA, Lu, 1, 3), lu.LastEffect<FetchExtent>());
        lu.Accepted(new AcceptExtent(Lu, 1, [new ChunkRun(0, 0, 3)], null));
        lu.Answered<ChunksAllocated>(Allocate(1, 1, 0, 1, 2));
        Assert.Single(lu.Stored.OfType<ExtentRequested>());
    }

    [Fact]
    [Trait("Req", "STO-9")]
    public void A_full_pool_refuses_the_write_and_loses_nothing()
    {
        var lu = Granted();
        lu.Do(Allocate(1, 1, 0, 1, 2));
        lu.Accepted(new AcceptExtent(Lu, 1, [new ChunkRun(0, 0, 2)], null));
        var waiting = lu.Do(Allocate(1, 1, 0, 1, 2));
        Assert.Equal(2, lu.LastEffect<FetchExtent>().RequestNumber);
        var full = new Rejected(RejectionCode.SpaceExhausted, "The pool is full.");

        var decision = lu.Do(new AcceptExtent(Lu, 2, [], full));

        Assert.Equal(new Resolution(waiting.WaitKey!, full), Assert.Single(decision.Resolutions));
        Assert.Equal((0L, 2L), (lu.State.Map.Count, lu.State.Reserve.Count));
        lu.Answered<ChunksAllocated>(Allocate(1, 1, 9));
        Assert.Equal(2, lu.Stored.OfType<ExtentRequested>().Count());
        Assert.Null(lu.Do(Allocate(1, 1, 10, 11)).Reply);
        Assert.Equal(3, lu.LastEffect<FetchExtent>().RequestNumber);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(-1)]
    public void A_chunk_outside_of_the_unit_is_refused(long chunk)
    {
        var lu = Granted();

        lu.Refused(Allocate(1, 1, chunk), RejectionCode.Invalid);
        lu.Refused(Allocate(1, 1), RejectionCode.Invalid);
        lu.Refused(new FindChunk(Lu, ViosId(1), 1, chunk), RejectionCode.Invalid);
    }

    [Fact]
    [Trait("Req", "ID-5")]
    public void A_unit_is_usable_by_one_client_alone_through_any_VIOS_unless_shared()
    {
        var lu = Ready();
        lu.Answered<LuFound>(new BindLu(Lu, new LuBinding(ViosId(1), Vhost0, Lpar5, false)));
        lu.Answered<LuFound>(new BindLu(Lu, new LuBinding(ViosId(2), Vhost0, Lpar5, false)));

        var refused = lu.Refused(new BindLu(Lu, new LuBinding(ViosId(3), Vhost0, Lpar6, false)), RejectionCode.InUse);
        Assert.Contains("lpar:9117.MMA.10F6E2B/5", refused.Reason, StringComparison.Ordinal);
        lu.Refused(new BindLu(Lu, new LuBinding(ViosId(3), Vhost0, Lpar6, true)), RejectionCode.InUse);
        lu.Refused(new BindLu(Lu, new LuBinding(ViosId(1), Vhost0, Lpar6, false)), RejectionCode.AlreadyExists);
        lu.Accepted(new UnbindLu(Lu, ViosId(1), Vhost0));
        lu.Accepted(new UnbindLu(Lu, ViosId(2), Vhost0));
        lu.Answered<LuFound>(new BindLu(Lu, new LuBinding(ViosId(3), Vhost0, Lpar6, true)));
        lu.Answered<LuFound>(new BindLu(Lu, new LuBinding(ViosId(1), Vhost0, Lpar5, true)));
        Assert.IsType<NoOp>(lu.Do(new UnbindLu(Lu, ViosId(2), Vhost0)).Reply);
    }

    [Fact]
    public void A_large_map_is_read_in_pages()
    {
        var map = ChunkMap.From(Enumerable.Range(0, 10).Select(number => new MapRun(number * 10, 0, number * 100, 5)));

        var (first, next) = map.ReadPage(0, 4);
        var (rest, end) = map.ReadPage(next!.Value, 100);
        var (inside, after) = map.ReadPage(92, 1);

        Assert.Equal((4, 40L), (first.Count, next));
        Assert.Equal(map.ToValueList(), [.. first, .. rest]);
        Assert.Null(end);
        Assert.Equal((90L, null), (inside[0].Logical, after));
        Assert.Equal((0, null), (map.ReadPage(95, 9).Runs.Count, map.ReadPage(95, 9).NextLogical));
        var lu = Granted();
        Assert.Empty(lu.Answered<MapPage>(new GetMap(Lu, ViosId(1), 1, 0)).Map);
        lu.Refused(new GetMap(Lu, ViosId(1), 9, 0), RejectionCode.StaleGrant);
    }

    [Fact]
    [Trait("Req", "STO-7")]
    public void Use_is_tracked_and_conflicting_exclusive_use_is_refused()
    {
        var lu = Granted();

        Assert.Empty(lu.Answered<LuOpened>(new OpenLu(Lu, Use(1, 11, exclusive: false))).Others);
        Assert.Equal([Use(1, 11, false)], lu.Answered<LuOpened>(new OpenLu(Lu, Use(2, 21, false))).Others);
        Assert.Equal(2, lu.LastEffect<TellUse>().Use.Uses.Count);
        Assert.Equal([ViosId(1)], lu.LastEffect<TellUse>().Vioses);
        Assert.Contains("client 1", lu.Refused(new OpenLu(Lu, Use(3, 31, true)), RejectionCode.InUse).Reason, StringComparison.Ordinal);
        lu.Accepted(new CloseLu(Lu, new ClientId(2), new VioAdapterId(21), ViosId(1)));
        lu.Answered<LuOpened>(new OpenLu(Lu, Use(1, 11, true)));
        lu.Answered<LuOpened>(new OpenLu(Lu, Use(1, 12, true)));
        lu.Refused(new OpenLu(Lu, Use(2, 21, false)), RejectionCode.InUse);
        lu.Accepted(new EndGrant(Lu, ViosId(1), "removed"));
        Assert.Empty(lu.Answered<LuUseFound>(new GetLuUse(Lu)).Uses);
    }

    [Fact]
    [Trait("Req", "STO-7")]
    public void Through_a_mapping_for_one_client_it_is_open_for_one_client_until_that_mapping_ends()
    {
        var lu = Granted();
        var (first, second) = (ClientKey.Parse("lpar:9009.42A.10F6E2B/3"), ClientKey.Parse("lpar:9009.42A.10F6E2B/4"));
        lu.Accepted(new BindLu(Lu, new LuBinding(ViosId(1), AdapterName.Parse("vhost0"), first, false)));
        lu.Answered<LuOpened>(new OpenLu(Lu, Use(1, 11, exclusive: false)));

        Assert.True(Assert.Single(lu.Answered<LuUseFound>(new GetLuUse(Lu)).Uses).Exclusive);
        lu.Refused(new OpenLu(Lu, Use(2, 21, false)), RejectionCode.InUse);
        lu.Refused(new BindLu(Lu, new LuBinding(ViosId(2), AdapterName.Parse("vhost0"), second, false)), RejectionCode.InUse);

        lu.Accepted(new UnbindLu(Lu, ViosId(1), AdapterName.Parse("vhost0")));
        Assert.Empty(lu.Answered<LuUseFound>(new GetLuUse(Lu)).Uses);
        lu.Answered<LuOpened>(new OpenLu(Lu, Use(2, 21, false)));
    }

    [Fact]
    [Trait("Req", "STO-7")]
    public void What_a_VIOS_lets_go_stays_open_and_what_it_had_open_in_a_former_life_does_not()
    {
        var lu = Granted();
        lu.Answered<LuOpened>(new OpenLu(Lu, Use(1, 11, exclusive: false)));
        lu.Accepted(new ReleaseGrant(Lu, ViosId(1), lu.Answered<LuUseFound>(new GetLuUse(Lu)).Holders[0].Epoch));
        Assert.Single(lu.Answered<LuUseFound>(new GetLuUse(Lu)).Uses);

        lu.Answered<LuGranted>(new AcquireGrant(Lu, ViosId(1), 1));
        Assert.Single(lu.Answered<LuUseFound>(new GetLuUse(Lu)).Uses);

        lu.Answered<LuGranted>(new AcquireGrant(Lu, ViosId(1), 2));
        Assert.Empty(lu.Answered<LuUseFound>(new GetLuUse(Lu)).Uses);
    }

    [Fact]
    public void A_new_name_and_a_larger_size_need_the_pool_and_reach_the_holders()
    {
        var lu = Granted();

        var renaming = lu.Do(new RenameLu(Lu, LuName.Parse("new"), ObjectVersion.First));
        var renamed = lu.Do(new ConcludeRename(Lu, LuName.Parse("new"), null));
        Assert.Equal(new Resolution(renaming.WaitKey!, Ok.Instance), Assert.Single(renamed.Resolutions));
        lu.Refused(new GrowLu(Lu, ByteSize.FromMebibytes(128), ObjectVersion.First), RejectionCode.VersionConflict);
        lu.Refused(new GrowLu(Lu, ByteSize.FromMebibytes(1), null), RejectionCode.Invalid);
        var growing = lu.Do(new GrowLu(Lu, ByteSize.FromMebibytes(128), new ObjectVersion(2)));
        var grown = lu.Do(new ConcludeGrowth(Lu, ByteSize.FromMebibytes(128), [], null));

        Assert.Equal(growing.WaitKey, Assert.Single(grown.Resolutions).WaitKey);
        Assert.Equal(128, lu.State.ChunkCount);
        Assert.Equal(ByteSize.FromMebibytes(128), lu.LastEffect<TellHolders>().Change.Identity.Size);
        Assert.Equal("new", lu.State.Identity!.Name.Value);
    }

    [Fact]
    public void A_thick_unit_that_grows_adds_only_the_chunks_that_are_new()
    {
        var lu = New();
        lu.Do(Create() with { Thick = true, Size = ByteSize.FromMebibytes(4) });
        lu.Accepted(new ConcludeAdmission(Lu, MiB, [new ChunkRun(0, 10, 4)], null));
        lu.Answered<LuGranted>(new AcquireGrant(Lu, ViosId(1), 1));
        lu.Answered<ChunksAllocated>(Allocate(1, 1, 2));

        lu.Do(new GrowLu(Lu, ByteSize.FromMebibytes(7), null));
        lu.Accepted(new ConcludeGrowth(Lu, ByteSize.FromMebibytes(7), [new ChunkRun(0, 8, 1), new ChunkRun(0, 10, 6)], null));

        Assert.Equal([new ChunkRun(0, 8, 1), new ChunkRun(0, 11, 5)], lu.State.Reserve.Runs);
        Assert.Empty(lu.Stored.OfType<ExtentRequested>());
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public void Deletion_waits_until_every_holder_has_let_go()
    {
        var lu = Granted();
        lu.Accepted(new BindLu(Lu, new LuBinding(ViosId(1), Vhost0, Lpar5, false)));

        lu.Refused(new DeleteLu(Lu, false), RejectionCode.InUse);
        var deleting = lu.Do(new DeleteLu(Lu, true));
        Assert.Null(deleting.Reply);
        Assert.Equal(LuStatus.Deleting, lu.LastEffect<TellHolders>().Change.Status);
        Assert.Equal(new TellBindings(Lu, [ViosId(1)]), lu.LastEffect<TellBindings>());
        Assert.Empty(lu.Effects.OfType<ReleaseAtPool>());
        lu.Refused(new AcquireGrant(Lu, ViosId(2), 1), RejectionCode.WrongStatus);
        Assert.IsType<NoOp>(lu.Do(new ConcludeDeletion(Lu)).Reply);
        lu.Accepted(new ReleaseGrant(Lu, ViosId(1), 1));
        Assert.Empty(lu.Effects.OfType<ReleaseAtPool>());
        Assert.Equal([lu.LastEffect<TellBindings>()], LuDecisions.Resume(LuState.From(lu.State.ToSnapshot())));
        lu.Accepted(new ConcludeForgetting(Lu, ViosId(1)));
        Assert.Equal(new ReleaseAtPool(PoolA, Lu), lu.LastEffect<ReleaseAtPool>());
        Assert.Equal([lu.LastEffect<ReleaseAtPool>()], LuDecisions.Resume(LuState.From(lu.State.ToSnapshot())));
        var done = lu.Do(new ConcludeDeletion(Lu));

        Assert.Equal(new Resolution(deleting.WaitKey!, Ok.Instance), Assert.Single(done.Resolutions));
        lu.Refused(new GetLu(Lu), RejectionCode.NotFound);
        lu.Refused(Create(), RejectionCode.WrongStatus);
        Assert.IsType<NoOp>(lu.Do(new DeleteLu(Lu, false)).Reply);
    }

    [Fact]
    public void The_state_comes_back_from_its_snapshot_and_from_its_events()
    {
        var lu = Granted();
        lu.Do(Allocate(1, 1, 5));
        lu.Accepted(new AcceptExtent(Lu, 1, [new ChunkRun(2, 100, 8)], null));
        lu.Accepted(Allocate(1, 1, 5, 9));
        lu.Accepted(new OpenLu(Lu, Use(1, 11, true)));
        lu.Accepted(new BindLu(Lu, new LuBinding(ViosId(1), Vhost0, Lpar5, false)));

        var replayed = lu.Stored.Aggregate(LuState.Empty, (state, e) => state.Apply(e));

        Assert.Equal(lu.State.ToSnapshot(), replayed.ToSnapshot());
        Assert.Equal(lu.State.ToSnapshot(), LuState.From(lu.State.ToSnapshot()).ToSnapshot());
    }

    private static TheLu New() =>
        new(LuState.Empty, (state, message) => LuDecisions.Decide(state, message, Now), (state, e) => state.Apply(e));

    private static TheLu Ready(long size = 64)
    {
        var lu = New();
        lu.Do(Create() with { Size = ByteSize.FromMebibytes(size) });
        lu.Accepted(new ConcludeAdmission(Lu, MiB, [], null));
        return lu;
    }

    private static TheLu Granted(long size = 64)
    {
        var lu = Ready(size);
        lu.Answered<LuGranted>(new AcquireGrant(Lu, ViosId(1), 1));
        return lu;
    }

    private static CreateLu Create() =>
        new(Lu, PoolA, LuName.Parse("disk"), ByteSize.FromMebibytes(64), false, Tier.System, LuKind.Disk);

    private static AllocateChunks Allocate(int vios, long epoch, params ReadOnlySpan<long> chunks) =>
        new(Lu, ViosId(vios), epoch, ValueList.Create(chunks));

    private static LuUse Use(long client, long adapter, bool exclusive) =>
        new(new ClientId(client), new VioAdapterId(adapter), ViosId(1), exclusive, Now);
}
