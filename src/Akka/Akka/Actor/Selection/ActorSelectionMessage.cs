namespace Akka.Actor;

/// <summary>A message on its way along a selection. It travels as a message when the way leads to another system.</summary>
public class ActorSelectionMessage : IAutoReceivedMessage, IPossiblyHarmful, IWrappedMessage
{
    /// <summary>A message with the steps that are left.</summary>
    public ActorSelectionMessage(object message, SelectionPathElement[] elements, bool wildCardFanOut = false)
    {
        Message = message;
        Elements = elements;
        WildcardFanOut = wildCardFanOut;
    }

    /// <summary>The message.</summary>
    public object Message { get; }

    /// <summary>The steps that are left.</summary>
    public SelectionPathElement[] Elements { get; }

    /// <summary>Whether the way has divided: then a step that leads nowhere is no news.</summary>
    public bool WildcardFanOut { get; }

    internal ActorSelectionMessage Copy(SelectionPathElement[] elements, bool wildcardFanOut) => new(Message, elements, wildcardFanOut);
}
