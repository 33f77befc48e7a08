using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.LogicalUnits.Scsi;

/// <summary>An I_T nexus by name, the same on every VIOS and after a new login (SAM-5 clause 4.8).</summary>
/// <param name="Initiator">Name of the initiator device.</param>
/// <param name="Qualifier">48-bit ISID; 0 for transports without one.</param>
/// <param name="Port">Relative target port identifier.</param>
public sealed record LuNexus(string Initiator, long Qualifier, int Port);

/// <summary>A registered nexus.</summary>
/// <param name="Key">The 64 bits of its reservation key.</param>
public sealed record LuRegistration(LuNexus Nexus, long Key);

/// <summary>Reservations of the unit (IO-2). What they mean and how they change is SPC's; here they are kept and handed out.</summary>
/// <param name="Generation">PRGENERATION.</param>
/// <param name="Type">TYPE field of the reservation; 0: none.</param>
/// <param name="Holder">Null without a reservation and for the types that every registered nexus holds.</param>
/// <param name="ReserveHolder">Nexus of RESERVE(6)/(10).</param>
/// <param name="ReserveVios">The VIOS through which it came: RESERVE ends with it.</param>
public sealed record LuReservations(
    long Generation,
    ValueList<LuRegistration> Registrations,
    int Type,
    LuNexus? Holder,
    bool PersistsThroughPowerLoss,
    LuNexus? ReserveHolder,
    VioUuid? ReserveVios)
{
    public static LuReservations None { get; } = new(0, [], 0, null, false, null, null);
}

/// <summary>Mode parameters of the unit, shared by all its nexuses.</summary>
public sealed record LuModes(bool WriteCacheEnabled, bool DescriptorSense, bool SoftwareWriteProtect)
{
    public static LuModes Default { get; } = new(true, false, false);
}

/// <summary>Blocks that one VIOS alone may write, for a command that reads and writes in one step.</summary>
/// <param name="Request">Number of the request that asked for it, unique for the VIOS.</param>
public sealed record LuRangeLock(VioUuid Vios, long Request, long Lba, long BlockCount)
{
    public bool Overlaps(LuRangeLock other) => Lba < other.Lba + other.BlockCount && other.Lba < Lba + BlockCount;
}

/// <summary>What is the same for every VIOS that serves the unit.</summary>
/// <param name="Version">Grows with every change.</param>
/// <param name="ParametersVersion">Version of the last change of reservations, mode parameters or condition.</param>
/// <param name="Condition">Null: the usual one.</param>
public sealed record LuScsiState(
    long Version,
    long ParametersVersion,
    LuReservations Reservations,
    LuModes Modes,
    ValueList<LuRangeLock> Locks,
    LuCondition? Condition = null);

/// <summary>A unit attention condition that a change establishes.</summary>
/// <param name="Nexus">The nexus that gets it, on whichever VIOS it is logged in; null: all of them.</param>
/// <param name="Others">All nexuses but that one get it.</param>
/// <param name="Code">Additional sense code.</param>
public sealed record LuAttention(LuNexus? Nexus, bool Others, int Code, int Qualifier);

/// <summary>Consecutive logical chunks.</summary>
public readonly record struct LogicalRun(long First, long Count);

/// <summary>What a change brings about once at every VIOS, beside the new state.</summary>
/// <param name="Version">Of the state after the change; what a VIOS has seen already it does not do again.</param>
/// <param name="Aborted">Nexuses whose tasks end (PREEMPT AND ABORT).</param>
/// <param name="Resets">Logical unit reset: all tasks end, and every nexus is told.</param>
/// <param name="Withdrawn">Logical chunks whose places are valid no more.</param>
public sealed record LuNotice(
    long Version, ValueList<LuAttention> Attentions, ValueList<LuNexus> Aborted, bool Resets, ValueList<LogicalRun> Withdrawn);

/// <summary>A request that was carried out, so that its repeat is recognised.</summary>
public sealed record LuRequest(VioUuid Vios, long Request, long Version);

/// <summary>Chunks that are being taken out of the map: nobody may use them when all VIOSes have confirmed the version.</summary>
public sealed record LuWithdrawal(long Version, ValueList<MapRun> Runs);

/// <summary>All that the unit keeps for SCSI: see <see cref="LuScsiState"/> and <see cref="LuNotice"/>.</summary>
/// <param name="Notices">The latest, ascending.</param>
/// <param name="Requests">The latest, oldest first.</param>
/// <param name="Withdrawals">Out of the map, and not known to be unused everywhere.</param>
/// <param name="Returning">Used by nobody; not back at the pool yet.</param>
public sealed record LuScsi(
    LuScsiState State,
    ValueList<LuNotice> Notices,
    ValueList<LuRequest> Requests,
    ValueList<LuWithdrawal> Withdrawals,
    ValueList<Pool.ChunkRun> Returning)
{
    /// <summary>Notices that are kept: as many changes one VIOS may miss while its grant is renewed.</summary>
    public const int NoticeCountMax = 64;

    /// <summary>Requests that are remembered; a repeat comes within seconds.</summary>
    public const int RequestCountMax = 512;

    public static LuScsi Empty { get; } = new(new LuScsiState(0, 0, LuReservations.None, LuModes.Default, []), [], [], [], []);

    /// <summary>Null: never seen, or long ago.</summary>
    public LuRequest? Find(VioUuid vios, long request)
    {
        for (var index = Requests.Count - 1; index >= 0; index--)
        {
            if (Requests[index].Request == request && Requests[index].Vios == vios)
            {
                return Requests[index];
            }
        }

        return null;
    }
}
