using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Akka.Actor;

/// <summary>The text form of actor paths.</summary>
internal static class ActorPathText
{
    /// <summary>Deeper paths are refused, so that hostile text cannot make us build a chain of any length.</summary>
    private const int DepthMax = 1024;

    public static string[] Elements(ActorPath path)
    {
        var elements = new string[path.Depth];
        for (var current = path; current.Depth > 0; current = current.Parent)
            elements[current.Depth - 1] = current.Name;
        return elements;
    }

    public static string Format(ActorPath path, Address? address, bool withUid)
    {
        var text = new StringBuilder(address?.ToString());
        if (path.Depth == 0)
        {
            text.Append('/');
            return text.ToString();
        }

        foreach (var element in Elements(path))
            text.Append('/').Append(element);
        if (withUid && path.Uid != 0)
            text.Append('#').Append(path.Uid.ToString(CultureInfo.InvariantCulture));
        return text.ToString();
    }

    public static bool TryParse(string? path, [MaybeNullWhen(false)] out ActorPath actorPath)
    {
        actorPath = null;
        return path is not null
            && AddressText.TryParse(path, out var address, out var names)
            && TryParse(new RootActorPath(address), names, out actorPath);
    }

    public static bool TryParse(ActorPath basePath, ReadOnlySpan<char> names, [MaybeNullWhen(false)] out ActorPath actorPath)
    {
        actorPath = null;
        var uid = 0L;
        var hash = names.LastIndexOf('#');
        if (hash >= 0 && !names[hash..].Contains('/'))
        {
            if (!long.TryParse(names[(hash + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out uid))
                return false;
            names = names[..hash];
        }

        var result = basePath;
        while (!names.IsEmpty)
        {
            var slash = names.IndexOf('/');
            var name = slash < 0 ? names : names[..slash];
            names = slash < 0 ? default : names[(slash + 1)..];
            if (name.IsEmpty)
                continue;
            if (result.Depth >= DepthMax)
                return false;
            result = new ChildActorPath(result, name.ToString(), names.IsEmpty ? uid : 0);
        }

        actorPath = result;
        return true;
    }

    public static bool TryParseParts(ReadOnlySpan<char> path, out ReadOnlySpan<char> address, out ReadOnlySpan<char> absoluteUri)
    {
        address = default;
        absoluteUri = "/";
        var schemeEnd = path.IndexOf("://");
        if (schemeEnd < 0)
            return false;
        var slash = path[(schemeEnd + 3)..].IndexOf('/');
        address = slash < 0 ? path : path[..(schemeEnd + 3 + slash)];
        if (slash >= 0)
            absoluteUri = path[(schemeEnd + 3 + slash)..];
        return true;
    }
}
