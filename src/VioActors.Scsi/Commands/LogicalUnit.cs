using VioActors.Scsi.Backend;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.ModePages;
using VioActors.Scsi.Reservations;
using VioActors.Scsi.Sense;

namespace VioActors.Scsi.Commands;

/// <summary>The unit as its command handlers see it. Thread-safe.</summary>
internal sealed class LogicalUnit(LogicalUnitPorts ports, DiskDeviceServer server, CommandTable commands)
{
    public LogicalUnitIdentity Identity { get; } = ports.Identity;

    public TargetPortIdentity Port { get; } = ports.Port;

    public IBlockBackend Backend { get; } = ports.Backend;

    public IThinBlockBackend? Thin { get; } = ports.Backend as IThinBlockBackend;

    public IAtomicBlockBackend? Atomic { get; } = ports.Backend as IAtomicBlockBackend;

    public ITargetPortGroups PortGroups { get; } = ports.PortGroups;

    public IModeParameters Modes { get; } = ports.Modes;

    public IReservations? Reservations { get; } = ports.Reservations;

    public IBlockRangeLocks? Locks { get; } = ports.Locks;

    public ITaskAborter? Aborter { get; } = ports.Aborter;

    public DeviceKind Kind { get; } = ports.Kind;

    public IUnitConditions Conditions { get; } = ports.Conditions;

    public ICopyTargets? CopyTargets { get; } = ports.CopyTargets;

    public IProvisioning? Provisioning { get; } = ports.Provisioning;

    public UnitStatistics Statistics { get; } = new();

    /// <summary>START STOP UNIT takes the medium out and in.</summary>
    public bool IsRemovable => Kind != DeviceKind.Disk;

    public bool HasMedium => !Conditions.Current.IsEjected && Backend.HasMedium;

    public TransferLimits Limits { get; } = new(
        ports.Backend.BlockSizeBytes,
        ports.Backend.OptimalGranularityBlocks,
        (ports.Backend as IAtomicBlockBackend)?.AtomicBlocksMax ?? 0);

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

    /// <summary>Changes the condition and tells the nexuses, if nobody else does.</summary>
    public async ValueTask<BackendResult> ChangeConditionAsync(
        Func<UnitCondition, UnitCondition> change, SenseCode? attention, NexusIdentity? asker, CancellationToken cancellation)
    {
        var before = Conditions.Current;
        var result = await Conditions.ChangeAsync(change, attention, asker, cancellation).ConfigureAwait(false);
        if (result == BackendResult.Ok && attention is { } code && !Conditions.TellsEveryNexus && Conditions.Current != before)
        {
            Server.RaiseUnitAttention(code, asker);
        }

        return result;
    }

    /// <summary>A write reaches stable storage before its status when it asks so (FUA) or when the write cache is off (WCE).</summary>
    public bool MustReachMedium(bool forceUnitAccess) => forceUnitAccess || !ModeParameters.WriteCacheEnabled;
}
