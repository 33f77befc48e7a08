using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Pool;
using VioActors.Domain.Tests.Common;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;
using TheLu = VioActors.Domain.Tests.Common.Playback<
    VioActors.Domain.LogicalUnits.LuState,
    VioActors.Domain.LogicalUnits.ILuEvent,
    VioActors.Domain.LogicalUnits.ILuMessage>;

namespace VioActors.Domain.Tests.LogicalUnits;

/// <summary>What all VIOSes of a unit agree on: changes, locks, and what a VIOS leaves behind.</summary>
public class LuScsiTests
{
    private static readonly LuNexus Nexus = new("iqn.x:one", 0x80, 1);
    private static readonly LuReservations Registered = LuReservations.None with
    {
        Generation = 1,
        Registrations = [new LuRegistration(Nexus, 0x11)],
    };

    [Fact]
    [Trait("Req", "IO-2")]
    public void A_change_is_told_to_all_and_answered_when_it_is_in_force()
    {
        var lu = Shared();

        var waiting = lu.Do(Change(1, 1, 0, Registered));

        Assert.Null(waiting.Reply);
        Assert.Equal(new PushScsi(1), lu.LastEffect<PushScsi>());
        Assert.Equal(Registered, lu.State.Scsi.State.Reservations);
        var found = lu.Answered<ScsiFound>(new GetScsi(Lu, ViosId(2), 2));
        Assert.Equal((1L, 1L, 1L), (found.State.Version, found.State.ParametersVersion, Assert.Single(found.Notices).Version));
        var concluded = lu.Do(new ConcludeScsi(Lu, 1));
        Assert.Equal(new Resolution(waiting.WaitKey!, new ScsiInForce(Lu, 1)), Assert.Single(concluded.Resolutions));
    }

    [Fact]
    [Trait("Req", "RED-3")]
    public void A_repeat_is_carried_out_once_and_a_stale_decision_not_at_all()
    {
        var lu = Shared();
        var first = lu.Do(Change(1, 1, 0, Registered));
        var stored = lu.Stored.Count;

        Assert.Equal(first.WaitKey, lu.Do(Change(1, 1, 0, Registered)).WaitKey);
        var conflict = lu.Answered<ScsiConflict>(Change(2, 1, 0, LuReservations.None));

        Assert.Equal(1, conflict.State.ParametersVersion);
        Assert.Equal(stored, lu.Stored.Count);
        lu.Refused(Change(2, 2, 1, LuReservations.None) with { Epoch = 1 }, RejectionCode.StaleGrant);
        Assert.Null(lu.Do(Change(2, 3, 1, LuReservations.None)).Reply);
        Assert.Equal(2, lu.State.Scsi.State.ParametersVersion);
    }

    [Fact]
    [Trait("Req", "STO-6")]
    public void Overlapping_ranges_are_locked_one_after_the_other()
    {
        var lu = Shared();
        Assert.Equal("scsi:1", lu.Do(Lock(1, 1, 0, 8)).WaitKey);
        Assert.Equal("scsi:2", lu.Do(Lock(2, 1, 8, 8)).WaitKey);
        Assert.Equal("lock", lu.Do(Lock(2, 2, 7, 1)).WaitKey);
        Assert.Equal("scsi:1", lu.Do(Lock(1, 1, 0, 8)).WaitKey);

        Assert.Equal(Ok.Instance, lu.Do(new UnlockRange(Lu, ViosId(1), 1)).Reply);

        Assert.Equal("scsi:4", lu.Do(Lock(2, 2, 7, 1)).WaitKey);
        Assert.IsType<NoOp>(lu.Do(new UnlockRange(Lu, ViosId(1), 1)).Reply);
        lu.Refused(Lock(1, 1, 0, 8), RejectionCode.WrongStatus);
        Assert.Equal([(8L, 8L), (7L, 1L)], lu.State.Scsi.State.Locks.Select(held => (held.Lba, held.BlockCount)));
        lu.Refused(Lock(1, 9, -1, 8), RejectionCode.Invalid);
        lu.Refused(Lock(1, 9, long.MaxValue, 8), RejectionCode.Invalid);
    }

    [Fact]
    public void A_request_that_was_given_up_before_it_came_is_not_carried_out()
    {
        var lu = Shared();
        lu.Accepted(new UnlockRange(Lu, ViosId(1), 5));
        lu.Refused(Lock(1, 5, 0, 8), RejectionCode.WrongStatus);
        Assert.Empty(lu.State.Scsi.State.Locks);
    }

    [Fact]
    [Trait("Req", "IO-2")]
    public void A_vios_that_is_gone_leaves_no_lock_and_no_reserve_behind_and_registrations_stay()
    {
        var lu = Shared();
        var reserved = Registered with { ReserveHolder = Nexus };
        lu.Do(Change(1, 1, 0, reserved));
        lu.Do(Lock(1, 2, 0, 8));
        Assert.Equal(ViosId(1), lu.State.Scsi.State.Reservations.ReserveVios);

        lu.Accepted(new EndGrant(Lu, ViosId(1), "it died"));

        Assert.Empty(lu.State.Scsi.State.Locks);
        Assert.Equal(Registered, lu.State.Scsi.State.Reservations);
        Assert.Equal(new GrantWithdrawn(Lu, ViosId(1), 1), lu.LastEffect<TellWithdrawn>().Withdrawn);
        Assert.Equal(lu.State.Scsi.State.Version, lu.LastEffect<PushScsi>().Version);
        lu.Refused(Lock(1, 3, 0, 8), RejectionCode.StaleGrant);
        Assert.IsType<NoOp>(lu.Do(new EndGrant(Lu, ViosId(1), "it died")).Reply);
    }

    [Fact]
    public void A_later_life_of_a_vios_replaces_what_the_former_held()
    {
        var lu = Shared();
        lu.Do(Change(1, 1, 0, LuReservations.None with { ReserveHolder = Nexus }));
        lu.Do(Lock(1, 2, 0, 8));

        lu.Answered<LuGranted>(new AcquireGrant(Lu, ViosId(1), 2));

        Assert.Empty(lu.State.Scsi.State.Locks);
        Assert.Null(lu.State.Scsi.State.Reservations.ReserveHolder);
    }

    [Theory]
    [Trait("Req", "IO-2")]
    [InlineData(false)]
    [InlineData(true)]
    public void A_loss_of_power_keeps_registrations_with_aptpl_only(bool persists)
    {
        var lu = Shared();
        var before = Registered with { Type = 3, Holder = Nexus, PersistsThroughPowerLoss = persists };
        lu.Do(Change(1, 1, 0, before) with { Modes = LuModes.Default with { SoftwareWriteProtect = true } });
        lu.Do(Lock(2, 2, 0, 8));

        lu.Accepted(new LosePower(Lu));

        Assert.Equal(persists ? before with { Generation = 0 } : LuReservations.None, lu.State.Scsi.State.Reservations);
        Assert.Equal(LuModes.Default, lu.State.Scsi.State.Modes);
        Assert.Empty(lu.State.Scsi.State.Locks);
        Assert.Empty(lu.State.Holders);
        Assert.IsType<NoOp>(lu.Do(new LosePower(Lu)).Reply);
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public void Chunks_leave_the_map_go_out_of_use_and_then_back_to_the_pool()
    {
        var lu = Mapped();

        var waiting = lu.Do(Unmap(1, 1, new LogicalRun(2, 4)));

        Assert.Equal(("withdrawn:1", 4L), (waiting.WaitKey, lu.State.Map.Count));
        Assert.Equal("withdrawal", lu.Do(Allocate(2, 3)).WaitKey);
        Assert.Equal("withdrawal", lu.Do(new FindChunk(Lu, ViosId(2), 2, 5)).WaitKey);
        Assert.NotNull(lu.Answered<ChunkFound>(new FindChunk(Lu, ViosId(2), 2, 6)).Place);
        Assert.Contains(new PushWithdrawal(1), LuDecisions.Resume(LuState.From(lu.State.ToSnapshot())));
        var concluded = lu.Accepted(new ConcludeWithdrawal(Lu, 1));

        Assert.Equal(new Resolution("withdrawn:1", new ScsiInForce(Lu, 1)), Assert.Single(concluded.Resolutions));
        Assert.Equal([new ChunkRun(0, 2, 4)], lu.LastEffect<ReturnAtPool>().Runs);
        Assert.Null(lu.Answered<ChunkFound>(new FindChunk(Lu, ViosId(2), 2, 5)).Place);
        Assert.Equal(lu.LastEffect<ReturnAtPool>(), Assert.Single(LuDecisions.Resume(LuState.From(lu.State.ToSnapshot()))));
        lu.Accepted(new ConcludeReturn(Lu, [new ChunkRun(0, 2, 4)]));
        Assert.Empty(LuDecisions.Resume(lu.State));
        Assert.Equal("withdrawn:1", lu.Do(Unmap(1, 1, new LogicalRun(2, 4))).WaitKey);
        Assert.IsType<ScsiInForce>(lu.Do(Unmap(1, 2, new LogicalRun(2, 4))).Reply);
    }

    [Fact]
    public void Chunks_do_not_go_back_while_others_are_asked_for_nor_are_asked_for_while_some_go_back()
    {
        var lu = Mapped();
        Assert.Null(lu.Do(Allocate(1, 20)).Reply);
        Assert.Equal(8, lu.LastEffect<FetchExtent>().Count);
        lu.Do(Unmap(1, 1, new LogicalRun(0, 2)));
        lu.Accepted(new ConcludeWithdrawal(Lu, 1));
        Assert.Empty(lu.Effects.OfType<ReturnAtPool>());

        lu.Accepted(new AcceptExtent(Lu, 3, [new ChunkRun(0, 50, 1)], null));
        Assert.Single(lu.Effects.OfType<ReturnAtPool>());
        var fetches = lu.Effects.OfType<FetchExtent>().Count();
        lu.Answered<ChunksAllocated>(Allocate(1, 20));
        Assert.Null(lu.Do(Allocate(1, 21)).Reply);
        Assert.Equal(fetches, lu.Effects.OfType<FetchExtent>().Count());
        lu.Accepted(new ConcludeReturn(Lu, [new ChunkRun(0, 0, 2)]));
        Assert.Null(lu.Do(Allocate(1, 21)).Reply);
        Assert.Equal(fetches + 1, lu.Effects.OfType<FetchExtent>().Count());
    }

    [Fact]
    public void Nothing_is_unmapped_by_a_wrong_request_or_of_a_thick_unit()
    {
        var lu = Mapped();
        lu.Refused(Unmap(1, 1), RejectionCode.Invalid);
        lu.Refused(Unmap(1, 1, new LogicalRun(63, 2)), RejectionCode.Invalid);
        lu.Refused(Unmap(1, 1, new LogicalRun(-1, 2)), RejectionCode.Invalid);
        lu.Refused(Unmap(1, 1, new LogicalRun(1, long.MaxValue)), RejectionCode.Invalid);
        lu.Refused(Unmap(1, 1, [.. Enumerable.Repeat(new LogicalRun(1, 1), 257)]), RejectionCode.Invalid);
        lu.Refused(Unmap(1, 1, new LogicalRun(0, 2)) with { Epoch = 7 }, RejectionCode.StaleGrant);
        Assert.Equal(8, lu.State.Map.Count);
        var thick = Shared(thick: true);
        thick.Refused(Unmap(1, 1, new LogicalRun(0, 2)), RejectionCode.Invalid);
    }

    [Fact]
    public void A_map_is_cut_at_any_place()
    {
        var map = ChunkMap.From([new MapRun(0, 0, 100, 10), new MapRun(20, 1, 7, 5)]);

        var (left, cut) = map.Cut(4, 18);

        Assert.Equal([new MapRun(4, 0, 104, 6), new MapRun(20, 1, 7, 2)], cut);
        Assert.Equal([new MapRun(0, 0, 100, 4), new MapRun(22, 1, 9, 3)], left.Runs);
        Assert.Equal(7, left.Count);
        Assert.Same(map, map.Cut(10, 10).Left);
        var (ends, middle) = map.Cut(2, 3);
        Assert.Equal([new MapRun(2, 0, 102, 3)], middle);
        Assert.Equal([new MapRun(0, 0, 100, 2), new MapRun(5, 0, 105, 5), new MapRun(20, 1, 7, 5)], ends.Runs);
    }

    [Fact]
    public void What_is_remembered_is_bounded()
    {
        var lu = Shared();
        for (var request = 1; request <= 2 * LuScsi.RequestCountMax; request++)
        {
            lu.Do(Change(1, request, lu.State.Scsi.State.ParametersVersion, Registered with { Generation = request }));
        }

        Assert.Equal((LuScsi.RequestCountMax, LuScsi.NoticeCountMax), (lu.State.Scsi.Requests.Count, lu.State.Scsi.Notices.Count));
        Assert.Equal(lu.State.Scsi.State.Version, lu.State.Scsi.Notices[^1].Version);
        Assert.Equal(lu.State.Scsi, LuState.From(lu.State.ToSnapshot()).Scsi);
    }

    private static ChangeScsi Change(int vios, long request, long parametersVersion, LuReservations reservations) => new(
        Lu, ViosId(vios), vios, request, parametersVersion, reservations, LuModes.Default,
        new LuNotice(0, [new LuAttention(Nexus, true, 0x2A, 3)], [], false, []));

    private static LockRange Lock(int vios, long request, long lba, long count) => new(Lu, ViosId(vios), vios, request, lba, count);

    private static UnmapChunks Unmap(int vios, long request, params ReadOnlySpan<LogicalRun> runs) =>
        new(Lu, ViosId(vios), vios, request, ValueList.Create(runs));

    private static AllocateChunks Allocate(int vios, long chunk) => new(Lu, ViosId(vios), vios, [chunk]);

    /// <summary>A unit of 64 chunks with a grant of epoch 1 for VIOS 1, and 2 for VIOS 2.</summary>
    private static TheLu Shared(bool thick = false)
    {
        var lu = new TheLu(LuState.Empty, (state, message) => LuDecisions.Decide(state, message, Now), (state, @event) =>
            state.Apply(@event));
        lu.Do(new CreateLu(Lu, PoolA, LuName.Parse("disk"), ByteSize.FromMebibytes(64), thick, Tier.System, LuKind.Disk));
        lu.Accepted(new ConcludeAdmission(Lu, 1 << 20, [], null));
        lu.Answered<LuGranted>(new AcquireGrant(Lu, ViosId(1), 1));
        lu.Answered<LuGranted>(new AcquireGrant(Lu, ViosId(2), 1));
        return lu;
    }

    /// <summary>Chunks 0 to 7 are mapped to 0 to 7 of the first volume, and nothing is left in the reserve or asked for.</summary>
    private static TheLu Mapped()
    {
        var lu = Shared();
        var all = new AllocateChunks(Lu, ViosId(1), 1, [0, 1, 2, 3, 4, 5, 6, 7]);
        lu.Do(all);
        lu.Accepted(new AcceptExtent(Lu, 1, [new ChunkRun(0, 0, 8)], null));
        lu.Answered<ChunksAllocated>(all);
        lu.Accepted(new AcceptExtent(Lu, 2, [], new Rejected(RejectionCode.SpaceExhausted, "It is full.")));
        return lu;
    }
}
