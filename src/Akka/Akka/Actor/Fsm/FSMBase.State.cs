namespace Akka.Actor;

/// <content>States.</content>
public abstract partial class FSMBase
{
    /// <summary>A state with its data and with what is to be done on the way to it. Immutable: every change makes a copy.</summary>
    /// <typeparam name="TS">The type of state names.</typeparam>
    /// <typeparam name="TD">The type of state data.</typeparam>
    public sealed class State<TS, TD> : IEquatable<State<TS, TD>>
    {
        private static readonly IReadOnlyList<object> NoReplies = [];

        /// <summary>A state.</summary>
        public State(
            TS stateName,
            TD stateData,
            TimeSpan? timeout = null,
            Reason? stopReason = null,
            IReadOnlyList<object>? replies = null,
            bool notifies = true)
        {
            StateName = stateName;
            StateData = stateData;
            Timeout = timeout;
            StopReason = stopReason;
            Replies = replies ?? NoReplies;
            Notifies = notifies;
        }

        /// <summary>The name.</summary>
        public TS StateName { get; }

        /// <summary>The data.</summary>
        public TD StateData { get; }

        /// <summary>
        /// How long without a message until <see cref="StateTimeout"/>; <c>null</c>: what is set for the state; infinite: never.
        /// </summary>
        public TimeSpan? Timeout { get; }

        /// <summary>Why the machine stops; <c>null</c> when it goes on.</summary>
        public Reason? StopReason { get; }

        /// <summary>What is sent to the sender on the way, first to last.</summary>
        public IReadOnlyList<object> Replies { get; }

        /// <summary>Whether the way to the same state counts as a transition.</summary>
        internal bool Notifies { get; }

        /// <summary>With another time until <see cref="StateTimeout"/>, for this visit of the state.</summary>
        public State<TS, TD> ForMax(TimeSpan timeout) =>
            new(StateName, StateData, IsNever(timeout) ? Infinite : timeout, StopReason, Replies, Notifies);

        /// <summary>With a reply more.</summary>
        public State<TS, TD> Replying(object replyValue) =>
            new(StateName, StateData, Timeout, StopReason, [.. Replies, replyValue], Notifies);

        /// <summary>With other data.</summary>
        public State<TS, TD> Using(TD nextStateData) => new(StateName, nextStateData, Timeout, StopReason, Replies, Notifies);

        /// <inheritdoc />
        public override string ToString() => $"{StateName}, {StateData}";

        /// <inheritdoc />
        public bool Equals(State<TS, TD>? other) => ReferenceEquals(this, other)
            || (other is not null && Equals(StateName, other.StateName) && Equals(StateData, other.StateData) && Timeout == other.Timeout
                && Equals(StopReason, other.StopReason) && Replies.SequenceEqual(other.Replies));

        /// <inheritdoc />
        public override bool Equals(object? obj) => Equals(obj as State<TS, TD>);

        /// <inheritdoc />
        public override int GetHashCode() => HashCode.Combine(StateName, StateData, Timeout);

        internal State<TS, TD> WithStopReason(Reason reason) => new(StateName, StateData, Timeout, reason, Replies, Notifies);

        internal State<TS, TD> WithNotification(bool notifies) => new(StateName, StateData, Timeout, StopReason, Replies, notifies);

        private static bool IsNever(TimeSpan timeout) => timeout < TimeSpan.Zero || timeout == TimeSpan.MaxValue;

        private static TimeSpan Infinite => System.Threading.Timeout.InfiniteTimeSpan;
    }
}
