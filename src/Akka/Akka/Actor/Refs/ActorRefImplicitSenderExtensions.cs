namespace Akka.Actor;

/// <summary>Sends with the running actor as the sender.</summary>
public static class ActorRefImplicitSenderExtensions
{
    /// <summary>Sends <paramref name="message"/>; the sender is the actor that runs this code, if one does.</summary>
    public static void Tell(this IActorRef receiver, object message) => receiver.Tell(message, ActorCell.GetCurrentSelfOrNoSender());

    /// <summary>Passes <paramref name="message"/> on with the sender of the message that is being handled.</summary>
    public static void Forward(this IActorRef receiver, object message) => receiver.Tell(message, ActorCell.GetCurrentSenderOrNoSender());
}
