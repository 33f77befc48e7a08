using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Supervises the root: a failure that reaches it ends the system, and so does the end of the root.</summary>
internal sealed class BubbleWalker : MinimalActorRef
{
    private readonly ActorSystemImpl _system;
    private readonly TaskCompletionSource _terminated;

    public BubbleWalker(IActorRefProvider provider, ActorPath path, ActorSystemImpl system, TaskCompletionSource terminated)
    {
        Provider = provider;
        Path = path;
        _system = system;
        _terminated = terminated;
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider { get; }

    public override bool IsTerminated => _terminated.Task.IsCompleted;

    public override void SendSystemMessage(ISystemMessage message)
    {
        switch (message)
        {
            case Failed failed:
                _system.Log.Error(failed.Cause, $"Guardian [{failed.Child}] failed, shutting the system down.");
                ((IInternalActorRef)failed.Child).Stop();
                break;
            case DeathWatchNotification:
                _terminated.TrySetResult();
                break;
        }
    }
}
