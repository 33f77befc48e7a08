using Akka.Actor;
using Akka.Event;

namespace Akka.Pattern;

/// <summary>Starts the child again after a delay, passes messages to it and answers questions about it.</summary>
public abstract class BackoffSupervisorBase : ActorBase
{
    private readonly object? _replyWhileStopped;
    private readonly Random _random;

    internal BackoffSupervisorBase(
        Props childProps, string childName, IBackoffReset reset, object? replyWhileStopped, Func<object, bool>? finalStopMessage)
    {
        ChildProps = childProps;
        ChildName = childName;
        Reset = reset;
        _replyWhileStopped = replyWhileStopped;
        FinalStopMessage = finalStopMessage;
        _random = new Random((int)Self.Path.Uid);
    }

    /// <summary>The child; <c>null</c> while there is none.</summary>
    protected IActorRef? Child { get; set; }

    /// <summary>Restarts since the last reset.</summary>
    protected int RestartCountN { get; set; }

    /// <summary>Whether a message that may stop the child for good was passed on.</summary>
    protected bool FinalStopMessageReceived { get; set; }

    internal Props ChildProps { get; }

    internal string ChildName { get; }

    internal IBackoffReset Reset { get; }

    internal Func<object, bool>? FinalStopMessage { get; }

    /// <inheritdoc />
    protected override void PreStart()
    {
        StartChild();
        base.PreStart();
    }

    /// <summary>Handles what all backoff supervisors have in common.</summary>
    protected bool HandleBackoff(object message)
    {
        switch (message)
        {
            case BackoffSupervisor.StartChild:
                StartChild();
                if (Reset is AutoReset automatic)
                {
                    Context.System.Scheduler.ScheduleTellOnce(
                        automatic.ResetBackoff, Self, new BackoffSupervisor.ResetRestartCount(RestartCountN), Self);
                }

                break;
            case BackoffSupervisor.Reset when Reset is ManualReset:
                RestartCountN = 0;
                break;
            case BackoffSupervisor.Reset:
                Unhandled(message);
                break;
            case BackoffSupervisor.ResetRestartCount reset:
                if (reset.Current == RestartCountN)
                    RestartCountN = 0;
                break;
            case BackoffSupervisor.GetRestartCount:
                Sender.Tell(new BackoffSupervisor.RestartCount(RestartCountN), Self);
                break;
            case BackoffSupervisor.GetCurrentChild:
                Sender.Tell(new BackoffSupervisor.CurrentChild(Child!), Self);
                break;
            default:
                Pass(message);
                break;
        }

        return true;
    }

    /// <summary>Asks itself to start the child after the delay that is due.</summary>
    internal void ScheduleStart(TimeSpan min, TimeSpan max, double randomFactor)
    {
        var delay = BackoffDelay.Calculate(RestartCountN, min, max, randomFactor, _random);
        Context.System.Scheduler.ScheduleTellOnce(delay, Self, BackoffSupervisor.StartChild.Instance, Self);
        RestartCountN++;
    }

    private void StartChild()
    {
        if (Child is null)
            Child = Context.Watch(Context.ActorOf(ChildProps, ChildName));
    }

    private void Pass(object message)
    {
        if (Child is not null && Child.Equals(Sender))
        {
            Context.Parent.Tell(message, Self);
            return;
        }

        var isFinal = FinalStopMessage?.Invoke(message) ?? false;
        if (Child is not null)
        {
            FinalStopMessageReceived |= isFinal;
            Child.Tell(message, Sender);
        }
        else if (isFinal)
        {
            Context.Stop(Self);
        }
        else if (_replyWhileStopped is not null)
        {
            Sender.Tell(_replyWhileStopped, Self);
        }
        else
        {
            Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
        }
    }
}
