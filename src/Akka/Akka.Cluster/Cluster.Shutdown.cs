using Akka.Actor;

namespace Akka.Cluster;

/// <content>The cluster's part in the coordinated shutdown.</content>
public partial class Cluster
{
    private void AddShutdownTasks()
    {
        var shutdown = CoordinatedShutdown.Get(_system);
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterLeave, "leave", () => Step(ClusterCommand.Step.Leave));
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterExitingDone, "exiting-completed", () => Step(ClusterCommand.Step.Depart));
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterShutdown, "wait-shutdown", async () =>
        {
            Shutdown();
            await _terminated.Task.ConfigureAwait(false);
            return Done.Instance;
        });
        _system.RegisterOnTermination(Terminated);
    }

    /// <summary>Ends when the daemon has done the step, or has found that there is nothing to do.</summary>
    private Task<Done> Step(ClusterCommand.Step step)
    {
        if (IsTerminated && step == ClusterCommand.Step.Leave)
            return Task.FromResult(Done.Instance);
        var done = new TaskCompletionSource<Done>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!IsTerminated)
            _terminated.Register(() => done.TrySetResult(Done.Instance));
        _daemon.Tell(new ClusterCommand.InShutdown(step, done), ActorRefs.NoSender);
        return done.Task;
    }
}
