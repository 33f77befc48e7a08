using Akka.Actor;
using VioActors.Domain.Npiv;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Nexus;

/// <summary>
/// Makes I_T nexuses at targets of other processes: a <see cref="NexusLinkActor"/> each. One for each hypervisor and each VIOS, made and
/// supervised by it. A link that fails is lost, as if its target were.
/// </summary>
internal sealed class NexusLinksActor : ReceiveActor
{
    public NexusLinksActor() => Receive<OpenLink>(open =>
    {
        var asker = Sender;
        Context.ActorOf(Props.Create(() => new NexusLinkActor(open, asker)));
    });

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);
}

/// <summary>Make a nexus. Answered with <see cref="LinkOpened"/>, at the latest after the limit.</summary>
/// <param name="Target">Whom to ask: a VIOS, or the storage area network.</param>
/// <param name="Question">What it is asked, in its terms.</param>
/// <param name="Sink">Told once when the nexus is lost or closed.</param>
internal sealed record OpenLink(ICanTell Target, object Question, INexusSink Sink, TimeSpan Limit) : INoSerializationVerificationNeeded;

/// <summary>Answer to <see cref="OpenLink"/>.</summary>
/// <param name="Fabric">Of a virtual port; else null.</param>
/// <param name="Probe">Empty: its disks answer; else what is wrong; null: they were not looked at.</param>
internal sealed record LinkOpened(NexusLogin Nexus, FabricLogin? Fabric, string? Probe = null) : INoSerializationVerificationNeeded;
