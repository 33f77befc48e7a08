using Akka.Actor;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>A server adapter as transports see it. Thread-safe.</summary>
internal sealed class VhostTargetPort(IActorRef vhost, TimeSpan loginLimit) : ITargetPort
{
    public async ValueTask<NexusLogin> LoginAsync(InitiatorPort initiator, INexusSink sink, CancellationToken cancellation)
    {
        try
        {
            return await vhost.Ask<NexusLogin>(new NexusRequested(initiator, sink), loginLimit, cancellation).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return new NexusLogin(null, LoginRefusal.ServiceUnavailable,
                $"The login of {initiator.Name} was not recorded within {loginLimit}.");
        }
    }
}
