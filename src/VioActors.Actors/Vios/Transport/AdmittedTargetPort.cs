using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Transport;

/// <summary>A target port that only the initiators of its target may log in to (STO-8). Thread-safe.</summary>
internal sealed class AdmittedTargetPort(TargetEntry target, ITargetPort port) : ITargetPort
{
    public ValueTask<NexusLogin> LoginAsync(InitiatorPort initiator, INexusSink sink, CancellationToken cancellation) =>
        target.Admits(initiator.Name)
            ? port.LoginAsync(initiator, sink, cancellation)
            : new(new NexusLogin(
                null, LoginRefusal.NotAuthorized,
                    $"{initiator.Name} is not an initiator of client {target.Client}; add it to the client's definition"));
}
