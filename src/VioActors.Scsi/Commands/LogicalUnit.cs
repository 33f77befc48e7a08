using VioActors.Scsi.Backend;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.ModePages;
using VioActors.Scsi.Reservations;

namespace VioActors.Scsi.Commands;

/// <summary>The unit as its command handlers see it. Thread-safe.</summary>
internal sealed class LogicalUnit(LogicalUnitPorts ports, DiskDeviceServer server, CommandTable commands)
{
    public LogicalUnitIdentity Identity { get; } = ports.Identity;

    public TargetPortIdentity Port { get; } = ports.Port;

    public IBlockBackend Backend { get; } = ports.Backend;

    public IThinBlockBackend? Thin { get; } = ports.Backend as IThinBlockBackend;

    public ITargetPortGroups PortGroups { get; } = ports.PortGroups;

    public IModeParameters Modes { get; } = ports.Modes;

    public IReservations? Reservations { get; } = ports.Reservations;

    public IBlockRangeLocks? Locks { get; } = ports.Locks;

    public ITaskAborter? Aborter { get; } = ports.Aborter;

    public TransferLimits Limits { get; } = new(ports.Backend.BlockSizeBytes, ports.Backend.OptimalGranularityBlocks);

    public DiskDeviceServer Server { get; } = server;

    public CommandTable Commands { get; } = commands;

    public ModeParameters ModeParameters => Modes.Current;

    /// <summary>State of the group that this target port is in.</summary>
    public AsymmetricAccessState AccessState => PortGroups.Current.StateOf(Port.GroupId);

    public int BlockSizeBytes => Backend.BlockSizeBytes;

    /// <summary>Whether a command of that nexus meets a reservation now.</summary>
    public bool Conflicts(NexusIdentity nexus, CommandTraits traits)
    {
        if (Reservations?.Current is not { } state || (state.Type is null && state.ReserveHolder is null))
        {
            return false;
        }

        var access = (traits & CommandTraits.PassesPersistentReservation) != 0 ? ReservationAccess.Free
            : (traits & CommandTraits.ReadsForReservation) != 0 ? ReservationAccess.Read
            : ReservationAccess.Write;
        return state.Conflicts(nexus, access, (traits & CommandTraits.PassesReserve) != 0);
    }

    /// <summary>A write reaches stable storage before its status when it asks so (FUA) or when the write cache is off (WCE).</summary>
    public bool MustReachMedium(bool forceUnitAccess) => forceUnitAccess || !ModeParameters.WriteCacheEnabled;
}
