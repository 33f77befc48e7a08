using System.Globalization;
using System.Net;

namespace VioActors.Pbm.Client;

/// <summary>Where a command host listens. Immutable, thread-safe.</summary>
/// <param name="Host">Host name or IP address; an IPv6 address without brackets.</param>
/// <param name="Port">1 to 65535.</param>
public sealed record PbmAddress(string Host, int Port)
{
    public const int DefaultPort = 9110;

    public static PbmAddress Default { get; } = new("127.0.0.1", DefaultPort);

    /// <summary>Reads <c>host:port</c>, <c>[ipv6]:port</c>, or a bare IP address, which takes port 9110. A bare word is no
    /// address.</summary>
    public static bool TryParse(string text, out PbmAddress address)
    {
        address = Default;
        if (!text.StartsWith('[') && IPAddress.TryParse(text, out var bare) && (text.Contains(':') || text.Count(c => c == '.') == 3))
        {
            address = new PbmAddress(bare.ToString(), DefaultPort);
            return true;
        }

        var colon = text.LastIndexOf(':');
        if (colon < 1
            || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port is < 1 or > 65535)
        {
            return false;
        }

        var host = text[..colon];
        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            host = host[1..^1];
        }
        else if (host.Contains(':'))
        {
            return false;
        }

        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            return false;
        }

        address = new PbmAddress(host, port);
        return true;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}");
}
