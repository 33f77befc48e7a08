using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Cluster;

/// <summary>
/// The section <c>akka.cluster</c>, read once. Immutable and thread-safe. Keys that gossip would need are read and have no effect.
/// </summary>
public sealed partial class ClusterSettings
{
    /// <summary>
    /// The settings of the system <paramref name="systemName"/>. Throws <see cref="ConfigurationException"/> naming the key that is
    /// wrong.
    /// </summary>
    public ClusterSettings(Config config, string systemName)
    {
        var cluster = config.GetConfig("akka.cluster") ?? throw new ConfigurationException(
            $"Cannot start the cluster part of [{systemName}]: the configuration has no [akka.cluster].");
        LogInfoVerbose = cluster.GetBoolean("log-info-verbose");
        LogInfo = LogInfoVerbose || cluster.GetBoolean("log-info");
        SeedNodes = [.. cluster.GetStringList("seed-nodes").Select(text => SeedNode(text, systemName))];
        SeedNodeTimeout = cluster.GetTimeSpan("seed-node-timeout");
        RetryUnsuccessfulJoinAfter = OrOff(cluster, "retry-unsuccessful-join-after");
        ShutdownAfterUnsuccessfulJoinSeedNodes = OrOff(cluster, "shutdown-after-unsuccessful-join-seed-nodes");
        PeriodicTasksInitialDelay = cluster.GetTimeSpan("periodic-tasks-initial-delay");
        UnreachableNodesReaperInterval = Positive(cluster, "unreachable-nodes-reaper-interval");
        UseDispatcher = cluster.GetString("use-dispatcher", "");
        RunCoordinatedShutdownWhenDown = cluster.GetBoolean("run-coordinated-shutdown-when-down");
        DowningProviderType = Downing(cluster);
        Roles = [.. cluster.GetStringList("roles").Select(Role)];
        AppVersion = AppVersion.Create(cluster.GetString("app-version", "0.0.0"));
        MinNrOfMembers = AtLeastOne(cluster, "min-nr-of-members");
        MinNrOfMembersOfRole = RoleMinima(cluster);

        FailureDetectorConfig = cluster.GetConfig("failure-detector");
        FailureDetectorImplementationClass = FailureDetectorConfig.GetString("implementation-class");
        HeartbeatInterval = Positive(FailureDetectorConfig, "heartbeat-interval");
        HeartbeatExpectedResponseAfter = Positive(FailureDetectorConfig, "expected-response-after");
        MonitoredByNrOfMembers = AtLeastOne(FailureDetectorConfig, "monitored-by-nr-of-members");

        GossipInterval = cluster.GetTimeSpan("gossip-interval");
        GossipTimeToLive = cluster.GetTimeSpan("gossip-time-to-live");
        GossipDifferentViewProbability = cluster.GetDouble("gossip-different-view-probability");
        ReduceGossipDifferentViewProbability = cluster.GetInt("reduce-gossip-different-view-probability");
        LeaderActionsInterval = cluster.GetTimeSpan("leader-actions-interval");
        PublishStatsInterval = OrOff(cluster, "publish-stats-interval");
        WeaklyUpAfter = OrOff(cluster, "allow-weakly-up-members") ?? TimeSpan.Zero;
        SchedulerTickDuration = cluster.GetTimeSpan("scheduler.tick-duration");
        SchedulerTicksPerWheel = cluster.GetInt("scheduler.ticks-per-wheel");
        VerboseHeartbeatLogging = cluster.GetBoolean("debug.verbose-heartbeat-logging");
        VerboseGossipReceivedLogging = cluster.GetBoolean("debug.verbose-receive-gossip-logging");
        UseLegacyHeartbeatMessage = cluster.GetBoolean("use-legacy-heartbeat-message");
        Membership = new MembershipSettings(cluster.GetConfig("membership"), systemName);
    }

    /// <summary>Own: where the members are written down, and the leases.</summary>
    internal MembershipSettings Membership { get; }

    private static Address SeedNode(string text, string systemName)
    {
        if (!Address.TryParse(text, out var address) || !address.HasGlobalScope)
            throw new ConfigurationException($"Cannot read akka.cluster.seed-nodes: [{text}] is not protocol://system@host:port.");
        return address.System == systemName
            ? address
            : throw new ConfigurationException(
                $"Cannot use the seed node [{text}]: it has another name than this system, [{systemName}]. Members have one name.");
    }

    private static string Role(string role) =>
        role.Length is > 0 and <= MembershipSettings.RoleLengthMax && !role.Contains(',') && !role.Any(char.IsControl)
            ? role
            : throw new ConfigurationException(
                $"Cannot use the role [{role}] in akka.cluster.roles: a role has 1 to {MembershipSettings.RoleLengthMax} "
                    + $"characters, no comma.");

    private static Type Downing(Config cluster)
    {
        var name = cluster.GetString("downing-provider-class", "");
        return name.Length == 0 ? typeof(NoDowning) : ConfiguredType.Find(name, "akka.cluster.downing-provider-class");
    }

    private static ImmutableDictionary<string, int> RoleMinima(Config cluster)
    {
        var minima = ImmutableDictionary.CreateBuilder<string, int>();
        foreach (var (key, value) in (cluster.GetConfig("role") ?? Config.Empty).AsEnumerable())
        {
            var role = key.Trim('"');
            if (value.IsObject() && value.GetObject().Items.TryGetValue("min-nr-of-members", out var minimum))
                minima[role] = Math.Max(1, minimum.GetInt());
        }

        return minima.ToImmutable();
    }

    private static TimeSpan? OrOff(Config config, string key) =>
        config.GetString(key, "off") is "off" or "false" or "no" ? null : config.GetTimeSpan(key);

    private static TimeSpan Positive(Config config, string key) => config.GetTimeSpan(key) is var time && time > TimeSpan.Zero
        ? time
        : throw new ConfigurationException($"Cannot use [{key}] in akka.cluster: it must be longer than 0.");

    private static int AtLeastOne(Config config, string key) => config.GetInt(key) is var number && number >= 1
        ? number
        : throw new ConfigurationException($"Cannot use [{key}] in akka.cluster: it must be 1 or more.");
}
