using Akka.Actor;
using VioActors.Actors.Images;
using VioActors.Actors.Lpar;
using VioActors.Actors.Lpar.Qemu;
using VioActors.Actors.Phyp;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Actors.Cec;

/// <summary>
/// One CEC: parent of its hypervisor and its client partitions. One for each physical machine. A failed partition is restarted alone;
/// a failed hypervisor
/// takes its partitions' connections with it, and they connect again.
/// </summary>
public sealed partial class CecActor : ReceiveActor, IWithTimers
{
    private readonly IActorRef _phyp;
    private readonly MachineEnvironment? _provided;
    private readonly ImageEnvironment? _images;

    /// <param name="partitionDefinitions">Props of the aggregate that keeps the partition definitions.</param>
    public CecActor(Props partitionDefinitions)
        : this(partitionDefinitions, PhypSettings.Default, TimeProvider.System)
    {
    }

    /// <param name="partitionDefinitions">Props of the aggregate that keeps the partition definitions.</param>
    /// <param name="settings">Of its hypervisor.</param>
    public CecActor(Props partitionDefinitions, PhypSettings settings, TimeProvider time)
        : this(partitionDefinitions, settings, time, null)
    {
    }

    /// <param name="partitionDefinitions">Props of the aggregate that keeps the partition definitions.</param>
    /// <param name="settings">Of its hypervisor.</param>
    /// <param name="machines">What its virtual machines run with; null: told by <see cref="ProvideMachines"/>, or it has none.</param>
    public CecActor(Props partitionDefinitions, PhypSettings settings, TimeProvider time, MachineEnvironment? machines)
        : this(partitionDefinitions, settings, time, machines, null)
    {
    }

    /// <param name="partitionDefinitions">Props of the aggregate that keeps the partition definitions.</param>
    /// <param name="settings">Of its hypervisor.</param>
    /// <param name="machines">What its virtual machines run with; null: told by <see cref="ProvideMachines"/>, or it has none.</param>
    /// <param name="images">What operating-system images need; null: this CEC has none.</param>
    public CecActor(
        Props partitionDefinitions, PhypSettings settings, TimeProvider time, MachineEnvironment? machines, ImageEnvironment? images)
    {
        (_provided, _images) = (machines, images);
        var phyp = Props.Create(() => new PhypActor(partitionDefinitions, settings, time, images));
        _phyp = Context.ActorOf(OwnThread.On(phyp, Context.System), "phyp");
        Receive<GetPhyp>(_ => Sender.Tell(new PhypFound(_phyp)));
        ReceiveGuests();
        ReceiveMachines();
        // What other nodes tell the CEC is for its hypervisor, which they cannot name.
        ReceiveAny(_phyp.Forward);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Self.Tell(RestoreGuests.Instance, ActorRefs.NoSender);
        if (_provided is { } machines)
            Self.Tell(new ProvideMachines(machines), ActorRefs.NoSender);
    }
}

/// <summary>Asks a CEC for its hypervisor. Answered with <see cref="PhypFound"/>.</summary>
public sealed record GetPhyp;

/// <summary>Answer to <see cref="GetPhyp"/>.</summary>
public sealed record PhypFound(IActorRef Phyp);

/// <summary>
/// Activates a built-in client partition. Answered with <see cref="LparStarted"/> when its hypervisor knows that it runs; a repeat gives
/// the one that runs. Refused (<see cref="Rejected"/>, busy) while the partition is being booted or ended.
/// </summary>
public sealed record StartLpar(LparDefinition Definition) : INoSerializationVerificationNeeded;

/// <summary>Asks for a client partition that runs. Answered with <see cref="LparStarted"/> or <see cref="Rejected"/>.</summary>
public sealed record FindLpar(PartitionId Partition) : INoSerializationVerificationNeeded;

/// <summary>Answer to <see cref="StartLpar"/> and <see cref="FindLpar"/>.</summary>
public sealed record LparStarted(IActorRef Lpar);
