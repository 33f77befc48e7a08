using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Persistence.Tests.Fixtures;
using Akka.Streams.Dsl;

namespace Akka.Persistence.Tests.Query;

/// <summary>Eight systems, each with a writing connection of its own, as eight nodes have it; the readers are on the first one.</summary>
public abstract class ManyWritersSpec : QuerySpec
{
    private const int Writers = 8;
    private const int Events = 40;

    protected override string RefreshInterval => "10 ms";

    protected override string JournalId => "akka.persistence.journal.sql";

    [ContractFact]
    public async Task Live_queries_give_every_event_once_in_order_while_eight_writers_are_at_work()
    {
        var others = Enumerable.Range(1, Writers - 1).Select(i => ActorSystem.Create($"node{i}", Tagging(Store.Config))).ToArray();
        try
        {
            await StartedAsync("warm");
            const int total = Writers * Events;
            var all = SeqAsync(All(live: true).Take(total));
            var tagged = SeqAsync(ByTag("odd", live: true).Take(total / 2));
            await Task.WhenAll(others.Prepend(System).Select((node, number) => Task.Run(() => WriteAsync(node, $"writer{number}"))));

            Check(await all, Enumerable.Range(1, Events));
            Check(await tagged, Enumerable.Range(1, Events).Where(i => i % 2 == 1));
            Check(await SeqAsync(All()), Enumerable.Range(1, Events));
        }
        finally
        {
            await Task.WhenAll(others.Select(node => node.Terminate()));
        }
    }

    private static async Task WriteAsync(ActorSystem node, string id)
    {
        var observer = new Inbound(node);
        var writer = node.ActorOf(Props.Create(() => new Collector(id, observer.Ref)));
        for (var i = 1; i <= Events; i++)
            await writer.Ask<Ack>(new Append(i % 2 == 1 ? $"{i} #odd" : $"{i}"), TimeSpan.FromSeconds(60));
    }

    private static void Check(IReadOnlyList<EventEnvelope> events, IEnumerable<int> numbers)
    {
        var offsets = events.Select(e => ((Sequence)e.Offset).Value).ToArray();
        Assert.Equal(offsets.Order(), offsets);
        Assert.Equal(offsets.Length, offsets.Distinct().Count());
        var expected = numbers.Select(i => (long)i).ToArray();
        var byWriter = events.GroupBy(e => e.PersistenceId).ToArray();
        Assert.Equal(Writers, byWriter.Length);
        Assert.All(byWriter, own => Assert.Equal(expected, own.Select(e => e.SequenceNr)));
    }
}

public sealed class SqliteManyWritersSpec : ManyWritersSpec
{
    protected override Store Store { get; } = new SqliteStore();
}
