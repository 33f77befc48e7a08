using Akka.Actor;

namespace Akka.TestKit;

/// <summary>A reference to a state machine whose state the test may look at and set.</summary>
/// <typeparam name="TActor">The class of the machine.</typeparam>
/// <typeparam name="TState">The type of state names.</typeparam>
/// <typeparam name="TData">The type of state data.</typeparam>
public class TestFSMRef<TActor, TState, TData> : TestActorRefBase<TActor>
    where TActor : FSM<TState, TData>
    where TState : notnull
{
    /// <summary>A new machine below <paramref name="supervisor"/>, or below the user guardian.</summary>
    public TestFSMRef(ActorSystem system, Props props, IActorRef? supervisor = null, string? name = null, bool activateLogging = false)
        : base(system, props, supervisor, name)
    {
        if (activateLogging)
            UnderlyingActor.ActivateDebugEvents();
    }

    /// <summary>The state.</summary>
    public TState StateName => Machine.StateName;

    /// <summary>The data.</summary>
    public TData StateData => Machine.StateData;

    private IInternalSupportsTestFSMRef<TState, TData> Machine => UnderlyingActor;

    /// <summary>Goes to the same state with other data.</summary>
    public void SetStateData(TData stateData, TimeSpan? timeout = null) => SetState(StateName, stateData, timeout);

    /// <summary>Goes to the same state with another time until it is up.</summary>
    public void SetStateTimeout(TimeSpan timeout) => SetState(StateName, StateData, timeout);

    /// <summary>Goes to a state.</summary>
    public void SetState(TState stateName, TimeSpan? timeout = null) => SetState(stateName, StateData, timeout);

    /// <summary>Goes to a state, or stops when there is a reason.</summary>
    public void SetState(TState stateName, TData stateData, TimeSpan? timeout = null, FSMBase.Reason? stopReason = null) =>
        AsActor(() => Machine.ApplyState(new FSMBase.State<TState, TData>(stateName, stateData, timeout, stopReason)));

    /// <summary>Sets a timer of the machine.</summary>
    public void SetTimer(string name, object msg, TimeSpan timeout, bool repeat = false) =>
        AsActor(() => Machine.SetTimer(name, msg, timeout, repeat));

    /// <summary>Ends a timer of the machine.</summary>
    public void CancelTimer(string name) => AsActor(() => Machine.CancelTimer(name));

    /// <summary>Whether a timer of the machine is set.</summary>
    public bool IsTimerActive(string name) => Machine.IsTimerActive(name);

    /// <summary>Whether the time of the state is running.</summary>
    public bool IsStateTimerActive() => Machine.IsStateTimerActive;

    private void AsActor(Action action) => InternalRef.Cell.UseThreadContext(action);
}
