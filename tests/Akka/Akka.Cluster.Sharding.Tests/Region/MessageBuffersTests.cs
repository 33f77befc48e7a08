using Akka.Actor;

namespace Akka.Cluster.Sharding.Tests.Region;

/// <summary>Messages that wait.</summary>
public sealed class MessageBuffersTests
{
    [Fact]
    public void Messages_come_out_in_order_and_by_key()
    {
        var buffers = new MessageBuffers(100);
        for (var i = 0; i < 10; i++)
            Assert.True(buffers.TryAdd(i % 2 == 0 ? "even" : "odd", i, ActorRefs.Nobody));

        Assert.Equal([0, 2, 4, 6, 8], buffers.Take("even").Select(kept => (int)kept.Message));
        Assert.False(buffers.Has("even"));
        Assert.True(buffers.Has("odd"));
        Assert.Equal(5, buffers.Count);
        Assert.Empty(buffers.Take("even"));
    }

    [Fact]
    public void The_bound_is_over_all_keys()
    {
        var buffers = new MessageBuffers(3);
        Assert.True(buffers.TryAdd("a", 1, ActorRefs.Nobody));
        Assert.True(buffers.TryAdd("b", 2, ActorRefs.Nobody));
        Assert.True(buffers.TryAdd("a", 3, ActorRefs.Nobody));
        Assert.False(buffers.TryAdd("c", 4, ActorRefs.Nobody));
        Assert.False(buffers.Has("c"));

        buffers.Take("a");

        Assert.True(buffers.TryAdd("c", 5, ActorRefs.Nobody));
    }
}
