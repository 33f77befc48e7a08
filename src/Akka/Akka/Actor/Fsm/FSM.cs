using Akka.Event;
using Akka.Routing;

namespace Akka.Actor;

/// <summary>
/// An actor that is a state machine. In its constructor it says what each state does with events (<see cref="When"/>), where it starts
/// (<see cref="StartWith"/>), and then calls <see cref="Initialize"/>. A handler returns the next state: <see cref="GoTo"/>, <see
/// cref="Stay"/>, <see cref="Stop()"/>; <c>null</c> leaves the event to <see cref="WhenUnhandled"/>.
/// </summary>
/// <typeparam name="TState">The type of state names.</typeparam>
/// <typeparam name="TData">The type of the data that goes with a state.</typeparam>
public abstract partial class FSM<TState, TData> : FSMBase, IListeners, IInternalSupportsTestFSMRef<TState, TData>
    where TState : notnull
{
    /// <summary>Whether events and transitions are logged: <c>akka.actor.debug.fsm</c>.</summary>
    protected bool DebugEvent;

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<TState, StateFunction> _stateFunctions = [];
    private readonly Dictionary<TState, TimeSpan?> _stateTimeouts = [];
    private readonly List<TransitionHandler> _transitionHandlers = [];
    private StateFunction _unhandled;
    private Action<StopEvent<TState, TData>> _onTermination = static _ => { };

    /// <summary>A machine; it needs <see cref="StartWith"/> and <see cref="Initialize"/>.</summary>
    protected FSM()
    {
        DebugEvent = Context.System.Settings.FsmDebugEvent;
        _unhandled = LogUnhandled;
    }

    /// <summary>Handles an event; returns the next state, or <c>null</c> when it is not for it.</summary>
    public delegate State<TState, TData>? StateFunction(Event<TData> fsmEvent);

    /// <summary>Runs on the way from one state to another; both may be the same.</summary>
    public delegate void TransitionHandler(TState initialState, TState nextState);

    /// <summary>The state.</summary>
    public TState StateName => Current.StateName;

    /// <summary>The data; in a transition handler that of the state that is left.</summary>
    public TData StateData => Current.StateData;

    /// <summary>
    /// The data of the state that is entered. Throws <see cref="InvalidOperationException"/> outside of transition handlers.
    /// </summary>
    public TData NextStateData => _nextState is { } next
        ? next.StateData
        : throw new InvalidOperationException("NextStateData may only be asked for in a handler of OnTransition.");

    /// <summary>Who hears of transitions.</summary>
    public ListenerSupport Listeners { get; } = new();

    /// <summary>Adds a handler of a state; those added before go first. A timeout replaces that of before.</summary>
    public void When(TState stateName, StateFunction func, TimeSpan? timeout = null)
    {
        _stateFunctions[stateName] = _stateFunctions.TryGetValue(stateName, out var earlier)
            ? fsmEvent => earlier(fsmEvent) ?? func(fsmEvent)
            : func;
        _stateTimeouts[stateName] = timeout ?? _stateTimeouts.GetValueOrDefault(stateName);
    }

    /// <summary>The first state. Called once, before <see cref="Initialize"/>.</summary>
    public void StartWith(TState stateName, TData stateData, TimeSpan? timeout = null) => _current = new(stateName, stateData, timeout);

    /// <summary>To a state, also to the same one again: transition handlers run and its timeout starts anew.</summary>
    public State<TState, TData> GoTo(TState nextStateName) => new(nextStateName, Current.StateData);

    /// <summary>No transition; the timeout of the state starts anew.</summary>
    public State<TState, TData> Stay() => GoTo(Current.StateName).WithNotification(false);

    /// <summary>The end, for <see cref="FSMBase.Normal"/> reasons.</summary>
    public State<TState, TData> Stop() => Stop(Normal.Instance);

    /// <summary>The end.</summary>
    public State<TState, TData> Stop(Reason reason) => Stop(reason, Current.StateData);

    /// <summary>The end, with the last data.</summary>
    public State<TState, TData> Stop(Reason reason, TData stateData) => Stay().Using(stateData).WithStopReason(reason);

    /// <summary>A handler whose result is changed by <see cref="TransformHelper.Using"/>.</summary>
    public TransformHelper Transform(StateFunction func) => new(func);

    /// <summary>The time of a state until <see cref="FSMBase.StateTimeout"/>; <c>null</c> for none.</summary>
    public void SetStateTimeout(TState state, TimeSpan? timeout) => _stateTimeouts[state] = timeout;

    /// <summary>Adds a handler of transitions; all of them run, in order.</summary>
    public void OnTransition(TransitionHandler transitionHandler) => _transitionHandlers.Add(transitionHandler);

    /// <summary>Sets what runs at the end, whatever the reason.</summary>
    public void OnTermination(Action<StopEvent<TState, TData>> terminationHandler) => _onTermination = terminationHandler;

    /// <summary>Sets the handler of events that the state leaves; what it leaves is logged.</summary>
    public void WhenUnhandled(StateFunction stateFunction) => _unhandled = fsmEvent => stateFunction(fsmEvent) ?? LogUnhandled(fsmEvent);

    /// <summary>Enters the first state. Throws <see cref="IllegalStateException"/> without <see cref="StartWith"/>.</summary>
    public void Initialize()
    {
        if (_current is null)
            throw new IllegalStateException("You must call StartWith before calling Initialize.");
        MakeTransition(_current);
    }

    /// <summary>Logs the end; errors only.</summary>
    protected virtual void LogTermination(Reason reason)
    {
        if (reason is not Failure failure)
            return;
        if (failure.Cause is Exception error)
            _log.Error(error, "terminating due to Failure");
        else
            _log.Error(failure.Cause?.ToString() ?? "terminating due to Failure");
    }

    /// <summary>Logs events and transitions from now on.</summary>
    internal void ActivateDebugEvents() => DebugEvent = true;

    private State<TState, TData> LogUnhandled(Event<TData> fsmEvent)
    {
        _log.Warning("unhandled event {0} in state {1}", fsmEvent.FsmEvent, Current.StateName);
        return Stay();
    }

    /// <summary>Changes the result of a handler.</summary>
    public sealed class TransformHelper
    {
        /// <summary>Of <paramref name="func"/>.</summary>
        public TransformHelper(StateFunction func)
        {
            Func = func;
        }

        /// <summary>The handler.</summary>
        public StateFunction Func { get; }

        /// <summary>The handler with its result, if it has one, changed by <paramref name="andThen"/>.</summary>
        public StateFunction Using(Func<State<TState, TData>, State<TState, TData>> andThen) =>
            fsmEvent => Func(fsmEvent) is { } state ? andThen(state) : null;
    }
}
