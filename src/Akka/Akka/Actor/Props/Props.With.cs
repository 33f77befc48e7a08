using Akka.Routing;

namespace Akka.Actor;

/// <content>Changed copies, and making the instance.</content>
public partial class Props : IEquatable<Props>
{
    /// <summary>With the mailbox configured at <paramref name="mailbox"/>.</summary>
    public Props WithMailbox(string mailbox) => WithDeployment(Deploy.WithMailbox(mailbox));

    /// <summary>With the dispatcher configured at <paramref name="dispatcher"/>.</summary>
    public Props WithDispatcher(string dispatcher) => WithDeployment(Deploy.WithDispatcher(dispatcher));

    /// <summary>With a router.</summary>
    public Props WithRouter(RouterConfig routerConfig) => WithDeployment(Deploy.WithRouterConfig(routerConfig));

    /// <summary>With a stash of at most <paramref name="stashCapacity"/> messages.</summary>
    public Props WithStashCapacity(int stashCapacity) => WithDeployment(Deploy.WithStashCapacity(stashCapacity));

    /// <summary>With a deployment; what it leaves open is kept.</summary>
    public Props WithDeploy(Deploy deploy) => WithDeployment(deploy.WithFallback(Deploy));

    /// <summary>With a strategy for the children, in place of that of the class.</summary>
    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy)
    {
        var copy = Copy();
        copy.SupervisorStrategy = supervisorStrategy;
        return copy;
    }

    /// <summary>Makes an instance. Called by the engine, in the context of the new actor.</summary>
    public virtual ActorBase NewActor() => _producer.Produce();

    /// <inheritdoc />
    public bool Equals(Props? other) => ReferenceEquals(this, other)
        || (other is not null && Type == other.Type && Deploy.Equals(other.Deploy) && Arguments.SequenceEqual(other.Arguments));

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Props);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Type, Arguments.Length);

    /// <summary>A copy.</summary>
    protected virtual Props Copy() => new(this);

    private Props WithDeployment(Deploy deploy)
    {
        var copy = Copy();
        copy.Deploy = deploy;
        return copy;
    }
}
