using Akka.Actor;
using Akka.Cluster.Sharding.Tests.Fixtures;

namespace Akka.Cluster.Sharding.Tests.Coordinator;

/// <summary>What events of a coordinator add up to.</summary>
public sealed class CoordinatorStateTests
{
    private static readonly IActorRef A = Ref.Of("a");
    private static readonly IActorRef B = Ref.Of("b");

    [Fact]
    public void Shards_come_to_regions_and_go()
    {
        var state = After(
            new ShardRegionRegistered(A), new ShardRegionRegistered(B), new ShardHomeAllocated("1", A), new ShardHomeAllocated("2", A),
            new ShardHomeAllocated("3", B), new ShardHomeDeallocated("2"));

        Assert.Equal(["1"], state.Regions[A]);
        Assert.Equal(["3"], state.Regions[B]);
        Assert.Equal(A, state.Shards["1"]);
        Assert.Equal(["2"], state.Unallocated);
        Assert.Empty(state.Apply(new ShardHomeAllocated("2", B)).Unallocated);
    }

    [Fact]
    public void The_shards_of_a_region_that_ended_have_no_home()
    {
        var state = After(
            new ShardRegionRegistered(A), new ShardHomeAllocated("1", A), new ShardHomeAllocated("2", A), new ShardRegionTerminated(A));

        Assert.Empty(state.Regions);
        Assert.Empty(state.Shards);
        Assert.Equal(["1", "2"], state.Unallocated.Order());
    }

    [Fact]
    public void Events_that_cannot_follow_break_the_recovery()
    {
        var state = After(new ShardRegionRegistered(A), new ShardRegionRegistered(B), new ShardHomeAllocated("1", A));

        Assert.Throws<InvalidOperationException>(() => state.Apply(new ShardHomeAllocated("1", B)));
        Assert.Throws<InvalidOperationException>(() => state.Apply(new ShardHomeAllocated("2", Ref.Of("c"))));
        Assert.Throws<InvalidOperationException>(() => state.Apply(new ShardHomeDeallocated("2")));
        Assert.Throws<InvalidOperationException>(() => state.Apply(new ShardRegionTerminated(Ref.Of("c"))));
    }

    [Fact]
    public void A_move_stops_the_shard_when_all_have_confirmed_and_once()
    {
        var move = new ShardMove(1, "1", A, [A, B]);

        Assert.False(move.Confirm(A));
        Assert.False(move.Confirm(A));
        Assert.True(move.Confirm(B));
        Assert.False(move.Confirm(B));
        Assert.True(move.IsStopping);
    }

    private static CoordinatorState After(params ICoordinatorEvent[] events) =>
        events.Aggregate(CoordinatorState.Empty, (state, change) => state.Apply(change));
}
