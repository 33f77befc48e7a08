using Akka.Actor;
using VioActors.Actors.Vios.LogicalUnits.Unit;
using VioActors.Scsi.DeviceServer;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>The tasks of one nexus at one LUN, for those who end them from elsewhere: the VSA does it. Thread-safe.</summary>
internal sealed class VsaTasks(IActorRef vsa, NexusLife life, int lun, NexusIdentity identity) : IUnitTasks
{
    private const int AttemptsMax = 30;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(1);

    public async Task AbortAsync(IReadOnlySet<NexusIdentity>? nexuses)
    {
        if (nexuses is not null && !nexuses.Contains(identity))
            return;
        for (var attempt = 0; !life.HasEnded; attempt++)
        {
            try
            {
                await vsa.Ask<TaskManaged>(new AbortForReset(lun), AnswerLimit).ConfigureAwait(false);
                return;
            }
            catch (AskTimeoutException) when (attempt < AttemptsMax)
            {
                // A task that is on the medium ends in its own time. A VSA that ended meanwhile has none.
            }
        }
    }
}
