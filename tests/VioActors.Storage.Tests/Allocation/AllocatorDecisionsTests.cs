using System.Collections.Immutable;
using VioActors.Storage.Allocation;
using VioActors.Storage.Values;

namespace VioActors.Storage.Tests.Allocation;

public sealed class AllocatorDecisionsTests
{
    [Fact]
    public void Equal_volumes_are_striped()
    {
        var state = Pool(100, 100, 100);
        var addresses = Allocated(AllocatorDecisions.Allocate(state, 7, AllocationPurpose.Client));
        Assert.Equal([0, 1, 2, 0, 1, 2, 0], addresses.Select(address => address.PvIndex));
        Assert.Equal([0L, 0, 0, 1, 1, 1, 2], addresses.Select(address => address.ChunkIndex));
    }

    [Fact]
    public void Unequal_volumes_fill_up_together()
    {
        var state = Pool(100, 300);
        var addresses = Allocated(AllocatorDecisions.Allocate(state, 200, AllocationPurpose.Client));
        Assert.Equal(50, addresses.Count(address => address.PvIndex == 0));
        Assert.Equal(150, addresses.Count(address => address.PvIndex == 1));
    }

    [Fact]
    [Trait("Req", "STO-9")]
    public void The_reserve_is_for_internal_use_and_exhaustion_takes_nothing()
    {
        var state = Do(Pool(10), state => AllocatorDecisions.SetReserve(state, 3));
        Assert.Equal(7, state.Capacity.Available);
        Assert.Equal(new AllocatorReply.SpaceExhausted(7), AllocatorDecisions.Allocate(state, 8, AllocationPurpose.Client));
        state = Do(state, now => AllocatorDecisions.Allocate(now, 7, AllocationPurpose.Client));
        Assert.Equal(new AllocatorReply.SpaceExhausted(0), AllocatorDecisions.Allocate(state, 1, AllocationPurpose.Client));
        Assert.Equal(3, Allocated(AllocatorDecisions.Allocate(state, 3, AllocationPurpose.Internal)).Count);
        Assert.Equal(new AllocatorReply.SpaceExhausted(3), AllocatorDecisions.Allocate(state, 4, AllocationPurpose.Internal));
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public void A_freed_chunk_is_not_given_again_before_its_zeros_are_confirmed()
    {
        var state = Do(Pool(2), now => AllocatorDecisions.Allocate(now, 2, AllocationPurpose.Client));
        state = Do(state, now => AllocatorDecisions.Free(now, [new ChunkExtent(0, 0, 1)]));
        Assert.Equal(new PoolCapacity(2, 1, 0, 1, 0, 0), state.Capacity);
        Assert.IsType<AllocatorReply.SpaceExhausted>(AllocatorDecisions.Allocate(state, 1, AllocationPurpose.Internal));
        state = Do(state, now => AllocatorDecisions.ConfirmZeroed(now, [new ChunkExtent(0, 0, 1)]));
        Assert.Equal(new ChunkAddress(0, 0), Allocated(AllocatorDecisions.Allocate(state, 1, AllocationPurpose.Client)).Single());
    }

    [Fact]
    public void Repeats_are_harmless_and_nonsense_is_refused()
    {
        ImmutableArray<ChunkExtent> first = [new(0, 0, 2)];
        var state = Do(Pool(10), now => AllocatorDecisions.Allocate(now, 4, AllocationPurpose.Client));
        Assert.IsType<AllocatorReply.Rejected>(AllocatorDecisions.ConfirmZeroed(state, first));
        Assert.IsType<AllocatorReply.Rejected>(AllocatorDecisions.Free(state, [new ChunkExtent(0, 3, 2)]));
        Assert.IsType<AllocatorReply.Rejected>(AllocatorDecisions.Free(state, [new ChunkExtent(1, 0, 1)]));
        Assert.IsType<AllocatorReply.Rejected>(AllocatorDecisions.Free(state, [new ChunkExtent(0, 0, 2), new ChunkExtent(0, 1, 1)]));
        Assert.IsType<AllocatorReply.Rejected>(AllocatorDecisions.Free(state, [new ChunkExtent(0, -1, 1)]));
        Assert.IsType<AllocatorReply.NoOp>(AllocatorDecisions.Free(state, []));
        state = Do(state, now => AllocatorDecisions.Free(now, first));
        Assert.IsType<AllocatorReply.NoOp>(AllocatorDecisions.Free(state, first));
        Assert.IsType<AllocatorReply.Rejected>(AllocatorDecisions.Free(state, [new ChunkExtent(0, 0, 1), new ChunkExtent(0, 2, 1)]));
        state = Do(state, now => AllocatorDecisions.ConfirmZeroed(now, first));
        Assert.IsType<AllocatorReply.NoOp>(AllocatorDecisions.ConfirmZeroed(state, first));
        Assert.IsType<AllocatorReply.NoOp>(AllocatorDecisions.Free(state, first));
    }

    [Fact]
    [Trait("Req", "STO-10")]
    public void A_volume_is_drained_emptied_and_removed()
    {
        var state = Do(Pool(4, 4), now => AllocatorDecisions.Allocate(now, 2, AllocationPurpose.Client));
        Assert.IsType<AllocatorReply.Rejected>(AllocatorDecisions.RemoveVolume(state, 0));
        state = Do(state, now => AllocatorDecisions.DrainVolume(now, 0));
        Assert.IsType<AllocatorReply.NoOp>(AllocatorDecisions.DrainVolume(state, 0));
        Assert.All(Allocated(AllocatorDecisions.Allocate(state, 3, AllocationPurpose.Client)), address => Assert.Equal(1, address.PvIndex));
        Assert.Contains("1 chunks", Assert.IsType<AllocatorReply.Rejected>(AllocatorDecisions.RemoveVolume(state, 0)).Reason);
        state = Do(state, now => AllocatorDecisions.Free(now, [new ChunkExtent(0, 0, 1)]));
        state = Do(state, now => AllocatorDecisions.RemoveVolume(now, 0));
        Assert.Equal([1], state.Volumes.Keys);
        Assert.IsType<AllocatorReply.Rejected>(AllocatorDecisions.DrainVolume(state, 0));
    }

    [Fact]
    public void Draining_can_be_called_off()
    {
        var state = Do(Pool(4), now => AllocatorDecisions.DrainVolume(now, 0));
        Assert.Equal(0, state.Capacity.Free);
        state = Do(state, now => AllocatorDecisions.ReactivateVolume(now, 0));
        Assert.IsType<AllocatorReply.NoOp>(AllocatorDecisions.ReactivateVolume(state, 0));
        Assert.Equal(4, state.Capacity.Free);
    }

    [Fact]
    public void A_volume_is_added_once()
    {
        var state = Pool(4);
        Assert.IsType<AllocatorReply.NoOp>(AllocatorDecisions.AddVolume(state, 0, 4));
        Assert.IsType<AllocatorReply.Rejected>(AllocatorDecisions.AddVolume(state, 0, 5));
        Assert.IsType<AllocatorReply.Rejected>(AllocatorDecisions.AddVolume(state, -1, 5));
        Assert.IsType<AllocatorReply.Rejected>(AllocatorDecisions.AddVolume(state, 1, 0));
    }

    [Fact]
    public void Over_commitment_is_visible()
    {
        var state = Do(Pool(10), now => AllocatorDecisions.SetProvisioned(now, 25));
        state = Do(state, now => AllocatorDecisions.Allocate(now, 5, AllocationPurpose.Client));
        Assert.Equal(2.5, state.Capacity.OvercommitRatio);
        Assert.Equal(0.5, state.Capacity.UsedRatio);
        Assert.IsType<AllocatorReply.Rejected>(AllocatorDecisions.SetProvisioned(state, -1));
        Assert.IsType<AllocatorReply.Rejected>(AllocatorDecisions.SetReserve(state, -1));
        Assert.IsType<AllocatorReply.NoOp>(AllocatorDecisions.SetProvisioned(state, 25));
    }

    [Fact]
    public void An_event_that_does_not_fit_is_a_broken_invariant()
    {
        var state = Pool(4);
        Assert.Throws<InvalidOperationException>(() => state.Apply(new AllocatorEvent.ChunksFreed([new ChunkExtent(0, 0, 1)])));
        Assert.Throws<InvalidOperationException>(() => state.Apply(new AllocatorEvent.ChunksZeroed([new ChunkExtent(0, 0, 1)])));
        Assert.Throws<InvalidOperationException>(() => state.Apply(new AllocatorEvent.ChunksAllocated([new ChunkExtent(0, 3, 2)])));
        Assert.Throws<InvalidOperationException>(() => state.Apply(new AllocatorEvent.ChunksAllocated([new ChunkExtent(7, 0, 1)])));
        var twice = new AllocatorEvent.ChunksAllocated([new ChunkExtent(0, 0, 1)]);
        Assert.Throws<InvalidOperationException>(() => state.Apply(twice).Apply(twice));
    }

    private static AllocatorState Pool(params long[] chunkCounts)
    {
        var state = AllocatorState.Empty;
        for (var i = 0; i < chunkCounts.Length; i++)
            state = Do(state, now => AllocatorDecisions.AddVolume(now, i, chunkCounts[i]));
        return state;
    }

    private static AllocatorState Do(AllocatorState state, Func<AllocatorState, AllocatorReply> decide) =>
        state.Apply(Assert.IsType<AllocatorReply.Ok>(decide(state)).Event);

    private static List<ChunkAddress> Allocated(AllocatorReply reply) =>
        Assert.IsType<AllocatorEvent.ChunksAllocated>(Assert.IsType<AllocatorReply.Ok>(reply).Event)
            .Extents.SelectMany(extent => extent.Addresses()).ToList();
}
