using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Luns;
using VioActors.Scsi.Tasks;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>
/// One disk as one nexus uses it: the nexus's task set (TST 001b: each nexus has its own, SPC-4 clause 7.5.8) and its unit attentions.
/// Not thread-safe:
/// owned by a VSA.
/// </summary>
internal sealed class VsaDisk
{
    /// <summary>The one nexus of this task set.</summary>
    public const long NexusNumber = 0;

    public VsaDisk(VirtualDisk disk, NexusIdentity identity, ILunInventory luns, int queueDepthMax)
    {
        Disk = disk;
        Nexus = new NexusState(identity, luns);
        Tasks = new TaskSet<VsaTask>(new TaskSetLimits(queueDepthMax, queueDepthMax));
        disk.Server.Attach(Nexus);
    }

    public VirtualDisk Disk { get; }

    public NexusState Nexus { get; }

    public TaskSet<VsaTask> Tasks { get; }

    public static TaskKey KeyOf(ScsiTask task) => new(NexusNumber, task.Tag);
}
