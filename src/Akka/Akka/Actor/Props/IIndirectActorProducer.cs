namespace Akka.Actor;

/// <summary>Makes actor instances in a way of its own, by a container for instance.</summary>
public interface IIndirectActorProducer
{
    /// <summary>The type of the actors, as far as it is known.</summary>
    Type ActorType { get; }

    /// <summary>Makes a new instance, each time.</summary>
    ActorBase Produce();

    /// <summary>An instance is of no more use.</summary>
    void Release(ActorBase actor);
}
