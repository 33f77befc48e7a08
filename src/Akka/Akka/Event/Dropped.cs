using Akka.Actor;

namespace Akka.Event;

/// <summary>A message that was thrown away on purpose, such as by a full buffer.</summary>
public sealed class Dropped : AllDeadLetters
{
    /// <summary>A message dropped on its way from <paramref name="sender"/>.</summary>
    public Dropped(object message, string reason, IActorRef sender, IActorRef recipient)
        : base(message, sender, recipient)
    {
        Reason = reason;
    }

    /// <summary>A message dropped, from nobody.</summary>
    public Dropped(object message, string reason, IActorRef recipient)
        : this(message, reason, ActorRefs.NoSender, recipient)
    {
    }

    /// <summary>Why it was dropped, for people.</summary>
    public string Reason { get; }

    /// <inheritdoc />
    public override string ToString() => $"{base.ToString()} ({Reason})";
}
