namespace Akka.Actor;

/// <summary>What a test may do with a state machine from outside.</summary>
/// <typeparam name="TState">The type of state names.</typeparam>
/// <typeparam name="TData">The type of state data.</typeparam>
public interface IInternalSupportsTestFSMRef<TState, TData>
{
    /// <summary>The state.</summary>
    TState StateName { get; }

    /// <summary>The data.</summary>
    TData StateData { get; }

    /// <summary>Whether the timer of the state runs.</summary>
    bool IsStateTimerActive { get; }

    /// <summary>Goes to a state as if a handler had returned it.</summary>
    void ApplyState(FSMBase.State<TState, TData> upcomingState);

    /// <summary>See <see cref="FSM{TState, TData}.SetStateTimeout"/>.</summary>
    void SetStateTimeout(TState state, TimeSpan? timeout);

    /// <summary>See <see cref="FSM{TState, TData}.SetTimer"/>.</summary>
    void SetTimer(string name, object msg, TimeSpan timeout, bool repeat = false);

    /// <summary>See <see cref="FSM{TState, TData}.CancelTimer"/>.</summary>
    void CancelTimer(string name);

    /// <summary>See <see cref="FSM{TState, TData}.IsTimerActive"/>.</summary>
    bool IsTimerActive(string name);
}
