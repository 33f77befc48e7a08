using Akka.Event;

namespace Akka.Actor;

/// <content>Messages.</content>
public abstract partial class FSMBase
{
    /// <summary>To a new subscriber: the state at the time.</summary>
    /// <typeparam name="TS">The type of state names.</typeparam>
    public sealed class CurrentState<TS> : IEquatable<CurrentState<TS>>
    {
        /// <summary>The state of <paramref name="fsmRef"/>.</summary>
        public CurrentState(IActorRef fsmRef, TS state)
        {
            FsmRef = fsmRef;
            State = state;
        }

        /// <summary>The machine.</summary>
        public IActorRef FsmRef { get; }

        /// <summary>Its state.</summary>
        public TS State { get; }

        /// <inheritdoc />
        public bool Equals(CurrentState<TS>? other) => other is not null && Equals(FsmRef, other.FsmRef) && Equals(State, other.State);

        /// <inheritdoc />
        public override bool Equals(object? obj) => Equals(obj as CurrentState<TS>);

        /// <inheritdoc />
        public override int GetHashCode() => HashCode.Combine(FsmRef, State);

        /// <inheritdoc />
        public override string ToString() => $"CurrentState <{State}>";
    }

    /// <summary>To subscribers: the machine has gone from one state to another.</summary>
    /// <typeparam name="TS">The type of state names.</typeparam>
    public sealed class Transition<TS> : IEquatable<Transition<TS>>
    {
        /// <summary>A transition of <paramref name="fsmRef"/>.</summary>
        public Transition(IActorRef fsmRef, TS from, TS to)
        {
            FsmRef = fsmRef;
            From = from;
            To = to;
        }

        /// <summary>The machine.</summary>
        public IActorRef FsmRef { get; }

        /// <summary>The state it left.</summary>
        public TS From { get; }

        /// <summary>The state it is in.</summary>
        public TS To { get; }

        /// <inheritdoc />
        public bool Equals(Transition<TS>? other) =>
            other is not null && Equals(FsmRef, other.FsmRef) && Equals(From, other.From) && Equals(To, other.To);

        /// <inheritdoc />
        public override bool Equals(object? obj) => Equals(obj as Transition<TS>);

        /// <inheritdoc />
        public override int GetHashCode() => HashCode.Combine(FsmRef, From, To);

        /// <inheritdoc />
        public override string ToString() => $"Transition({From}, {To})";
    }

    /// <summary>
    /// Makes an actor a subscriber: it gets <see cref="CurrentState{TS}"/> at once and <see cref="Transition{TS}"/> from then on. A
    /// repeat sends the state again.
    /// </summary>
    public sealed class SubscribeTransitionCallBack
    {
        /// <summary>Subscribes <paramref name="actorRef"/>.</summary>
        public SubscribeTransitionCallBack(IActorRef actorRef)
        {
            ActorRef = actorRef;
        }

        /// <summary>The subscriber.</summary>
        public IActorRef ActorRef { get; }
    }

    /// <summary>Undoes <see cref="SubscribeTransitionCallBack"/>. Not answered; a repeat does nothing.</summary>
    public sealed class UnsubscribeTransitionCallBack
    {
        /// <summary>Of <paramref name="actorRef"/>.</summary>
        public UnsubscribeTransitionCallBack(IActorRef actorRef)
        {
            ActorRef = actorRef;
        }

        /// <summary>The subscriber.</summary>
        public IActorRef ActorRef { get; }
    }

    /// <summary>The event of a machine that got no message for the time of its state.</summary>
    public sealed class StateTimeout
    {
        private StateTimeout()
        {
        }

        /// <summary>The only instance.</summary>
        public static StateTimeout Instance { get; } = new();
    }

    /// <summary>From the scheduler: the time of a state is up, unless a message has come since.</summary>
    internal sealed record TimeoutMarker(long Generation) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>From the scheduler: a named timer, unless it was set anew since.</summary>
    internal sealed record TimerElapsed(string Name, int Generation) : INoSerializationVerificationNeeded, IDeadLetterSuppression;
}
