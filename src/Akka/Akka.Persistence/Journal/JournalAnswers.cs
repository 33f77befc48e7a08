using Akka.Actor;

namespace Akka.Persistence.Journal;

/// <summary>Answers the envelopes of a write one by one, in their order, with the sender of each command.</summary>
internal static class JournalAnswers
{
    public static void Succeed(WriteMessages request, IReadOnlyList<Exception?>? refused, IActorRef self)
    {
        var index = 0;
        foreach (var envelope in request.Messages)
        {
            if (envelope is AtomicWrite write)
            {
                var cause = refused?[index++];
                foreach (var e in write.Events)
                {
                    object answer = cause is null
                        ? new WriteMessageSuccess(e, request.ActorInstanceId)
                        : new WriteMessageRejected(e, cause, request.ActorInstanceId);
                    Tell(request, e, answer, self);
                }
            }
            else
            {
                Loop(request, envelope, self);
            }
        }
    }

    public static void Reject(WriteMessages request, Exception cause, IActorRef self) =>
        Succeed(request, Enumerable.Repeat(cause, request.Messages.Count).ToArray(), self);

    public static void Fail(WriteMessages request, Exception cause, IActorRef self)
    {
        foreach (var envelope in request.Messages)
        {
            if (envelope is AtomicWrite write)
            {
                foreach (var e in write.Events)
                    Tell(request, e, new WriteMessageFailure(e, cause, request.ActorInstanceId), self);
            }
            else
            {
                Loop(request, envelope, self);
            }
        }
    }

    private static void Loop(WriteMessages request, IPersistentEnvelope envelope, IActorRef self) =>
        request.PersistentActor.Tell(new LoopMessageSuccess(envelope.Payload, request.ActorInstanceId), envelope.Sender ?? self);

    private static void Tell(WriteMessages request, IPersistentRepresentation e, object answer, IActorRef self) =>
        request.PersistentActor.Tell(answer, e.Sender ?? self);
}
