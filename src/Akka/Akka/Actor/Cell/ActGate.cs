namespace Akka.Actor;

/// <summary>
/// Whether the descendants of an actor may handle messages now: what they do must not be done when the right to do it is over. Asked before
/// each message, at the moment of its handling, so that a process that was stopped for a while does not act on what lies in its mailboxes
/// before anything else has run. Thread-safe.
/// </summary>
/// <param name="owner">The actor whose descendants are held, not itself.</param>
/// <param name="isOpen">Cheap and thread-safe.</param>
internal sealed class ActGate(ActorCell owner, Func<bool> isOpen)
{
    /// <summary>How long a mailbox waits before it asks again.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Holds what <paramref name="context"/> starts from now on, and what that starts in turn.</summary>
    public static void HoldChildrenOf(IActorContext context, Func<bool> isOpen)
    {
        var owner = (ActorCell)context;
        owner.Gate = new ActGate(owner, isOpen);
    }

    /// <summary>Whether <paramref name="cell"/> must leave its messages where they are.</summary>
    internal bool Holds(ActorCell cell) => !ReferenceEquals(cell, owner) && !isOpen();
}
