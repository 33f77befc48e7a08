using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Actors.Aggregates;

/// <summary>
/// Where each kind of aggregate is reached: a reference that finds the right entity by the message (<see cref="ViosDbActor"/>, a shard
/// region, a singleton proxy). Read when a message is to be sent, so the references may be made one after the other. Thread-safe.
/// </summary>
public interface IAggregateDirectory
{
    IActorRef Cec { get; }

    IActorRef Vios { get; }

    IActorRef Identities { get; }

    IActorRef Pools { get; }

    IActorRef LogicalUnits { get; }
}

/// <summary>
/// How aggregates tell others what changed. A message may be lost: who needs certainty reads the data. Thread-safe; never blocks.
/// </summary>
public interface IAnnouncer
{
    /// <summary>To every subscriber in the cluster.</summary>
    void Publish(IDomainMessage message);

    /// <summary>To one VIOS.</summary>
    void Tell(VioUuid vios, IDomainMessage message);
}
