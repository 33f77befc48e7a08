using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Akka.Actor;

/// <summary>Reads <c>protocol://system[@host:port][/path]</c>; IPv6 hosts stand in brackets.</summary>
internal static class AddressText
{
    public static bool TryParse(
        ReadOnlySpan<char> text,
        [MaybeNullWhen(false)] out Address address,
        out ReadOnlySpan<char> path)
    {
        address = null;
        path = "/";
        var schemeEnd = text.IndexOf("://");
        if (schemeEnd < 4 || !text.StartsWith("akka", StringComparison.OrdinalIgnoreCase))
            return false;

        var rest = text[(schemeEnd + 3)..];
        var slash = rest.IndexOf('/');
        if (slash >= 0)
        {
            path = rest[slash..];
            rest = rest[..slash];
        }

        if (rest.IsEmpty)
            return false;
        var protocol = text[..schemeEnd].ToString().ToLowerInvariant();
        var at = rest.IndexOf('@');
        if (at < 0)
        {
            address = rest.Contains(':') ? null : new Address(protocol, rest.ToString());
            return address is not null;
        }

        var system = rest[..at];
        var authority = rest[(at + 1)..];
        var colon = authority.LastIndexOf(':');
        if (system.IsEmpty || colon <= 0)
            return false;
        var host = authority[..colon];
        if (!int.TryParse(authority[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > 65535)
            return false;
        address = new Address(protocol, system.ToString(), host.ToString(), port);
        return true;
    }
}
