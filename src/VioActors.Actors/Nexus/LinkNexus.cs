using Akka.Actor;
using VioActors.Actors.Vios.Adapters;
using VioActors.Domain.Phyp.Nexus;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Nexus;

/// <summary>An I_T nexus at a target of another process as its user sees it: everything is told to the link. Thread-safe.</summary>
internal sealed class LinkNexus(IActorRef link, NexusLife life, int queueDepthMax) : ITargetNexus
{
    private static readonly TimeSpan ManageLimit = TimeSpan.FromSeconds(60);

    public int QueueDepthMax => queueDepthMax;

    /// <summary>The link takes everything that was told to it before its life ended; what comes later is given up here.</summary>
    public void Submit(ScsiTask task)
    {
        var linked = new LinkedTask(task);
        link.Tell(linked, ActorRefs.NoSender);
        if (life.HasEnded)
            linked.Abandon();
    }

    public async ValueTask<TaskManagementResponse> ManageAsync(
        TaskManagementFunction function, ulong lunField, uint referencedTag, CancellationToken cancellation)
    {
        try
        {
            var managed = await link.Ask<NexusManaged>(new ManageNexus((int)function, lunField, referencedTag), ManageLimit, cancellation)
                .ConfigureAwait(false);
            return (TaskManagementResponse)managed.Response;
        }
        catch (AskTimeoutException)
        {
            return TaskManagementResponse.FunctionRejected;
        }
    }

    public void Close(string reason) => link.Tell(new EndNexus(reason), ActorRefs.NoSender);
}

/// <summary>A command on its way through a link; ended once, whoever comes first. Thread-safe.</summary>
internal sealed class LinkedTask(ScsiTask task) : INoSerializationVerificationNeeded
{
    private int _ended;

    public ScsiTask Task => task;

    public void Complete(ScsiResponse response)
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
            task.Complete(response);
        else
            response.DataIn?.Dispose();
    }

    public void Abandon()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
            task.Abandon();
    }
}
