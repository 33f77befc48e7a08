using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VioActors.Storage.Nbd;

/// <summary>
/// Where an NBD export is: <c>nbd://host[:port]/export</c>, or <c>nbd+unix:///export?socket=/path</c> (the NBD URI specification). With
/// <c>cache=writeback</c> in the query see <see cref="NbdOptions.WriteThrough"/>. Immutable.
/// </summary>
/// <param name="Host">Name or address; null for a Unix socket.</param>
/// <param name="Port">TCP port; 0 for a Unix socket.</param>
/// <param name="SocketPath">Absolute path; null for TCP.</param>
/// <param name="Export">Name of the export; empty for the server's default one.</param>
/// <param name="WriteBack">The query asks for it.</param>
public sealed record NbdAddress(string? Host, int Port, string? SocketPath, string Export, bool WriteBack)
{
    /// <summary>Port that IANA has registered for NBD.</summary>
    public const int DefaultPort = 10809;

    /// <summary>Longest name of an export in bytes (NBD protocol, "Values").</summary>
    public const int ExportBytesMax = 4096;

    private const int UrlLengthMax = 8192;
    private const int SocketPathBytesMax = 107;

    /// <summary>Whether a volume's path is meant as an NBD URL, well formed or not.</summary>
    public static bool IsNbd(string path) =>
        path.StartsWith("nbd://", StringComparison.Ordinal) || path.StartsWith("nbd+unix://", StringComparison.Ordinal);

    /// <exception cref="FormatException">Not an NBD URL; the message says what is wrong.</exception>
    public static NbdAddress Parse(string url) =>
        TryParse(url, out var address, out var problem) ? address! : throw new FormatException(problem);

    public static bool TryParse(string url, out NbdAddress? address, out string problem)
    {
        address = null;
        problem = url.Length > UrlLengthMax || !IsNbd(url) || !Uri.TryCreate(url, UriKind.Absolute, out var uri)
            ? $"'{(url.Length > 200 ? url[..200] : url)}' is not of the form nbd://host:port/export or nbd+unix:///export?socket=/path."
            : TryRead(uri, out address);
        return address is not null;
    }

    /// <summary>The URL again.</summary>
    public override string ToString()
    {
        var export = Uri.EscapeDataString(Export);
        return SocketPath is { } path
            ? $"nbd+unix:///{export}?socket={path}"
            : string.Create(CultureInfo.InvariantCulture, $"nbd://{(Host!.Contains(':') ? $"[{Host}]" : Host)}:{Port}/{export}");
    }

    internal EndPoint ToEndPoint() => SocketPath is { } path
        ? new UnixDomainSocketEndPoint(path)
        : IPAddress.TryParse(Host, out var ip) ? new IPEndPoint(ip, Port) : new DnsEndPoint(Host!, Port);

    private static string TryRead(Uri uri, out NbdAddress? address)
    {
        address = null;
        var export = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        if (Encoding.UTF8.GetByteCount(export) > ExportBytesMax)
            return $"The export's name in '{uri}' is longer than {ExportBytesMax} bytes.";
        string? socket = null;
        var writeBack = false;
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = pair.Split('=', 2) is [var k, var v] ? (k, Uri.UnescapeDataString(v)) : (pair, "");
            switch (key, value)
            {
                case ("socket", _):
                    socket = value;
                    break;
                case ("cache", "writeback"):
                    writeBack = true;
                    break;
                case ("cache", "writethrough"):
                    break;
                default:
                    return $"'{pair}' in '{uri}' is not known; socket=/path and cache=writeback or writethrough are.";
            }
        }

        if (uri.Scheme == "nbd+unix")
        {
            if (socket is null || !socket.StartsWith('/') || Encoding.UTF8.GetByteCount(socket) > SocketPathBytesMax)
                return $"'{uri}' needs socket=/path, absolute and of at most {SocketPathBytesMax} bytes.";
            address = new NbdAddress(null, 0, socket, export, writeBack);
            return "";
        }

        if (uri.Host.Length == 0 || uri.UserInfo.Length != 0 || socket is not null)
            return $"'{uri}' must name a host, no user, and no socket.";
        address = new NbdAddress(uri.Host.Trim('[', ']'), uri.Port > 0 ? uri.Port : DefaultPort, null, export, writeBack);
        return "";
    }
}
