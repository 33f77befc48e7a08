using Akka.Event;

namespace Akka.Actor.Internal;

/// <content>The end of the system.</content>
public sealed partial class ActorSystemImpl
{
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _finalTerminations;

    /// <inheritdoc />
    public override Task WhenTerminated => _terminated.Task;

    /// <summary>Whether the end has begun.</summary>
    internal bool Aborting { get; private set; }

    /// <inheritdoc />
    public override void RegisterOnTermination(Action code) => _terminationCallbacks.Add(code);

    /// <inheritdoc />
    public override Task Terminate()
    {
        if (_settings.Config.GetBoolean("akka.coordinated-shutdown.run-by-actor-system-terminate", true))
            CoordinatedShutdown.Get(this).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        else
            FinalTerminate();
        return WhenTerminated;
    }

    /// <inheritdoc />
    public override void Abort()
    {
        Aborting = true;
        FinalTerminate();
    }

    /// <summary>Stops the guardians, once.</summary>
    internal void FinalTerminate()
    {
        if (Interlocked.Exchange(ref _finalTerminations, 1) != 0)
            return;
        _log.Debug("System shutdown initiated");
        if (!_settings.LogDeadLettersDuringShutdown)
            (_deadLetterListener as IInternalActorRef)?.Stop();
        if (_provider.Guardian is { } guardian)
            guardian.Stop();
        else
            Ended();
    }

    private void Ended()
    {
        _terminationCallbacks.Run();
        _dispatchers.Shutdown();
        (_scheduler as IDisposable)?.Dispose();
        _eventStream.StopDefaultLoggers(this);
        _terminated.TrySetResult();
    }
}
