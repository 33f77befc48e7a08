using System.Collections.Immutable;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Values;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.ModePages;
using VioActors.Scsi.Reservations;
using VioActors.Scsi.Sense;

namespace VioActors.Actors.Vios.LogicalUnits.Unit;

/// <summary>The SCSI state of a unit as its aggregate keeps it, and as the device server works with it. Thread-safe.</summary>
internal static class ScsiTranslation
{
    public static ReservationState ReservationsOf(LuReservations kept) => new()
    {
        Generation = unchecked((uint)kept.Generation),
        Registrations = [.. kept.Registrations.Select(one =>
            new Scsi.Reservations.Registration(NexusOf(one.Nexus), unchecked((ulong)one.Key)))],
        Type = kept.Type == 0 ? null : (ReservationType)kept.Type,
        Holder = kept.Holder is { } holder ? NexusOf(holder) : null,
        PersistsThroughPowerLoss = kept.PersistsThroughPowerLoss,
        ReserveHolder = kept.ReserveHolder is { } reserver ? NexusOf(reserver) : null,
    };

    /// <summary>The aggregate finds out through which VIOS RESERVE came.</summary>
    public static LuReservations ReservationsOf(ReservationState state) => new(
        state.Generation,
        state.Registrations.Select(one => new LuRegistration(NexusOf(one.Nexus), unchecked((long)one.Key))).ToValueList(),
        (int)(state.Type ?? 0),
        state.Holder is { } holder ? NexusOf(holder) : null,
        state.PersistsThroughPowerLoss,
        state.ReserveHolder is { } reserver ? NexusOf(reserver) : null,
        null);

    public static ModeParameters ModesOf(LuModes kept) => new(kept.WriteCacheEnabled, kept.DescriptorSense, kept.SoftwareWriteProtect);

    public static LuModes ModesOf(ModeParameters modes) => new(modes.WriteCacheEnabled, modes.DescriptorSense, modes.SoftwareWriteProtect);

    public static UnitCondition ConditionOf(LuCondition kept) => new()
    {
        IsEjected = kept.Ejected,
        Preventers = [.. kept.Preventers.Select(one => NexusOf(one.Nexus))],
        Sanitize = kept.Sanitize is { } wiping
            ? new SanitizeStatus(wiping.HasFailed, wiping.MayExit, (ushort)Math.Clamp(wiping.Progress, 0, ushort.MaxValue))
            : null,
    };

    /// <summary>What is new in it is this VIOS's doing; the rest stays another's.</summary>
    public static LuCondition ConditionOf(UnitCondition now, LuCondition before, VioUuid self) => new(
        now.IsEjected,
        now.Preventers.Select(nexus => before.Preventers.FirstOrDefault(one => NexusOf(one.Nexus) == nexus)
            ?? new LuPreventer(NexusOf(nexus), self)).ToValueList(),
        now.Sanitize is { } wiping
            ? new LuSanitize(
                before.Sanitize is { } known && (wiping.HasFailed || !known.HasFailed) ? known.Vios : self,
                wiping.HasFailed, wiping.MayExit, wiping.Progress)
            : null,
        before.Medium);

    public static NexusIdentity NexusOf(LuNexus nexus) => new(nexus.Initiator, unchecked((ulong)nexus.Qualifier), (ushort)nexus.Port);

    public static LuNexus NexusOf(NexusIdentity nexus) =>
        new(nexus.InitiatorName, unchecked((long)nexus.Qualifier), nexus.RelativeTargetPort);

    public static LuNotice NoticeOf(ReservationDecision decision) => new(
        0,
        decision.Attentions.Select(one => AttentionOf(one.Code, one.Nexus, false)).ToValueList(),
        decision.Aborted.Select(NexusOf).ToValueList(),
        false,
        []);

    public static LuAttention AttentionOf(SenseCode code, NexusIdentity? nexus, bool others) =>
        new(nexus is { } named ? NexusOf(named) : null, others, code.Asc, code.Ascq);

    /// <summary>The condition by its numbers; one that this version has no name for is told by them.</summary>
    public static SenseCode CodeOf(LuAttention attention) =>
        Known.GetValueOrDefault((attention.Code, attention.Qualifier))
            is { Name: not null } known ? known
            : new SenseCode(SenseKey.UnitAttention, (byte)attention.Code, (byte)attention.Qualifier, "UNIT ATTENTION");

    private static readonly ImmutableDictionary<(int Code, int Qualifier), SenseCode> Known = new[]
    {
        SenseCodes.ModeParametersChanged, SenseCodes.ReservationsPreempted, SenseCodes.ReservationsReleased,
        SenseCodes.RegistrationsPreempted, SenseCodes.BusDeviceReset, SenseCodes.CapacityDataChanged,
        SenseCodes.MediumMayHaveChanged,
    }.ToImmutableDictionary(code => ((int)code.Asc, (int)code.Ascq));
}
