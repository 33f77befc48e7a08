using Akka.Actor;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Values;
using VioActors.Storage.Paths;

namespace VioActors.Actors.Vios.LogicalUnits;

/// <summary>
/// The LUs that this VIOS serves. One for each VIOS, made and supervised by the VIOS; makes one <see cref="LuAttachmentActor"/> an LU
/// at first need.
/// A failed attachment ends; who used it attaches again, which makes a new one.
/// </summary>
internal sealed class LogicalUnitsActor : ReceiveActor
{
    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(5);

    private readonly Func<LuUdid, Props> _attachment;

    public LogicalUnitsActor(VioUuid vios, long incarnation, IActorRef viosDb, IChunkIo io, TimeProvider time)
    {
        _attachment = lu => Props.Create(() => new LuAttachmentActor(lu, vios, incarnation, viosDb, io, time));
        Receive<AttachLu>(attach => Attachment(attach.Lu).Forward(attach));
        var self = Self;
        Receive<ImportMedium>(import => MediumImport.RunAsync(import, self).PipeTo(Sender));
        Receive<CompareGrants>(compare =>
        {
            foreach (var attachment in Context.GetChildren())
                attachment.Tell(compare);
        });
        Receive<ReleaseAll>(_ => Task.WhenAll(Context.GetChildren().Select(attachment => attachment.GracefulStop(ReleaseLimit)))
            .PipeTo(Sender, success: _ => AllReleased.Instance, failure: _ => AllReleased.Instance));
        Receive<LuChanged>(changed => ForwardTo(changed.Identity.Lu, changed));
        Receive<ScsiChanged>(changed => ForwardTo(changed.Lu, changed));
        Receive<RangeWanted>(wanted => ForwardTo(wanted.Lu, wanted));
        Receive<GrantWithdrawn>(withdrawn => ForwardTo(withdrawn.Lu, new GrantLost(withdrawn.Epoch)));
    }

    // One that was restarted would have a new access and a new unit, of which the device servers over the former ones know nothing.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private static string NameOf(LuUdid lu) => $"lu-{lu}";

    private void ForwardTo(LuUdid lu, object message)
    {
        var child = Context.Child(NameOf(lu));
        if (!child.IsNobody())
            child.Forward(message);
    }

    private IActorRef Attachment(LuUdid lu)
    {
        var child = Context.Child(NameOf(lu));
        return child.IsNobody() ? Context.ActorOf(_attachment(lu), NameOf(lu)) : child;
    }
}
