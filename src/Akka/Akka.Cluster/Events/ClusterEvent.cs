using Akka.Event;

namespace Akka.Cluster;

/// <summary>What <see cref="Cluster.Subscribe(Akka.Actor.IActorRef, System.Type[])"/> sends.</summary>
public partial class ClusterEvent
{
    /// <summary>Begin with one <see cref="CurrentClusterState"/>.</summary>
    public static readonly SubscriptionInitialStateMode InitialStateAsSnapshot = SubscriptionInitialStateMode.InitialStateAsSnapshot;

    /// <summary>Begin with the events that would have led to the present state.</summary>
    public static readonly SubscriptionInitialStateMode InitialStateAsEvents = SubscriptionInitialStateMode.InitialStateAsEvents;

    /// <summary>How a subscription begins.</summary>
    public enum SubscriptionInitialStateMode
    {
        /// <summary>With one <see cref="CurrentClusterState"/>.</summary>
        InitialStateAsSnapshot,

        /// <summary>With the events that would have led to the present state.</summary>
        InitialStateAsEvents,
    }

    /// <summary>Any event of the cluster.</summary>
    public interface IClusterDomainEvent : IDeadLetterSuppression
    {
    }

    /// <summary>A change of a member.</summary>
    public interface IMemberEvent : IClusterDomainEvent
    {
        /// <summary>The member as it is now.</summary>
        Member Member { get; }
    }

    /// <summary>A change of whether a member can be reached.</summary>
    public interface IReachabilityEvent : IClusterDomainEvent
    {
    }
}
