using Akka.Configuration;

namespace Petabridge.Cmd.Host;

/// <summary>The block <c>petabridge.cmd</c>, read once and checked; petabridge.cmd.conf explains each key. Immutable,
/// thread-safe.</summary>
internal sealed record CmdSettings(
    string Host,
    int Port,
    bool LogPalettesOnStartup,
    int ClientsMax,
    int RunningCommandsMax,
    TimeSpan HandshakeTimeout,
    TimeSpan IdleTimeout,
    TimeSpan SendTimeout,
    int ResponseBytesMax,
    int PendingOutputBytesMax,
    int LogMemory)
{
    private const string Block = "petabridge.cmd";

    internal static Config Defaults() =>
        ConfigurationFactory.FromResource("petabridge.cmd.conf", typeof(CmdSettings).Assembly);

    /// <exception cref="ConfigurationException">A value is outside of its range; the message names the key.</exception>
    internal static CmdSettings Read(Config application)
    {
        var config = application.WithFallback(Defaults()).GetConfig(Block);
        var responseBytesMax = Int(config, "max-response-bytes", 1024, 1 << 28);
        var settings = new CmdSettings(
            config.GetString("host"),
            Int(config, "port", 0, 65535),
            config.GetBoolean("log-palettes-on-startup"),
            Int(config, "max-clients", 1, 10_000),
            Int(config, "max-running-commands", 1, 1_000),
            Time(config, "handshake-timeout"),
            Time(config, "idle-timeout"),
            Time(config, "send-timeout"),
            responseBytesMax,
            Int(config, "max-pending-output-bytes", 2 * responseBytesMax, 1 << 30),
            Int(config, "log-memory", 1, 100_000));
        return string.IsNullOrWhiteSpace(settings.Host) ? throw Wrong("host", "is empty") : settings;
    }

    private static int Int(Config config, string key, int min, int max)
    {
        var value = config.GetInt(key);
        return value >= min && value <= max ? value : throw Wrong(key, $"is {value}, allowed are {min} to {max}");
    }

    private static TimeSpan Time(Config config, string key)
    {
        var value = config.GetTimeSpan(key);
        return value > TimeSpan.Zero && value <= TimeSpan.FromDays(1)
            ? value
            : throw Wrong(key, $"is {value}, allowed is more than 0 up to 1 day");
    }

    private static ConfigurationException Wrong(string key, string what) =>
        new($"The command host cannot start: {Block}.{key} {what}.");
}
