using Akka.Actor;

namespace Akka.Routing;

/// <summary>How busy a routee is, as far as it can be seen from outside: a snapshot, of actors of this process only.</summary>
internal static class RouteeLoad
{
    /// <summary>Waiting messages; <c>null</c> when it cannot be seen.</summary>
    public static int? Messages(Routee routee) => Cell(routee)?.NumberOfMessages;

    /// <summary>Whether it is handling a message.</summary>
    public static bool IsBusy(Routee routee) => Cell(routee) is ActorCell { CurrentMessage: not null };

    /// <summary>Whether it has failed and waits for its supervisor.</summary>
    public static bool IsSuspended(Routee routee) => Cell(routee) is ActorCell { Mailbox.IsSuspended: true };

    private static ICell? Cell(Routee routee) => routee is ActorRefRoutee { Actor: ActorRefWithCell actor } ? actor.Underlying : null;
}
