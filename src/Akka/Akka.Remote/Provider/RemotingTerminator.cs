using Akka.Actor;
using Akka.Event;

namespace Akka.Remote;

/// <summary>
/// One per system, below <c>/system</c>. Holds the end of the system up, after the user's actors have stopped, until the network has sent
/// what is under way, for <c>flush-wait-on-shutdown</c> at most.
/// </summary>
internal sealed class RemotingTerminator : ReceiveActor
{
    public RemotingTerminator(Func<Task> shutdown)
    {
        var log = Context.GetLogger();
        Receive<TerminationHook>(_ => shutdown().PipeTo(Self, success: () => Ended.Instance, failure: error => new Failed(error)));
        Receive<Failed>(failed =>
        {
            log.Error(failed.Cause, "Remoting did not shut down cleanly: {0}", failed.Cause.Message);
            Done();
        });
        Receive<Ended>(_ => Done());
    }

    private void Done()
    {
        ((ExtendedActorSystem)Context.System).SystemGuardian.Tell(TerminationHookDone.Instance, Self);
        Context.Stop(Self);
    }

    private sealed record Ended : INoSerializationVerificationNeeded
    {
        public static readonly Ended Instance = new();
    }

    private sealed record Failed(Exception Cause) : INoSerializationVerificationNeeded;
}
