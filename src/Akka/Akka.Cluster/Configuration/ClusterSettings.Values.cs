using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Cluster;

/// <content>The values.</content>
public sealed partial class ClusterSettings
{
    /// <summary>Log more than changes of members.</summary>
    public bool LogInfoVerbose { get; }

    /// <summary>Log changes of members.</summary>
    public bool LogInfo { get; }

    /// <summary>The section of the failure detector.</summary>
    public Config FailureDetectorConfig { get; }

    /// <summary>The class of the failure detector.</summary>
    public string FailureDetectorImplementationClass { get; }

    /// <summary>Between two heartbeats to a member.</summary>
    public TimeSpan HeartbeatInterval { get; }

    /// <summary>When the first answer to a heartbeat is taken for granted.</summary>
    public TimeSpan HeartbeatExpectedResponseAfter { get; }

    /// <summary>How many members send heartbeats to each member.</summary>
    public int MonitoredByNrOfMembers { get; }

    /// <summary>Not empty: the system joins by itself.</summary>
    public ImmutableList<Address> SeedNodes { get; }

    /// <summary>Not used.</summary>
    public TimeSpan SeedNodeTimeout { get; }

    /// <summary>Pause before a join is tried again; <c>null</c>: the join is tried once.</summary>
    public TimeSpan? RetryUnsuccessfulJoinAfter { get; }

    /// <summary>When a system that could not join is terminated; <c>null</c>: never.</summary>
    public TimeSpan? ShutdownAfterUnsuccessfulJoinSeedNodes { get; }

    /// <summary>Before the failure detectors are asked for the first time.</summary>
    public TimeSpan PeriodicTasksInitialDelay { get; }

    /// <summary>Not used.</summary>
    public TimeSpan GossipInterval { get; }

    /// <summary>Not used.</summary>
    public TimeSpan GossipTimeToLive { get; }

    /// <summary>Not used.</summary>
    public TimeSpan LeaderActionsInterval { get; }

    /// <summary>How often the failure detectors are asked.</summary>
    public TimeSpan UnreachableNodesReaperInterval { get; }

    /// <summary>Not used.</summary>
    public TimeSpan? PublishStatsInterval { get; }

    /// <summary>The roles of this member.</summary>
    public ImmutableHashSet<string> Roles { get; }

    /// <summary>The version of the application.</summary>
    public AppVersion AppVersion { get; }

    /// <summary>Not used.</summary>
    public double GossipDifferentViewProbability { get; }

    /// <summary>Not used.</summary>
    public int ReduceGossipDifferentViewProbability { get; }

    /// <summary>The dispatcher of the cluster's actors.</summary>
    public string UseDispatcher { get; }

    /// <summary>Not used.</summary>
    public TimeSpan SchedulerTickDuration { get; }

    /// <summary>Not used.</summary>
    public int SchedulerTicksPerWheel { get; }

    /// <summary>How many members must have joined before any goes up.</summary>
    public int MinNrOfMembers { get; }

    /// <summary>The same for members with a role.</summary>
    public ImmutableDictionary<string, int> MinNrOfMembersOfRole { get; }

    /// <summary>Log every heartbeat.</summary>
    public bool VerboseHeartbeatLogging { get; }

    /// <summary>Not used.</summary>
    public bool VerboseGossipReceivedLogging { get; }

    /// <summary>The class of the downing provider, which is made and never asked.</summary>
    public Type DowningProviderType { get; }

    /// <summary>Whether a system that was shut out ends.</summary>
    public bool RunCoordinatedShutdownWhenDown { get; }

    /// <summary>Not used.</summary>
    public bool AllowWeaklyUpMembers => WeaklyUpAfter > TimeSpan.Zero;

    /// <summary>Not used.</summary>
    public TimeSpan WeaklyUpAfter { get; }

    /// <summary>Not used.</summary>
    public bool UseLegacyHeartbeatMessage { get; }
}
