namespace VioActors.Scsi.DeviceServer;

/// <summary>
/// The logical units that EXTENDED COPY may name: those that are mapped to the same client (STO-8). Implemented by the owner of the
/// mappings; thread-safe.
/// </summary>
public interface ICopyTargets
{
    /// <summary>Device servers of the units, this one among them. A snapshot: never changes once returned.</summary>
    IReadOnlyCollection<DiskDeviceServer> Targets { get; }
}
