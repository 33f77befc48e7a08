using Akka.Event;

namespace Akka.Actor;

/// <summary>A part of the engine asks the system guardian to be told before <c>/system</c> stops: <see cref="TerminationHook"/>.</summary>
internal sealed class RegisterTerminationHook : INoSerializationVerificationNeeded
{
    public static readonly RegisterTerminationHook Instance = new();

    private RegisterTerminationHook()
    {
    }
}

/// <summary>The user actors have stopped; answer with <see cref="TerminationHookDone"/> when the rest may.</summary>
internal sealed class TerminationHook : INoSerializationVerificationNeeded
{
    public static readonly TerminationHook Instance = new();

    private TerminationHook()
    {
    }
}

/// <summary>The answer to <see cref="TerminationHook"/>.</summary>
internal sealed class TerminationHookDone : INoSerializationVerificationNeeded
{
    public static readonly TerminationHookDone Instance = new();

    private TerminationHookDone()
    {
    }
}

/// <summary>The actor of <c>/system</c>: when <c>/user</c> has stopped and all hooks have answered, it stops itself.</summary>
internal sealed class SystemGuardianActor : ActorBase
{
    private readonly HashSet<IActorRef> _hooks = [];
    private IActorRef? _user;
    private bool _ending;

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case GuardianActor.Order order:
                _user = order.First;
                Context.Watch(_user);
                break;
            case Terminated terminated when terminated.ActorRef.Equals(_user):
                _ending = true;
                foreach (var hook in _hooks)
                    hook.Tell(TerminationHook.Instance, Self);
                StopIfDone();
                break;
            case Terminated terminated:
                _hooks.Remove(terminated.ActorRef);
                StopIfDone();
                break;
            case RegisterTerminationHook when !_ending && !Sender.Equals(Context.System.DeadLetters):
                _hooks.Add(Sender);
                Context.Watch(Sender);
                break;
            case TerminationHookDone:
                Context.Unwatch(Sender);
                _hooks.Remove(Sender);
                StopIfDone();
                break;
            default:
                Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
                break;
        }

        return true;
    }

    protected override void PreRestart(Exception reason, object message)
    {
        // The guardian keeps its children whatever happens to it.
    }

    private void StopIfDone()
    {
        if (!_ending || _hooks.Count > 0)
            return;
        Context.System.EventStream.StopDefaultLoggers(Cell.SystemImpl);
        Context.Stop(Self);
    }
}
