using VioActors.Scsi.DeviceServer;

namespace VioActors.Actors.Vios.LogicalUnits.Unit;

/// <summary>The tasks that one nexus has at an LU. Implemented by who owns the task set; thread-safe.</summary>
internal interface IUnitTasks
{
    /// <summary>Ends them, if the nexus is one of these; completes when none of them can answer any more.</summary>
    /// <param name="nexuses">Null: whichever nexus it is.</param>
    /// <exception cref="TimeoutException">They did not end.</exception>
    Task AbortAsync(IReadOnlySet<NexusIdentity>? nexuses);
}
