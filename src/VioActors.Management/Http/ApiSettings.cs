using System.Net;
using Akka.Configuration;
using VioActors.Actors.Settings;

namespace VioActors.Management.Http;

/// <summary>The block <c>vio-actors.management.api</c>. Immutable; thread-safe. Keys and effects: <c>hocon/vio-actors.conf</c>.</summary>
/// <param name="Enabled">Whether this node serves the API.</param>
/// <param name="Listen">Address; anything but loopback needs a certificate.</param>
/// <param name="Port">0: any free one.</param>
/// <param name="CertificatePath">PEM file with certificate and key, or PKCS #12; empty: no TLS.</param>
/// <param name="RequestTimeout">A request that has not arrived whole by then is dropped.</param>
/// <param name="AnswerTimeout">How long the VIOS DB may take.</param>
/// <param name="RequestsMax">Requests that are carried out at once; more are refused as busy.</param>
/// <param name="PollsMax">Polls that wait at once; more are refused as busy.</param>
/// <param name="CommandsMax">Commands of pbm that are run at once; more are refused as busy; 0: none are run.</param>
/// <param name="AuditFileBytes">Size at which a file of the audit log is ended.</param>
/// <param name="AuditFileCount">Files of the audit log that are kept.</param>
/// <param name="EventsKept">Events that a caller can still catch up on.</param>
/// <param name="RefreshInterval">Time between reads of everything for the view.</param>
public sealed record ApiSettings(
    bool Enabled,
    IPAddress Listen,
    int Port,
    string CertificatePath,
    TimeSpan RequestTimeout,
    TimeSpan AnswerTimeout,
    int RequestsMax,
    int PollsMax,
    int CommandsMax,
    long AuditFileBytes,
    int AuditFileCount,
    int EventsKept,
    TimeSpan RefreshInterval)
{
    private const string Block = "vio-actors.management.api";

    /// <summary>What holds where the configuration says nothing.</summary>
    public static ApiSettings Default { get; } = new(
        true, IPAddress.Loopback, 0, string.Empty, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(15), 256, 256, 16, 16 << 20, 8, 4096,
        TimeSpan.FromSeconds(30));

    /// <exception cref="SettingsException">A value is out of range; every fault is named.</exception>
    public static ApiSettings Read(Config config)
    {
        var block = config.GetConfig(Block) ?? Config.Empty;
        var faults = new List<string>();
        var listen = block.GetString("listen", "127.0.0.1");
        var certificate = block.GetString("certificate", string.Empty);
        if (!IPAddress.TryParse(listen, out var address))
        {
            faults.Add($"{Block}.listen is '{listen}': allowed is an IP address of this host.");
        }
        else if (!IPAddress.IsLoopback(address) && certificate.Length == 0)
        {
            faults.Add($"{Block}.listen is {listen} without a certificate, so tokens would be sent in the clear: set {Block}.certificate, "
                + "or listen on 127.0.0.1.");
        }

        var settings = new ApiSettings(
            block.GetBoolean("enabled", true),
            address ?? IPAddress.Loopback,
            (int)Number("port", Default.Port, 0, 65_535),
            certificate,
            Duration("request-timeout", Default.RequestTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
            Duration("answer-timeout", Default.AnswerTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
            (int)Number("requests-max", Default.RequestsMax, 1, 65_536),
            (int)Number("polls-max", Default.PollsMax, 1, 65_536),
            (int)Number("commands-max", Default.CommandsMax, 0, 1024),
            Number("audit.file-bytes", Default.AuditFileBytes, 1024, 1L << 40),
            (int)Number("audit.file-count", Default.AuditFileCount, 1, 1000),
            (int)Number("events-kept", Default.EventsKept, 16, 1_000_000),
            Duration("refresh-interval", Default.RefreshInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)));
        return faults.Count == 0 ? settings : throw new SettingsException(faults);

        long Number(string key, long fallback, long min, long max)
        {
            var value = block.HasPath(key) ? block.GetLong(key) : fallback;
            if (value < min || value > max)
            {
                faults.Add($"{Block}.{key} is {value}: allowed is {min} to {max}.");
            }

            return value;
        }

        TimeSpan Duration(string key, TimeSpan fallback, TimeSpan min, TimeSpan max)
        {
            var value = block.HasPath(key) ? block.GetTimeSpan(key) : fallback;
            if (value < min || value > max)
            {
                faults.Add($"{Block}.{key} is {value}: allowed is {min} to {max}.");
            }

            return value;
        }
    }
}
