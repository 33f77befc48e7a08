using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

internal static class MessageQueueDrain
{
    /// <summary>Moves every message of <paramref name="source"/> to <paramref name="deadLetters"/>.</summary>
    public static void MoveTo(IMessageQueue source, IActorRef owner, IMessageQueue deadLetters)
    {
        while (source.TryDequeue(out var envelope))
            deadLetters.Enqueue(owner, envelope);
    }
}
