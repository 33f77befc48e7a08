namespace Akka.Actor;

/// <content>Finding the way.</content>
public partial class ActorSelection
{
    /// <summary>Goes the steps of <paramref name="message"/> from <paramref name="anchor"/> as far as this system knows the way.</summary>
    internal static void DeliverSelection(IInternalActorRef anchor, IActorRef sender, ActorSelectionMessage message)
    {
        var current = anchor;
        for (var i = 0; i < message.Elements.Length; i++)
        {
            if (current is not ActorRefWithCell withCell)
            {
                DeliverElsewhere(current, sender, message, i);
                return;
            }

            switch (message.Elements[i])
            {
                case SelectParent:
                    current = withCell.Parent is { } parent && !parent.IsNobody() ? parent : current;
                    break;
                case SelectChildName name:
                    var child = withCell.GetSingleChild(name.Name);
                    if (child.IsNobody())
                    {
                        NotFound(withCell, sender, message, i);
                        return;
                    }

                    current = child;
                    break;
                case SelectChildPattern pattern:
                    DeliverToMatching(withCell, pattern, sender, message, i);
                    return;
                default:
                    DeliverToAll(withCell, sender, message);
                    return;
            }
        }

        if (!current.IsNobody())
            current.Tell(message.Message, sender);
    }

    private static void DeliverElsewhere(IInternalActorRef current, IActorRef sender, ActorSelectionMessage message, int step)
    {
        var rest = message.Elements[step..];
        if (current is VirtualPathContainer container && rest is [SelectChildName name, ..])
        {
            if (container.TryGetChild(name.Name, out var inside))
                DeliverSelection(inside, sender, message.Copy(rest[1..], message.WildcardFanOut));
            else
                NotFound(current, sender, message, step);
            return;
        }

        current.Tell(message.Copy(rest, message.WildcardFanOut), sender);
    }

    private static void DeliverToMatching(
        ActorRefWithCell parent, SelectChildPattern pattern, IActorRef sender, ActorSelectionMessage message, int step)
    {
        var rest = message.Elements[(step + 1)..];
        var matching = parent.Children.Where(child => pattern.Matches(child.Path.Name)).ToArray();
        if (matching.Length == 0)
        {
            NotFound(parent, sender, message, step);
            return;
        }

        var next = message.Copy(rest, message.WildcardFanOut || matching.Length > 1);
        foreach (var child in matching)
            DeliverSelection((IInternalActorRef)child, sender, next);
    }

    private static void DeliverToAll(ActorRefWithCell parent, IActorRef sender, ActorSelectionMessage message)
    {
        foreach (var child in parent.Children)
        {
            child.Tell(message.Message, sender);
            if (child is ActorRefWithCell withCell)
                DeliverToAll(withCell, sender, message);
        }
    }

    private static void NotFound(IInternalActorRef at, IActorRef sender, ActorSelectionMessage message, int step)
    {
        if (message.WildcardFanOut)
            return;
        var path = at.Path / message.Elements[step..].Select(static element => element.ToString()!);
        var missing = new EmptyLocalActorRef(at.Provider, path, at.Provider.Settings.System.EventStream);
        missing.Tell(message.Message, sender);
    }
}
