using Akka.Event;
using Akka.Routing;

namespace Akka.Actor;

/// <content>Events and transitions.</content>
public abstract partial class FSM<TState, TData>
{
    private State<TState, TData>? _current;
    private State<TState, TData>? _nextState;
    private ICancelable? _stateTimer;
    private long _generation;

    private State<TState, TData> Current =>
        _current ?? throw new IllegalStateException("You must call StartWith before calling Initialize.");

    bool IInternalSupportsTestFSMRef<TState, TData>.IsStateTimerActive => _stateTimer is not null;

    void IInternalSupportsTestFSMRef<TState, TData>.ApplyState(State<TState, TData> upcomingState) => ApplyState(upcomingState);

    /// <inheritdoc />
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case TimeoutMarker marker:
                if (marker.Generation == _generation)
                    ProcessEvent(StateTimeout.Instance, "state timeout");
                return true;
            case TimerElapsed elapsed:
                ReceiveTimer(elapsed);
                return true;
            case SubscribeTransitionCallBack subscribe:
                Listeners.Add(subscribe.ActorRef);
                subscribe.ActorRef.Tell(new CurrentState<TState>(Self, Current.StateName), Self);
                return true;
            case Listen listen:
                Listeners.Add(listen.Listener);
                listen.Listener.Tell(new CurrentState<TState>(Self, Current.StateName), Self);
                return true;
            case UnsubscribeTransitionCallBack unsubscribe:
                Listeners.Remove(unsubscribe.ActorRef);
                return true;
            case Deafen deafen:
                Listeners.Remove(deafen.Listener);
                return true;
            default:
                CancelStateTimer();
                ProcessEvent(message, Sender);
                return true;
        }
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        // Set here and not by the handler of an event: stopped from outside, or by a supervisor.
        if (_current is not null)
            Terminate(Stay().WithStopReason(Shutdown.Instance));
        base.PostStop();
    }

    private void CancelStateTimer()
    {
        _stateTimer?.Cancel();
        _stateTimer = null;
        _generation++;
    }

    private void ProcessEvent(object message, object source)
    {
        if (DebugEvent)
            _log.Debug("processing {0} from {1} in state {2}", message, source, Current.StateName);
        var before = Current;
        var fsmEvent = new Event<TData>(message, before.StateData);
        ApplyState(_stateFunctions[before.StateName](fsmEvent) ?? _unhandled(fsmEvent)!);
        if (DebugEvent && !Equals(before.StateName, Current.StateName))
            _log.Debug("transition {0} -> {1}", before.StateName, Current.StateName);
    }

    private void ApplyState(State<TState, TData> upcoming)
    {
        if (upcoming.StopReason is null)
            MakeTransition(upcoming);
        else
            End(upcoming);
    }

    private void End(State<TState, TData> last)
    {
        Reply(last);
        Terminate(last);
        Context.Stop(Self);
    }

    private void MakeTransition(State<TState, TData> next)
    {
        if (!_stateFunctions.ContainsKey(next.StateName))
        {
            End(Stay().WithStopReason(new Failure($"Next state {next.StateName} does not exist")));
            return;
        }

        Reply(next);
        var from = Current.StateName;
        if (next.Notifies || !Equals(from, next.StateName))
        {
            _nextState = next;
            try
            {
                foreach (var handler in _transitionHandlers)
                    handler(from, next.StateName);
                Listeners.Gossip(new Transition<TState>(Self, from, next.StateName));
            }
            finally
            {
                _nextState = null;
            }
        }

        _current = next;
        StartStateTimer(next);
    }

    private void StartStateTimer(State<TState, TData> state)
    {
        var timeout = state.Timeout ?? _stateTimeouts.GetValueOrDefault(state.StateName);
        CancelStateTimer();
        if (timeout is { } time && time >= TimeSpan.Zero && time != TimeSpan.MaxValue)
            _stateTimer = Context.System.Scheduler.ScheduleTellOnceCancelable(time, Self, new TimeoutMarker(_generation), Self);
    }

    private void Reply(State<TState, TData> state)
    {
        foreach (var reply in state.Replies)
            Sender.Tell(reply, Self);
    }

    private void Terminate(State<TState, TData> last)
    {
        if (Current.StopReason is not null)
            return;
        LogTermination(last.StopReason!);
        CancelTimers();
        CancelStateTimer();
        _current = last;
        _onTermination(new StopEvent<TState, TData>(last.StopReason!, last.StateName, last.StateData));
    }
}
