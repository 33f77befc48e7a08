using Akka.Actor;
using VioActors.Actors.Lpar.Guest;
using VioActors.Domain.Values;

namespace VioActors.Actors.Lpar;

/// <summary>
/// A built-in client partition: its client adapters and its guest. One for each partition, made and supervised by the CEC. It knows
/// PHYP and no VIOS (SYS-6).
/// A failed adapter is restarted and connects again; a failed guest starts its verified I/O anew from what the disk holds.
/// </summary>
internal sealed class LparActor : ReceiveActor
{
    public LparActor(LparDefinition definition, IActorRef phyp)
    {
        var adapters = new Dictionary<SlotNumber, IActorRef>();
        var partition = definition.Partition.Id;
        foreach (var slot in definition.Slots)
            adapters.Add(slot, Context.ActorOf(Props.Create(() => new ClientAdapterActor(partition, slot, phyp)), $"vscsi-c{slot}"));
        var guest = Context.ActorOf(Props.Create(() => new GuestActor(partition, definition.Workload, adapters)), "guest");
        Receive<AdapterState>(guest.Forward);
        Receive<SetGuestRate>(guest.Forward);
        Receive<VerifyEveryBlock>(guest.Forward);
        Receive<GetGuestReport>(guest.Forward);
    }
}
