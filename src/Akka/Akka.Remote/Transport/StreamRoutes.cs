using Akka.Actor;
using Akka.Util;

namespace Akka.Remote.Transport;

/// <summary>
/// Which stream the messages to a path take. A path always takes the same one, whether it is reached by reference or by selection, so that
/// messages of a sender to it keep their order. Immutable and thread-safe.
/// </summary>
internal sealed class StreamRoutes
{
    private readonly string[][] _control;
    private readonly string[][] _large;

    public StreamRoutes(IEnumerable<string> control, IEnumerable<string> large)
    {
        _control = [.. control.Select(Split)];
        _large = [.. large.Select(Split)];
    }

    /// <summary>The stream of the actor at <paramref name="elements"/> below the root.</summary>
    public StreamKind StreamOf(IReadOnlyList<string> elements)
    {
        if (elements.Count == 0)
            return StreamKind.Ordinary;
        if (Matches(_control, elements))
            return StreamKind.Control;
        return Matches(_large, elements) ? StreamKind.Large : StreamKind.Ordinary;
    }

    /// <summary>The stream of a message on its way along a selection that begins at <paramref name="anchor"/>.</summary>
    public StreamKind StreamOf(RemoteActorRef anchor, ActorSelectionMessage selection)
    {
        if (anchor.Path.Depth > 0 && selection.Elements.Length == 0)
            return anchor.Stream;
        var elements = new List<string>(anchor.Path.Elements);
        foreach (var step in selection.Elements)
        {
            if (step is SelectParent && elements.Count > 0)
                elements.RemoveAt(elements.Count - 1);
            else if (step is not SelectParent)
                elements.Add(step.ToString()!);
        }

        return StreamOf(elements);
    }

    private static string[] Split(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static bool Matches(string[][] patterns, IReadOnlyList<string> elements)
    {
        foreach (var pattern in patterns)
        {
            if (Matches(pattern, elements))
                return true;
        }

        return false;
    }

    private static bool Matches(string[] pattern, IReadOnlyList<string> elements)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == "**" && i == pattern.Length - 1)
                return elements.Count >= i;
            if (i >= elements.Count || !WildcardPattern.Matches(pattern[i], elements[i]))
                return false;
        }

        return pattern.Length == elements.Count;
    }
}
