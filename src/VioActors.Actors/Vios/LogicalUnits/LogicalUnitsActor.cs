using Akka.Actor;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Values;
using VioActors.Storage.Paths;

namespace VioActors.Actors.Vios.LogicalUnits;

/// <summary>
/// The LUs that this VIOS serves. One for each VIOS, made and supervised by the VIOS; makes one <see cref="LuAttachmentActor"/> an LU
/// at first need.
/// A failed attachment is restarted and acquires its grant anew.
/// </summary>
internal sealed class LogicalUnitsActor : ReceiveActor
{
    private readonly Func<LuUdid, Props> _attachment;

    public LogicalUnitsActor(VioUuid vios, long incarnation, IActorRef viosDb, IChunkIo io, TimeProvider time)
    {
        _attachment = lu => Props.Create(() => new LuAttachmentActor(lu, vios, incarnation, viosDb, io, time));
        Receive<AttachLu>(attach => Attachment(attach.Lu).Forward(attach));
        Receive<LuChanged>(changed =>
        {
            var child = Context.Child(NameOf(changed.Identity.Lu));
            if (!child.IsNobody())
                child.Forward(changed);
        });
    }

    private static string NameOf(LuUdid lu) => $"lu-{lu}";

    private IActorRef Attachment(LuUdid lu)
    {
        var child = Context.Child(NameOf(lu));
        return child.IsNobody() ? Context.ActorOf(_attachment(lu), NameOf(lu)) : child;
    }
}
