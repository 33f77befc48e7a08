using System.Globalization;
using Akka.Actor;
using Akka.Event;

namespace Akka.Routing;

/// <summary>
/// Messages with the same key go to the same routee. A message without a key is a dead letter, with a warning. Thread-safe.
/// </summary>
public sealed class ConsistentHashingRoutingLogic : RoutingLogic
{
    /// <summary>Places of a routee on the ring when nothing is said.</summary>
    internal const int DefaultVirtualNodesFactor = 10;

    private readonly ActorSystem _system;
    private readonly ILoggingAdapter _log;
    private readonly int _virtualNodesFactor;
    private readonly ConsistentHashMapping? _hashMapping;
    private volatile Ring? _ring;

    /// <summary>Keys by <see cref="IConsistentHashable"/>.</summary>
    public ConsistentHashingRoutingLogic(ActorSystem system)
        : this(system, 0, null)
    {
    }

    /// <summary>Keys by <paramref name="hashMapping"/>, else by <see cref="IConsistentHashable"/>.</summary>
    public ConsistentHashingRoutingLogic(ActorSystem system, int virtualNodesFactor, ConsistentHashMapping? hashMapping)
    {
        _system = system;
        _log = Logging.GetLogger(system, this);
        _virtualNodesFactor = virtualNodesFactor > 0
            ? virtualNodesFactor
            : system.Settings.Config.GetInt("akka.actor.deployment.default.virtual-nodes-factor", DefaultVirtualNodesFactor);
        _hashMapping = hashMapping;
    }

    /// <inheritdoc />
    public override Routee Select(object message, Routee[] routees)
    {
        if (message is null || routees.Length == 0)
            return Routee.NoRoutee;
        var key = _hashMapping?.Invoke(message) ?? (message as IConsistentHashable)?.ConsistentHashKey;
        if (key is not null)
            return NodeFor(key, RingOf(routees));
        _log.Warning(
            "Message [{0}] has no key: let it implement IConsistentHashable, or give the router a hash mapping", message.GetType());
        return Routee.NoRoutee;
    }

    private Routee NodeFor(object key, ConsistentHash<Node> ring) => key switch
    {
        byte[] bytes => ring.NodeFor(bytes).Routee,
        string text => ring.NodeFor(text).Routee,
        IFormattable formattable => ring.NodeFor(formattable.ToString(null, CultureInfo.InvariantCulture)).Routee,
        _ => ring.NodeFor(_system.Serialization.Serialize(key)).Routee,
    };

    /// <summary>The ring of these routees; it is made again when they change.</summary>
    private ConsistentHash<Node> RingOf(Routee[] routees)
    {
        var ring = _ring;
        if (ring is not null && ReferenceEquals(ring.Routees, routees))
            return ring.Hash;
        ring = new Ring(routees, ConsistentHash.Create(routees.Select(routee => new Node(routee, NameOf(routee))), _virtualNodesFactor));
        _ring = ring;
        return ring.Hash;
    }

    private static string NameOf(Routee routee) => routee switch
    {
        ActorRefRoutee actor => actor.Actor.Path.ToString(),
        ActorSelectionRoutee selection => selection.Selection.Anchor.Path + selection.Selection.PathString,
        _ => routee.ToString()!,
    };

    private sealed record Ring(Routee[] Routees, ConsistentHash<Node> Hash);

    private sealed record Node(Routee Routee, string Name)
    {
        public override string ToString() => Name;
    }
}
