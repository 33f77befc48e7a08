namespace Akka.Actor;

/// <summary>Types of state machines that do not depend on the machine. See <see cref="FSM{TState, TData}"/>.</summary>
public abstract partial class FSMBase : ActorBase
{
    /// <summary>Why a machine stops.</summary>
    public abstract class Reason
    {
        /// <summary>A reason.</summary>
        protected Reason()
        {
        }
    }

    /// <summary>It is done.</summary>
    public sealed class Normal : Reason
    {
        private Normal()
        {
        }

        /// <summary>The only instance.</summary>
        public static Normal Instance { get; } = new();
    }

    /// <summary>It was stopped from outside.</summary>
    public sealed class Shutdown : Reason
    {
        private Shutdown()
        {
        }

        /// <summary>The only instance.</summary>
        public static Shutdown Instance { get; } = new();
    }

    /// <summary>It cannot go on. Logged as an error.</summary>
    public sealed class Failure : Reason
    {
        /// <summary>Because of <paramref name="cause"/>, an exception or a text.</summary>
        public Failure(object cause)
        {
            Cause = cause;
        }

        /// <summary>The cause.</summary>
        public object Cause { get; }

        /// <inheritdoc />
        public override string ToString() => $"FSMBase.Failure({Cause})";
    }

    /// <summary>An event in a state, for logging. Immutable.</summary>
    /// <typeparam name="TS">The type of state names.</typeparam>
    /// <typeparam name="TD">The type of state data.</typeparam>
    public sealed class LogEntry<TS, TD>
    {
        /// <summary>An event.</summary>
        public LogEntry(TS stateName, TD stateData, object fsmEvent)
        {
            StateName = stateName;
            StateData = stateData;
            FsmEvent = fsmEvent;
        }

        /// <summary>The state.</summary>
        public TS StateName { get; }

        /// <summary>The data.</summary>
        public TD StateData { get; }

        /// <summary>The event.</summary>
        public object FsmEvent { get; }
    }

    /// <summary>A message with the data of the state it came in. Immutable.</summary>
    /// <typeparam name="TD">The type of state data.</typeparam>
    public readonly struct Event<TD> : INoSerializationVerificationNeeded
    {
        /// <summary>An event.</summary>
        public Event(object fsmEvent, TD stateData)
        {
            FsmEvent = fsmEvent;
            StateData = stateData;
        }

        /// <summary>The message.</summary>
        public object FsmEvent { get; }

        /// <summary>The data.</summary>
        public TD StateData { get; }

        /// <inheritdoc />
        public override string ToString() => $"Event: <{FsmEvent}>, StateData: <{StateData}>";
    }

    /// <summary>The end of a machine. Immutable.</summary>
    /// <typeparam name="TS">The type of state names.</typeparam>
    /// <typeparam name="TD">The type of state data.</typeparam>
    public sealed class StopEvent<TS, TD> : INoSerializationVerificationNeeded
    {
        /// <summary>The end, in a state.</summary>
        public StopEvent(Reason reason, TS terminatedState, TD stateData)
        {
            Reason = reason;
            TerminatedState = terminatedState;
            StateData = stateData;
        }

        /// <summary>The reason.</summary>
        public Reason Reason { get; }

        /// <summary>The last state.</summary>
        public TS TerminatedState { get; }

        /// <summary>The last data.</summary>
        public TD StateData { get; }
    }
}
