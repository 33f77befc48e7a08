using Akka.Configuration;

namespace Akka.Cluster;

/// <summary>The section <c>akka.cluster.membership</c>, an own part of this engine. Immutable and thread-safe.</summary>
internal sealed record MembershipSettings
{
    /// <summary>Longer roles are refused, in the configuration and in rows.</summary>
    public const int RoleLengthMax = 128;

    private const int NameLengthMax = 128;

    /// <summary>
    /// Reads the section for the system <paramref name="systemName"/>. Throws <see cref="ConfigurationException"/> naming what is wrong.
    /// </summary>
    public MembershipSettings(Config config, string systemName)
    {
        Provider = config.GetString("provider", "inmem").ToLowerInvariant();
        ConnectionString = config.GetString("connection-string", "");
        SchemaName = config.GetString("schema-name", "");
        ClusterName = config.GetString("cluster-name", "") is { Length: > 0 } name ? name : systemName;
        AutoInitialize = config.GetBoolean("auto-initialize", true);
        LeaseDuration = Positive(config, "lease-duration");
        SafetyMargin = Positive(config, "safety-margin");
        RenewInterval = Positive(config, "renew-interval");
        PollInterval = Positive(config, "poll-interval");
        CallTimeout = Positive(config, "call-timeout");
        RenewalsInFlightMax = config.GetInt("renewals-in-flight-max", 1);
        OutageTolerance = config.GetTimeSpan("outage-tolerance");
        SupportDuration = Positive(config, "support-duration");
        MembersMax = config.GetInt("members-max", 1);
        Check();
    }

    /// <summary>inmem, sqlite or postgresql.</summary>
    public string Provider { get; init; }

    public string ConnectionString { get; init; }

    /// <summary>Empty: that of the connection.</summary>
    public string SchemaName { get; init; }

    public string ClusterName { get; init; }

    public bool AutoInitialize { get; init; }

    /// <summary>How long a member may act after a renewal.</summary>
    public TimeSpan LeaseDuration { get; init; }

    /// <summary>How long before its lease ends a member stops acting.</summary>
    public TimeSpan SafetyMargin { get; init; }

    public TimeSpan RenewInterval { get; init; }

    public TimeSpan PollInterval { get; init; }

    public TimeSpan CallTimeout { get; init; }

    public int RenewalsInFlightMax { get; init; }

    /// <summary>How far past its lease a member may go on with the support of a majority; zero: not at all.</summary>
    public TimeSpan OutageTolerance { get; init; }

    public TimeSpan SupportDuration { get; init; }

    public int MembersMax { get; init; }

    /// <summary>Whether other systems can have the same table.</summary>
    public bool IsShared => Provider != "inmem" || ConnectionString.Length > 0;

    private static TimeSpan Positive(Config config, string key) =>
        config.GetTimeSpan(key, allowInfinite: false) is var time && time > TimeSpan.Zero
        ? time
        : throw new ConfigurationException($"Cannot use akka.cluster.membership.{key}: it must be longer than 0.");

    private void Check()
    {
        if (Provider is not ("inmem" or "sqlite" or "postgresql"))
            throw new ConfigurationException(
                $"Cannot use akka.cluster.membership.provider [{Provider}]: write inmem, sqlite or postgresql.");
        if (Provider != "inmem" && ConnectionString.Length == 0)
            throw new ConfigurationException($"Cannot reach the table of members: akka.cluster.membership.connection-string is empty.");
        if (ClusterName.Length > NameLengthMax || ClusterName.Any(char.IsControl))
            throw new ConfigurationException(
                $"Cannot use akka.cluster.membership.cluster-name: it has more than {NameLengthMax} characters.");
        if (SchemaName.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '_'))
            throw new ConfigurationException(
                $"Cannot use akka.cluster.membership.schema-name [{SchemaName}]: write letters, digits and _.");
        if (SafetyMargin + RenewInterval >= LeaseDuration)
        {
            throw new ConfigurationException(
                $"Cannot keep a lease of {LeaseDuration} that is renewed every {RenewInterval} and given up {SafetyMargin} before its end: "
                + "make akka.cluster.membership.lease-duration longer.");
        }

        if (OutageTolerance < TimeSpan.Zero || OutageTolerance > TimeSpan.FromDays(1))
            throw new ConfigurationException("Cannot use akka.cluster.membership.outage-tolerance: write a time from 0 to 1 day.");
        if (RenewalsInFlightMax is < 1 or > 64 || MembersMax is < 1 or > 10_000)
            throw new ConfigurationException(
                "Cannot use akka.cluster.membership: renewals-in-flight-max is 1 to 64, members-max 1 to 10000.");
    }
}
