using System.Net;

namespace VioActors.Initiator;

/// <summary>A disk as an initiator is given it: <c>iscsi://address:port/iqn/lun</c>. Immutable.</summary>
public sealed record IscsiTarget(IPEndPoint Portal, string Name, int Lun)
{
    /// <exception cref="FormatException">The URL is none of that form.</exception>
    public static IscsiTarget Parse(string url)
    {
        const string Scheme = "iscsi://";
        var parts = url.StartsWith(Scheme, StringComparison.Ordinal) ? url[Scheme.Length..].Split('/') : [];
        return parts is [var portal, var name, var lun] && IPEndPoint.TryParse(portal, out var address) && int.TryParse(lun, out var number)
            ? new IscsiTarget(address, name, number)
            : throw new FormatException($"[{url}] is no URL of the form iscsi://address:port/iqn/lun.");
    }
}
