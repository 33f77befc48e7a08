using Akka.Actor;
using Akka.Cluster.Tools.Tests.Fixtures;

namespace Akka.Cluster.Sharding.Tests.Fixtures;

/// <summary>Asks a counter where it runs; answered by the name of the node.</summary>
public sealed record Where : IClusterShardingTestMessage;

/// <summary>A numbered message; answered by <see cref="Seen"/>.</summary>
public sealed record Count(int Number) : IClusterShardingTestMessage;

/// <summary>A counter has got a message.</summary>
public sealed record Seen(string Entity, int Number) : IClusterShardingTestMessage;

/// <summary>Asks a counter to passivate itself.</summary>
public sealed record Rest : IClusterShardingTestMessage;

/// <summary>Makes a counter stop without a word.</summary>
public sealed record Vanish : IClusterShardingTestMessage;

/// <summary>An entity that notes when it lives and what it gets.</summary>
public sealed class Counter : ReceiveActor
{
    private readonly Journey _journey;
    private readonly string _node;
    private readonly string _id;

    public Counter(Journey journey, string node, string id)
    {
        _journey = journey;
        _node = node;
        _id = id;
        Receive<Where>(_ => Sender.Tell(_node));
        Receive<Count>(count =>
        {
            _journey.Got(_id, count.Number);
            Sender.Tell(new Seen(_id, count.Number));
        });
        Receive<Rest>(_ => Context.Parent.Tell(new Passivate(PoisonPill.Instance)));
        Receive<Vanish>(_ => Context.Stop(Self));
    }

    protected override void PreStart() => _journey.Lifetimes.Begin(_id, _node);

    protected override void PostStop() => _journey.Lifetimes.End(_id, _node);
}

/// <summary>What all counters of a test, on all nodes, have noted.</summary>
public sealed class Journey
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<int>> _got = [];

    public Lifetimes Lifetimes { get; } = new();

    public void Got(string entity, int number)
    {
        lock (_lock)
        {
            if (!_got.TryGetValue(entity, out var numbers))
                _got[entity] = numbers = [];
            numbers.Add(number);
        }
    }

    public IReadOnlyList<int> Of(string entity)
    {
        lock (_lock)
            return _got.TryGetValue(entity, out var numbers) ? [.. numbers] : [];
    }
}
