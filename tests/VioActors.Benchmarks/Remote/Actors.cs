using Akka.Actor;

namespace VioActors.Benchmarks.Remote;

/// <summary>Sends back what it gets.</summary>
internal sealed class Echo : UntypedActor
{
    protected override void OnReceive(object message) => Sender.Tell(message, Self);
}

/// <summary>
/// Keeps <paramref name="inFlight"/> messages on their way to <paramref name="echo"/> until <paramref name="count"/> came back.
/// </summary>
internal sealed class Pinger(IActorRef echo, object payload, int inFlight, long count, TaskCompletionSource done) : UntypedActor
{
    private long _sent;
    private long _received;

    protected override void PreStart()
    {
        for (; _sent < inFlight; _sent++)
            echo.Tell(payload, Self);
    }

    protected override void OnReceive(object message)
    {
        if (++_received == count)
        {
            done.SetResult();
            Context.Stop(Self);
        }
        else if (_sent < count)
        {
            _sent++;
            echo.Tell(payload, Self);
        }
    }
}
