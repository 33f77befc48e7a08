using VioActors.Actors.Vios.LogicalUnits.Unit;
using VioActors.Scsi.DeviceServer;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>A disk as a <see cref="VsaActor"/> serves it to its nexus. Implementations are thread-safe.</summary>
internal interface IServedDisk
{
    int Lun { get; }

    DiskDeviceServer Server { get; }

    /// <summary>Nobody is left who could release what a nexus holds by RESERVE.</summary>
    bool IsGone { get; }

    /// <summary>Tasks that are ended when the unit is reset or its reservations are preempted.</summary>
    void Add(IUnitTasks tasks);

    void Remove(IUnitTasks tasks);
}
