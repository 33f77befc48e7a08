using System.Buffers;

namespace Akka.Actor;

/// <summary>Which strings may be an element of an actor path (RFC 2396 pchar without parameters).</summary>
internal static class ActorPathNames
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" + ActorPath.ValidSymbols);

    public static bool IsValid(string? name)
    {
        if (string.IsNullOrEmpty(name) || name[0] == '$')
            return false;
        if (name.AsSpan().IndexOfAnyExcept(Allowed) < 0)
            return true;
        for (var i = 0; i < name.Length; i++)
        {
            if (Allowed.Contains(name[i]))
                continue;
            if (name[i] != '%' || i + 2 >= name.Length || !char.IsAsciiHexDigit(name[i + 1]) || !char.IsAsciiHexDigit(name[i + 2]))
                return false;
            i += 2;
        }

        return true;
    }

    /// <summary>Throws <see cref="InvalidActorNameException"/> when a user may not give this name to an actor.</summary>
    public static void Check(string name)
    {
        if (name.Length == 0)
            throw new InvalidActorNameException("Cannot create an actor: its name is empty. Leave the name out to get a generated one.");
        if (!IsValid(name))
        {
            throw new InvalidActorNameException(
                $"Cannot create actor [{name}]: illegal actor name. It must not start with '$' and may only contain "
                + $"letters, digits, URL-escaped characters (%20) and {ActorPath.ValidSymbols}");
        }
    }
}
