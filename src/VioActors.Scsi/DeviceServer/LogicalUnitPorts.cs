using VioActors.Scsi.Backend;
using VioActors.Scsi.ModePages;
using VioActors.Scsi.Reservations;

namespace VioActors.Scsi.DeviceServer;

/// <summary>What a device server is built on. Commands whose port is null do not exist (05/20/00). Immutable.</summary>
public sealed record LogicalUnitPorts
{
    public required LogicalUnitIdentity Identity { get; init; }

    public required TargetPortIdentity Port { get; init; }

    /// <summary>The bytes. One that is an <see cref="IThinBlockBackend"/> brings UNMAP and GET LBA STATUS.</summary>
    public required IBlockBackend Backend { get; init; }

    public required ITargetPortGroups PortGroups { get; init; }

    /// <summary>What kind of device initiators see.</summary>
    public DeviceKind Kind { get; init; }

    public IUnitConditions Conditions { get; init; } = new LocalUnitConditions();

    /// <summary>Brings EXTENDED COPY and RECEIVE COPY RESULTS.</summary>
    public ICopyTargets? CopyTargets { get; init; }

    /// <summary>Says how much space a thin unit takes and may take; null: not known.</summary>
    public IProvisioning? Provisioning { get; init; }

    public IModeParameters Modes { get; init; } = new LocalModeParameters(new ModeParameters());

    /// <summary>
    /// Brings COMPARE AND WRITE and ORWRITE. Must be the same object for every device server of the unit, and every writer must honour it.
    /// </summary>
    public IBlockRangeLocks? Locks { get; init; }

    /// <summary>Brings RESERVE, RELEASE and PERSISTENT RESERVE IN and OUT.</summary>
    public IReservations? Reservations { get; init; }

    /// <summary>Brings PREEMPT AND ABORT.</summary>
    public ITaskAborter? Aborter { get; init; }
}
