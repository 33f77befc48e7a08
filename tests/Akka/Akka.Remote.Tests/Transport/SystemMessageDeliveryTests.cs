using Akka.Remote.Transport;

namespace Akka.Remote.Tests.Transport;

/// <summary>System messages between outbox and inbox, over a link that loses, repeats and reorders.</summary>
public sealed class SystemMessageDeliveryTests
{
    private readonly SteppedTime _time = new();

    [Fact]
    public void What_is_acknowledged_is_forgotten_and_the_rest_is_sent_again()
    {
        var outbox = Filled(5);

        outbox.Acknowledge(3);

        Assert.Equal([4L, 5L], outbox.After(0, 100).Select(entry => entry.Number));
        Assert.Equal([5L], outbox.After(4, 100).Select(entry => entry.Number));
        Assert.Equal([4L], outbox.After(0, 1).Select(entry => entry.Number));
    }

    [Fact]
    public void An_acknowledgement_of_what_was_never_sent_counts_for_nothing()
    {
        var outbox = Filled(2);

        outbox.Acknowledge(long.MaxValue);

        Assert.Equal(2, outbox.After(0, 100).Count);
    }

    [Fact]
    public void Too_many_are_refused()
    {
        var outbox = Filled(10);

        Assert.False(outbox.TryAdd("p", 22, "W", []));
        outbox.Acknowledge(1);
        Assert.True(outbox.TryAdd("p", 22, "W", []));
    }

    [Fact]
    public void Silence_is_counted_from_the_last_progress()
    {
        var outbox = new SystemOutbox(10, _time);
        Assert.Equal(TimeSpan.Zero, outbox.Silence());
        outbox.TryAdd("p", 22, "W", []);
        outbox.TryAdd("p", 22, "W", []);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(5), outbox.Silence());

        outbox.Acknowledge(1);
        Assert.Equal(TimeSpan.Zero, outbox.Silence());
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(2), outbox.Silence());
        outbox.Acknowledge(2);
        Assert.Equal(TimeSpan.Zero, outbox.Silence());
    }

    [Fact]
    public void For_another_incarnation_numbers_begin_again_in_the_same_order()
    {
        var outbox = Filled(5);
        outbox.Acknowledge(2);

        outbox.Renumber();

        Assert.Equal([(1L, "3"), (2L, "4"), (3L, "5")], outbox.After(0, 100).Select(entry => (entry.Number, entry.Manifest)));
    }

    [Fact]
    public void Whatever_a_link_does_each_message_is_delivered_once_and_in_order()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var outbox = new SystemOutbox(1000, _time);
            var inbox = new SystemInbox();
            inbox.Open(1);
            var delivered = new List<int>();
            var added = 0;
            while (delivered.Count < 50)
            {
                if (added < 50 && random.Next(2) == 0)
                    outbox.TryAdd("p", 22, (++added).ToString(System.Globalization.CultureInfo.InvariantCulture), []);
                var acknowledged = 0L;
                foreach (var entry in outbox.After(0, 10).OrderBy(_ => random.Next(4)))
                {
                    if (random.Next(3) > 0)
                    {
                        acknowledged = inbox.Deliver(
                            1, (ulong)entry.Number, entry,
                            one => delivered.Add(int.Parse(one.Manifest, System.Globalization.CultureInfo.InvariantCulture)));
                    }
                }

                if (random.Next(3) > 0)
                    outbox.Acknowledge(acknowledged);
            }

            Assert.Equal(Enumerable.Range(1, 50), delivered);
        }
    }

    [Fact]
    public void An_inbox_forgets_the_earlier_incarnation()
    {
        var inbox = new SystemInbox();
        var delivered = new List<string>();
        inbox.Open(1);
        inbox.Deliver(1, 1, "old", delivered.Add);

        Assert.Equal(0, inbox.Open(2));
        Assert.Equal(0, inbox.Deliver(1, 1, "late", delivered.Add));
        Assert.Equal(1, inbox.Deliver(2, 1, "new", delivered.Add));
        Assert.Equal(1, inbox.Open(2));
        Assert.Equal(["old", "new"], delivered);
    }

    private SystemOutbox Filled(int count)
    {
        var outbox = new SystemOutbox(10, _time);
        for (var i = 1; i <= count; i++)
            Assert.True(outbox.TryAdd("p", 22, i.ToString(System.Globalization.CultureInfo.InvariantCulture), []));
        return outbox;
    }
}
