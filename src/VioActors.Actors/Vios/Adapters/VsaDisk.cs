using Akka.Actor;
using VioActors.Scsi;
using VioActors.Scsi.Backend;
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

    private const int DetachAttemptsMax = 30;

    private readonly VsaTasks _unitTasks;

    public VsaDisk(IServedDisk disk, NexusIdentity identity, ILunInventory luns, int queueDepthMax, IActorRef vsa, NexusLife life)
    {
        Disk = disk;
        Nexus = new NexusState(identity, luns);
        Tasks = new TaskSet<VsaTask>(new TaskSetLimits(queueDepthMax, queueDepthMax));
        disk.Server.Attach(Nexus);
        _unitTasks = new VsaTasks(vsa, life, disk.Lun, identity);
        disk.Add(_unitTasks);
    }

    public IServedDisk Disk { get; }

    public NexusState Nexus { get; }

    public TaskSet<VsaTask> Tasks { get; }

    /// <summary>What commands that do not end any more are answered with; null while it is served: then nobody waits for them.</summary>
    public ScsiResponse? AnswerOfDeparted { get; set; }

    /// <summary>
    /// The nexus is lost for this disk: what it held by RESERVE is released, for which the owner may have to be asked several times.
    /// </summary>
    public async Task DetachAsync()
    {
        Disk.Remove(_unitTasks);
        for (var attempt = 0; attempt < DetachAttemptsMax && !Disk.IsGone; attempt++)
        {
            var result = await Disk.Server.DetachAsync(Nexus, CancellationToken.None).ConfigureAwait(false);
            if (result is BackendResult.Ok or BackendResult.Gone)
                return;
        }
    }

    public static TaskKey KeyOf(ScsiTask task) => new(NexusNumber, task.Tag);
}
