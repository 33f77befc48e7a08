namespace Akka.Actor;

/// <summary>Questions to a reference.</summary>
public static class ActorRefExtensions
{
    /// <summary>Whether <paramref name="actorRef"/> is <c>null</c> or <see cref="Nobody"/>.</summary>
    public static bool IsNobody(this IActorRef actorRef) => actorRef is null or Nobody;

    /// <summary>The reference, or <paramref name="elseValue"/> when it is nobody.</summary>
    public static IActorRef GetOrElse(this IActorRef actorRef, Func<IActorRef> elseValue) => actorRef.IsNobody() ? elseValue() : actorRef;
}
