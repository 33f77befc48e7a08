using Akka.Configuration;

namespace Akka.Remote;

/// <summary>The keys of <c>akka.remote</c>, read once. Immutable and thread-safe.</summary>
public sealed class RemoteSettings
{
    /// <summary>
    /// Settings from the whole configuration of a system. Throws <see cref="ConfigurationException"/> naming the key that is wrong.
    /// </summary>
    public RemoteSettings(Config config)
    {
        Config = config;
        var remote = config.GetConfig("akka.remote");
        if (!remote.GetStringList("enabled-transports").SequenceEqual(["akka.remote.dot-netty.tcp"]))
        {
            throw new ConfigurationException(
                "Cannot start remoting: akka.remote.enabled-transports must be [\"akka.remote.dot-netty.tcp\"]; this engine has no other.");
        }

        FlushWait = remote.GetTimeSpan("flush-wait-on-shutdown");
        HandshakeTimeout = remote.GetTimeSpan("handshake-timeout");
        Dispatcher = remote.GetString("use-dispatcher", "");
        UntrustedMode = remote.GetBoolean("untrusted-mode");
        TrustedSelectionPaths = remote.GetStringList("trusted-selection-paths").ToHashSet();
        LogReceive = remote.GetBoolean("log-received-messages");
        LogSend = remote.GetBoolean("log-sent-messages");
        LogRemoteLifecycleEvents = remote.GetBoolean("log-remote-lifecycle-events");
        BackoffMin = Positive(remote, "backoff-interval");
        RetryGateClosedFor = Positive(remote, "retry-gate-closed-for");
        QuarantineDuration = Positive(remote, "prune-quarantine-marker-after");
        QuarantineSilentSystemTimeout = Positive(remote, "quarantine-after-silence");
        SysMsgBufferSize = Count(remote, "system-message-buffer-size");
        SysResendTimeout = Positive(remote, "resend-interval");
        SysResendLimit = Count(remote, "resend-limit");
        OutboundQueueSize = Count(remote, "outbound-queue-size");
        OutboundLargeQueueSize = Count(remote, "outbound-large-queue-size");
        OutboundControlQueueSize = Count(remote, "outbound-control-queue-size");
        OverflowWarningInterval = Positive(remote, "outbound-overflow-warning-interval");
        OutboundDropAfter = remote.GetTimeSpan("outbound-drop-after");
        LargeDestinations = [.. remote.GetStringList("large-message-destinations")];
        ControlDestinations = [.. remote.GetStringList("control-message-destinations")];
        InboundConnectionsMax = Count(remote, "inbound-connections-max");
        NotificationFlushTimeout = remote.GetTimeSpan("death-watch-notification-flush-timeout");
        WatchFailureDetectorConfig = remote.GetConfig("watch-failure-detector");
        WatchFailureDetectorImplementationClass = WatchFailureDetectorConfig.GetString("implementation-class");
        WatchHeartBeatInterval = Positive(WatchFailureDetectorConfig, "heartbeat-interval");
        WatchUnreachableReaperInterval = Positive(WatchFailureDetectorConfig, "unreachable-nodes-reaper-interval");
        WatchHeartbeatExpectedResponseAfter = Positive(WatchFailureDetectorConfig, "expected-response-after");
        TransportFailureDetectorConfig = remote.GetConfig("transport-failure-detector");
        Cookie = remote.GetBoolean("require-cookie") ? CookieOf(remote) : null;
        Tcp = new TcpSettings(remote.GetConfig("dot-netty.tcp"));
    }

    /// <summary>The whole configuration.</summary>
    public Config Config { get; }

    /// <summary>See <c>flush-wait-on-shutdown</c>.</summary>
    public TimeSpan FlushWait { get; }

    /// <summary>See <c>use-dispatcher</c>.</summary>
    public string Dispatcher { get; }

    /// <summary>See <c>untrusted-mode</c>.</summary>
    public bool UntrustedMode { get; }

    /// <summary>See <c>trusted-selection-paths</c>.</summary>
    public IReadOnlySet<string> TrustedSelectionPaths { get; }

    /// <summary>See <c>log-received-messages</c>.</summary>
    public bool LogReceive { get; }

    /// <summary>See <c>log-sent-messages</c>.</summary>
    public bool LogSend { get; }

    /// <summary>See <c>log-remote-lifecycle-events</c>.</summary>
    public bool LogRemoteLifecycleEvents { get; }

    /// <summary>See <c>retry-gate-closed-for</c>.</summary>
    public TimeSpan RetryGateClosedFor { get; }

    /// <summary>See <c>prune-quarantine-marker-after</c>.</summary>
    public TimeSpan QuarantineDuration { get; }

    /// <summary>See <c>quarantine-after-silence</c>.</summary>
    public TimeSpan QuarantineSilentSystemTimeout { get; }

    /// <summary>See <c>system-message-buffer-size</c>.</summary>
    public int SysMsgBufferSize { get; }

    /// <summary>See <c>resend-interval</c>.</summary>
    public TimeSpan SysResendTimeout { get; }

    /// <summary>See <c>resend-limit</c>.</summary>
    public int SysResendLimit { get; }

    /// <summary>The section <c>watch-failure-detector</c>.</summary>
    public Config WatchFailureDetectorConfig { get; }

    /// <summary>The class of the detector of watched systems.</summary>
    public string WatchFailureDetectorImplementationClass { get; }

    /// <summary>How often watched systems are sent a heartbeat.</summary>
    public TimeSpan WatchHeartBeatInterval { get; }

    /// <summary>How often the detectors are asked.</summary>
    public TimeSpan WatchUnreachableReaperInterval { get; }

    /// <summary>When a first answer is taken for granted, so that a system that never answers is noticed too.</summary>
    public TimeSpan WatchHeartbeatExpectedResponseAfter { get; }

    /// <summary>The section <c>transport-failure-detector</c>.</summary>
    public Config TransportFailureDetectorConfig { get; }

    internal TimeSpan HandshakeTimeout { get; }

    internal TimeSpan BackoffMin { get; }

    internal int OutboundQueueSize { get; }

    internal int OutboundLargeQueueSize { get; }

    internal int OutboundControlQueueSize { get; }

    internal TimeSpan OverflowWarningInterval { get; }

    internal TimeSpan OutboundDropAfter { get; }

    internal string[] LargeDestinations { get; }

    internal string[] ControlDestinations { get; }

    internal int InboundConnectionsMax { get; }

    internal TimeSpan NotificationFlushTimeout { get; }

    /// <summary><c>null</c> when none is required.</summary>
    internal string? Cookie { get; }

    internal TcpSettings Tcp { get; }

    private static TimeSpan Positive(Config config, string key)
    {
        var value = config.GetTimeSpan(key);
        return value > TimeSpan.Zero
            ? value
            : throw new ConfigurationException($"Cannot start remoting: [{key}] of akka.remote is {value}; it must be more than 0.");
    }

    private static int Count(Config config, string key)
    {
        var value = config.GetInt(key);
        return value > 0
            ? value
            : throw new ConfigurationException($"Cannot start remoting: akka.remote.{key} is {value}; it must be 1 or more.");
    }

    private static string CookieOf(Config remote)
    {
        var cookie = remote.GetString("secure-cookie", "");
        return cookie.Length > 0
            ? cookie
            : throw new ConfigurationException(
                "Cannot start remoting: akka.remote.require-cookie is on, but akka.remote.secure-cookie is empty.");
    }
}
