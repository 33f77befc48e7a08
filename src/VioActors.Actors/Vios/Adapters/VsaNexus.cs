using Akka.Actor;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>An I_T nexus as its transport sees it: everything is told to the VSA. Thread-safe.</summary>
internal sealed class VsaNexus(IActorRef vsa, NexusLife life, int queueDepthMax) : ITargetNexus
{
    private static readonly TimeSpan ManageLimit = TimeSpan.FromSeconds(60);

    public int QueueDepthMax => queueDepthMax;

    /// <summary>A VSA takes everything that was told to it before its life ended; what comes later is given up here.</summary>
    public void Submit(ScsiTask task)
    {
        var submitted = life.Take(task);
        vsa.Tell(submitted, ActorRefs.NoSender);
        if (life.HasEnded)
            submitted.Abandon();
    }

    public async ValueTask<TaskManagementResponse> ManageAsync(
        TaskManagementFunction function, ulong lunField, uint referencedTag, CancellationToken cancellation)
    {
        try
        {
            var managed = await vsa.Ask<TaskManaged>(new ManageTasks(function, lunField, referencedTag), ManageLimit,
                cancellation).ConfigureAwait(false);
            return managed.Response;
        }
        catch (AskTimeoutException)
        {
            return TaskManagementResponse.FunctionRejected;
        }
    }

    public void Close(string reason)
    {
        life.BeginClosing();
        vsa.Tell(new CloseNexus(reason), ActorRefs.NoSender);
    }
}
