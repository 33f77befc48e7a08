using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Sense;

namespace VioActors.Scsi.Commands;

/// <summary>What an asymmetric access state lets through, and how it is named in sense data (SPC-4 clause 5.15.2). Thread-safe.</summary>
internal static class AccessStates
{
    public static bool Allows(AsymmetricAccessState state, CommandTraits traits) => state switch
    {
        AsymmetricAccessState.ActiveOptimized or AsymmetricAccessState.ActiveNonOptimized => true,
        AsymmetricAccessState.Standby => (traits & CommandTraits.InStandby) != 0,
        AsymmetricAccessState.Transitioning => (traits & CommandTraits.InTransition) != 0,
        _ => (traits & CommandTraits.InUnavailable) != 0,
    };

    /// <summary>No sense for the active states.</summary>
    public static SenseCode CodeOf(AsymmetricAccessState state) => state switch
    {
        AsymmetricAccessState.Standby => SenseCodes.PortInStandby,
        AsymmetricAccessState.Unavailable => SenseCodes.PortUnavailable,
        AsymmetricAccessState.Offline => SenseCodes.Offline,
        AsymmetricAccessState.Transitioning => SenseCodes.AccessTransition,
        _ => SenseCodes.None,
    };
}
