using Akka.Configuration;

namespace Akka.Remote;

/// <summary>The keys of <c>akka.remote.dot-netty.tcp</c>. Immutable and thread-safe.</summary>
internal sealed class TcpSettings
{
    private const long FrameLengthLimit = 256 * 1024 * 1024;

    public TcpSettings(Config config)
    {
        Hostname = config.GetString("hostname", "");
        Port = Port16(config, "port");
        PublicHostname = config.GetString("public-hostname", "");
        PublicPort = Port16(config, "public-port");
        BindHostname = config.GetString("bind-hostname", "");
        UseIPv6 = config.GetBoolean("dns-use-ipv6");
        ConnectionTimeout = config.GetTimeSpan("connection-timeout");
        FrameLengthMax = Bytes(config, "maximum-frame-size", 32_000);
        LargeFrameLengthMax = Math.Max(FrameLengthMax, Bytes(config, "maximum-large-frame-size", 0));
        MessageLengthMax = Bytes(config, "maximum-message-size", 0);
        SendBufferLength = Bytes(config, "send-buffer-size", 0);
        ReceiveBufferLength = Bytes(config, "receive-buffer-size", 0);
        Backlog = config.GetInt("backlog", 4096);
        NoDelay = config.GetBoolean("tcp-nodelay", true);
        KeepAlive = config.GetBoolean("tcp-keepalive", true);
        AllowPlaintext = config.GetBoolean("allow-plaintext");
        Throttleable = config.GetStringList("applied-adapters").Contains("trttl");
        Tls = config.GetBoolean("enable-ssl") ? new TlsSettings(config.GetConfig("ssl")) : null;
    }

    public string Hostname { get; }

    public int Port { get; }

    public string PublicHostname { get; }

    public int PublicPort { get; }

    public string BindHostname { get; }

    public bool UseIPv6 { get; }

    public TimeSpan ConnectionTimeout { get; }

    public int FrameLengthMax { get; }

    public int LargeFrameLengthMax { get; }

    /// <summary>Bytes of a message that is sent in several frames; 0: none is.</summary>
    public int MessageLengthMax { get; }

    public int SendBufferLength { get; }

    public int ReceiveBufferLength { get; }

    public int Backlog { get; }

    public bool NoDelay { get; }

    public bool KeepAlive { get; }

    public bool AllowPlaintext { get; }

    /// <summary>Whether <see cref="Transport.SetThrottle"/> commands are obeyed.</summary>
    public bool Throttleable { get; }

    /// <summary><c>null</c> for plain text.</summary>
    public TlsSettings? Tls { get; }

    /// <summary>The protocol part of addresses.</summary>
    public string Scheme => Tls is null ? "akka.tcp" : "akka.ssl.tcp";

    private static int Port16(Config config, string key)
    {
        var port = config.GetInt(key);
        return port is >= 0 and <= ushort.MaxValue
            ? port
            : throw new ConfigurationException($"Cannot start remoting: akka.remote.dot-netty.tcp.{key} is {port}; 0 to 65535 are ports.");
    }

    private static int Bytes(Config config, string key, long min)
    {
        var bytes = config.GetByteSize(key, 0) ?? 0;
        return bytes >= min && bytes <= FrameLengthLimit
            ? (int)bytes
            : throw new ConfigurationException(
                $"Cannot start remoting: akka.remote.dot-netty.tcp.{key} is {bytes} bytes; it must be {min} to {FrameLengthLimit}.");
    }
}
