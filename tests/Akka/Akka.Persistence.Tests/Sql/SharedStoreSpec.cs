using Akka.Actor;
using Akka.Persistence.Tests.Fixtures;

namespace Akka.Persistence.Tests.Sql;

/// <summary>Two actor systems on one database, as two nodes have it.</summary>
public abstract class SharedStoreSpec : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private ActorSystem[] _nodes = [];

    protected abstract Store Store { get; }

    public Task InitializeAsync()
    {
        _nodes = [ActorSystem.Create("one", Store.Config), ActorSystem.Create("two", Store.Config)];
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_nodes.Select(node => node.Terminate()));
        Store.Dispose();
    }

    [ContractFact]
    public async Task Both_nodes_write_at_the_same_time()
    {
        const int actors = 15;
        const int events = 20;
        var observers = _nodes.Select(node => new Inbound(node)).ToArray();
        var writers = Enumerable.Range(0, actors)
            .SelectMany(i => _nodes.Select((node, n) => Start(node, $"node{n}-{i}", observers[n])))
            .ToArray();

        for (var number = 1; number <= events; number++)
        {
            var acks = await Task.WhenAll(writers.Select(writer => writer.Ask<Ack>(new Append("x"), Limit)));
            Assert.All(acks, ack => Assert.Equal(number, ack.SequenceNr));
        }
    }

    [ContractFact]
    public async Task Of_two_nodes_that_write_one_id_at_once_one_wins_and_the_other_stops()
    {
        const int ids = 20;
        var observers = _nodes.Select(node => new Inbound(node)).ToArray();
        var pairs = new List<IActorRef[]>();
        for (var i = 0; i < ids; i++)
        {
            pairs.Add(_nodes.Select((node, n) => Start(node, $"shared-{i}", observers[n])).ToArray());
            await Task.WhenAll(observers.Select(observer => observer.NextAsync<Recovered>()));
        }

        // One inbox takes the answers of both nodes: a win is an Ack, a loss a Failed.
        var outcomes = new Inbound(_nodes[0]);
        foreach (var observer in observers)
            observer.ForwardTo(outcomes);
        foreach (var writer in pairs.SelectMany(pair => pair))
            writer.Tell(new Append("mine"), outcomes.Ref);

        var won = 0;
        for (var i = 0; i < 2 * ids; i++)
        {
            var outcome = await outcomes.NextAsync<object>();
            if (outcome is Ack)
                won++;
            else
                Assert.IsType<Akka.Persistence.Journal.JournalConflictException>(Assert.IsType<Failed>(outcome).Cause);
        }

        Assert.Equal(ids, won);
    }

    private static IActorRef Start(ActorSystem node, string id, Inbound observer) =>
        node.ActorOf(Props.Create(() => new Collector(id, observer.Ref)));
}

public sealed class SqliteSharedStoreSpec : SharedStoreSpec
{
    protected override Store Store { get; } = new SqliteStore();
}
