using Akka.Actor;
using Akka.Configuration;

namespace Akka.Cluster.Tools.PublishSubscribe;

/// <summary>The mediator of a node. One per system; thread-safe.</summary>
public sealed class DistributedPubSub : IExtension
{
    private readonly ExtendedActorSystem _system;
    private readonly DistributedPubSubSettings _settings;
    private readonly Cluster _cluster;

    /// <summary>Made by <see cref="Get"/>.</summary>
    public DistributedPubSub(ExtendedActorSystem system)
    {
        _system = system;
        _settings = DistributedPubSubSettings.Create(system);
        _cluster = Cluster.Get(system);
        Mediator = CreateMediator();
    }

    /// <summary>Whether this node takes no part: it has left, or lacks the role.</summary>
    public bool IsTerminated => _cluster.IsTerminated || (_settings.Role is { } role && !_cluster.SelfRoles.Contains(role));

    /// <summary>The mediator; the dead letters when this node takes no part.</summary>
    public IActorRef Mediator { get; }

    /// <summary>The extension of <paramref name="system"/>.</summary>
    public static DistributedPubSub Get(ActorSystem system) => Provider.Instance.Apply(system);

    /// <summary>The defaults.</summary>
    public static Config DefaultConfig() =>
        ConfigurationFactory.FromResource<DistributedPubSub>("Akka.Cluster.Tools.pubsub.conf");

    private IActorRef CreateMediator()
    {
        if (IsTerminated)
            return _system.DeadLetters;
        var section = _system.Settings.Config.GetConfig("akka.cluster.pub-sub");
        var dispatcher = section.GetString("use-dispatcher", "");
        var props = DistributedPubSubMediator.Props(_settings)
            .WithDispatcher(dispatcher.Length == 0 ? "akka.actor.internal-dispatcher" : dispatcher);
        return _system.SystemActorOf(props, section.GetString("name"));
    }

    private sealed class Provider : ExtensionIdProvider<DistributedPubSub>
    {
        public static readonly Provider Instance = new();

        public override DistributedPubSub CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
