using Akka.Remote.Transport;
using Akka.Remote.Wire;

namespace Akka.Remote.Tests.Transport;

/// <summary>The queue before a stream, its wake-up, and the routes to streams.</summary>
public sealed class QueueTests
{
    [Fact]
    public void A_queue_takes_as_many_as_it_has_places()
    {
        var queue = new OutboundQueue(2);

        Assert.True(queue.TryAdd(Message(1)));
        Assert.True(queue.TryAdd(Message(2)));
        Assert.False(queue.TryAdd(Message(3)));
        Assert.True(queue.TryTake(out var first));
        Assert.Equal(1, first.Message);
        Assert.True(queue.TryAdd(Message(4)));
        Assert.Equal(2, queue.Count);
    }

    [Fact]
    public async Task No_wake_up_is_lost()
    {
        const int count = 100_000;
        var queue = new OutboundQueue(int.MaxValue);
        var signal = new WorkSignal();
        var taken = 0;
        var consumer = Task.Run(async () =>
        {
            while (taken < 4 * count)
            {
                while (queue.TryTake(out _))
                    taken++;
                if (taken < 4 * count)
                    await signal.WaitAsync();
            }
        });
        var producers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < count; i++)
            {
                queue.TryAdd(Message(i));
                signal.Set();
            }
        }));

        await Task.WhenAll(producers);
        await consumer.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(4 * count, taken);
    }

    [Theory]
    [InlineData("system/remote-watcher", StreamKind.Control)]
    [InlineData("system/cluster/core/daemon", StreamKind.Control)]
    [InlineData("system/cluster", StreamKind.Control)]
    [InlineData("system/other", StreamKind.Ordinary)]
    [InlineData("user/blocks/7", StreamKind.Large)]
    [InlineData("user/blocks/7/child", StreamKind.Ordinary)]
    [InlineData("user/blocks", StreamKind.Ordinary)]
    [InlineData("", StreamKind.Ordinary)]
    public void A_path_decides_the_stream(string path, object kind)
    {
        var routes = new StreamRoutes(["/system/remote-watcher", "/system/cluster/**"], ["/user/blocks/*"]);

        Assert.Equal(kind, routes.StreamOf(path.Split('/', StringSplitOptions.RemoveEmptyEntries)));
    }

    private static OutboundMessage Message(int number) => new(number, null, null!);
}
