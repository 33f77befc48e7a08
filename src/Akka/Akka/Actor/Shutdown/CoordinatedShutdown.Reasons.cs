namespace Akka.Actor;

/// <content>Phases and reasons.</content>
public sealed partial class CoordinatedShutdown
{
    /// <summary>First: the application's tasks before connections are refused.</summary>
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";

    /// <summary>Refuse new connections.</summary>
    public const string PhaseServiceUnbind = "service-unbind";

    /// <summary>Let requests in progress end.</summary>
    public const string PhaseServiceRequestsDone = "service-requests-done";

    /// <summary>Close connections.</summary>
    public const string PhaseServiceStop = "service-stop";

    /// <summary>Before the cluster parts stop.</summary>
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";

    /// <summary>Hand shards over.</summary>
    public const string PhaseClusterShardingShutdownRegion = "cluster-sharding-shutdown-region";

    /// <summary>Leave the cluster.</summary>
    public const string PhaseClusterLeave = "cluster-leave";

    /// <summary>Hand singletons over.</summary>
    public const string PhaseClusterExiting = "cluster-exiting";

    /// <summary>Wait for the others to know.</summary>
    public const string PhaseClusterExitingDone = "cluster-exiting-done";

    /// <summary>Stop the cluster parts.</summary>
    public const string PhaseClusterShutdown = "cluster-shutdown";

    /// <summary>The application's last tasks.</summary>
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";

    /// <summary>Last: stop the actors.</summary>
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    /// <summary>Why a system is shut down.</summary>
    public class Reason
    {
        /// <summary>A reason.</summary>
        protected Reason()
        {
        }

        /// <inheritdoc />
        public override string ToString() => GetType().Name;
    }

    /// <summary>Not said.</summary>
    public class UnknownReason : Reason
    {
        /// <summary>The only value.</summary>
        public static readonly Reason Instance = new UnknownReason();
    }

    /// <summary><see cref="ActorSystem.Terminate"/> was called.</summary>
    public class ActorSystemTerminateReason : Reason
    {
        /// <summary>The only value.</summary>
        public static readonly Reason Instance = new ActorSystemTerminateReason();
    }

    /// <summary>The process ends.</summary>
    public class ClrExitReason : Reason
    {
        /// <summary>The only value.</summary>
        public static readonly Reason Instance = new ClrExitReason();
    }

    /// <summary>The node was downed.</summary>
    public class ClusterDowningReason : Reason
    {
        /// <summary>The only value.</summary>
        public static readonly Reason Instance = new ClusterDowningReason();
    }

    /// <summary>The node leaves.</summary>
    public class ClusterLeavingReason : Reason
    {
        /// <summary>The only value.</summary>
        public static readonly Reason Instance = new ClusterLeavingReason();
    }

    /// <summary>The node could not join.</summary>
    public class ClusterJoinUnsuccessfulReason : Reason
    {
        /// <summary>The only value.</summary>
        public static readonly Reason Instance = new ClusterJoinUnsuccessfulReason();
    }
}
