using System.Text;

namespace Akka.Actor.Internal;

/// <summary>The tree of actors as indented text.</summary>
internal static class TreePrinter
{
    public static string Print(IActorRef root)
    {
        var text = new StringBuilder();
        Append(text, root, 0);
        return text.ToString();
    }

    private static void Append(StringBuilder text, IActorRef actor, int depth)
    {
        text.Append(' ', depth * 2).Append(actor.Path.Name).Append('\n');
        if (actor is not ActorRefWithCell withCell)
            return;
        foreach (var child in withCell.Children)
            Append(text, child, depth + 1);
    }
}
