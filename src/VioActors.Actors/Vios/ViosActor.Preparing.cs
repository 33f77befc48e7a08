using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Vios.Adapters;
using VioActors.Domain.Phyp;

namespace VioActors.Actors.Vios;

/// <content>What it does before it announces itself: partitions that stand still are to find their disks at once (NPV-7).</content>
public sealed partial class ViosActor
{
    /// <summary>Nobody waits for so long: it announces itself before.</summary>
    private static readonly TimeSpan PrepareLimit = TimeSpan.FromSeconds(60);

    private bool _isPrepared;

    private void ReceivePreparing() => Receive<ClientsPrepared>(prepared =>
    {
        _isPrepared = true;
        _log.Info("VIOS {0}: {1} of {2} logins are prepared.", _definition.Name, prepared.Ready, prepared.Clients);
        if (_phase == ViosPhase.Serving)
            AttachToPhyp();
    });

    /// <summary>A hypervisor that does not answer has nobody who waits; logins that are not prepared are tried as any others.</summary>
    private void Prepare(IActorRef adapters) => PrepareAsync(_definition, adapters).PipeTo(
        Self, success: prepared => prepared, failure: _ => new ClientsPrepared(0, 0));

    private static async Task<ClientsPrepared> PrepareAsync(ViosDefinition definition, IActorRef adapters)
    {
        var answer = await definition.Phyp.Ask<object>(new FindActiveClients(definition.Drc.Partition), PhypSilenceLimit)
            .ConfigureAwait(false);
        if (answer is not ActiveClientsFound { Clients: { Count: > 0 } clients })
            return new ClientsPrepared(0, 0);
        var prepared = await adapters.Ask<LoginsPrepared>(new PrepareLogins(clients), PrepareLimit).ConfigureAwait(false);
        return new ClientsPrepared(prepared.Count, clients.Count);
    }

    private sealed record ClientsPrepared(int Ready, int Clients);
}
