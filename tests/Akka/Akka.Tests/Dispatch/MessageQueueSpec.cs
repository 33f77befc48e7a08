using Akka.Actor;
using Akka.Dispatch.MessageQueues;

namespace Akka.Tests.Dispatch;

public sealed class MessageQueueSpec
{
    public static TheoryData<string> Kinds => ["unbounded", "deque", "control", "priority"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Messages_come_out_in_the_order_they_went_in(string kind)
    {
        var queue = Make(kind);
        Assert.False(queue.HasMessages);
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 5000; i++)
                queue.Enqueue(ActorRefs.Nobody, new Envelope(i, ActorRefs.Nobody));
            Assert.Equal(5000, queue.Count);
            Assert.True(queue.HasMessages);
            for (var i = 0; i < 5000; i++)
            {
                Assert.True(queue.TryDequeue(out var envelope));
                Assert.Equal(i, envelope.Message);
            }

            Assert.False(queue.TryDequeue(out _));
            Assert.False(queue.HasMessages);
            Assert.Equal(0, queue.Count);
        }
    }

    [Fact]
    public async Task No_message_is_lost_or_reordered_with_many_producers()
    {
        const int producers = 6, each = 50_000;
        var queue = new UnboundedMessageQueue();
        var next = new int[producers];
        var consumer = Task.Run(() =>
        {
            for (var taken = 0; taken < producers * each;)
            {
                if (!queue.TryDequeue(out var envelope))
                    continue;
                var (producer, number) = ((int, int))envelope.Message;
                if (next[producer]++ != number)
                    return false;
                taken++;
            }

            return !queue.HasMessages;
        });
        await Task.WhenAll(Enumerable.Range(0, producers).Select(producer => Task.Run(() =>
        {
            for (var i = 0; i < each; i++)
                queue.Enqueue(ActorRefs.Nobody, new Envelope((producer, i), ActorRefs.Nobody));
        })));
        Assert.True(await consumer.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void What_is_put_in_front_comes_first_last_one_before_the_others()
    {
        var queue = new UnboundedDequeMessageQueue();
        queue.Enqueue(ActorRefs.Nobody, new Envelope("c", ActorRefs.Nobody));
        queue.EnqueueFirst(new Envelope("b", ActorRefs.Nobody));
        queue.EnqueueFirst(new Envelope("a", ActorRefs.Nobody));
        Assert.Equal(3, queue.Count);
        Assert.Equal(["a", "b", "c"], Drain(queue));
    }

    [Fact]
    public void Priorities_are_served_lowest_first_and_stable()
    {
        var queue = new UnboundedPriorityMessageQueue(message => ((string)message)[0] - 'a', 11);
        foreach (var message in new[] { "b1", "a1", "c1", "b2", "a2" })
            queue.Enqueue(ActorRefs.Nobody, new Envelope(message, ActorRefs.Nobody));
        Assert.Equal(["a1", "a2", "b1", "b2", "c1"], Drain(queue));
    }

    [Fact]
    public void Control_messages_overtake()
    {
        var queue = new UnboundedControlAwareMessageQueue();
        queue.Enqueue(ActorRefs.Nobody, new Envelope("x", ActorRefs.Nobody));
        var control = new Control();
        queue.Enqueue(ActorRefs.Nobody, new Envelope(control, ActorRefs.Nobody));
        Assert.Equal([control, "x"], Drain(queue));
    }

    private static IMessageQueue Make(string kind) => kind switch
    {
        "unbounded" => new UnboundedMessageQueue(),
        "deque" => new UnboundedDequeMessageQueue(),
        "control" => new UnboundedControlAwareMessageQueue(),
        _ => new UnboundedPriorityMessageQueue(_ => 0, 11),
    };

    private static List<object> Drain(IMessageQueue queue)
    {
        var all = new List<object>();
        while (queue.TryDequeue(out var envelope))
            all.Add(envelope.Message);
        return all;
    }

    private sealed class Control : Akka.Dispatch.IControlMessage;
}
