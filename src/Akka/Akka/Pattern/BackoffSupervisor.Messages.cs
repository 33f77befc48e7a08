using Akka.Actor;
using Akka.Event;

namespace Akka.Pattern;

/// <content>Messages.</content>
public sealed partial class BackoffSupervisor
{
    /// <summary>To the supervisor: which is the current child? Answered by <see cref="CurrentChild"/>. Safe to repeat.</summary>
    public sealed class GetCurrentChild
    {
        /// <summary>The only value.</summary>
        public static readonly GetCurrentChild Instance = new();

        private GetCurrentChild()
        {
        }
    }

    /// <summary>The current child.</summary>
    public sealed class CurrentChild
    {
        /// <summary>The child <paramref name="ref"/>.</summary>
        public CurrentChild(IActorRef @ref)
        {
            Ref = @ref;
        }

        /// <summary>The child; <c>null</c> while there is none.</summary>
        public IActorRef Ref { get; }
    }

    /// <summary>To the supervisor, with manual reset: forget the restarts. Safe to repeat.</summary>
    public new sealed class Reset
    {
        /// <summary>The only value.</summary>
        public static readonly Reset Instance = new();

        private Reset()
        {
        }
    }

    /// <summary>To the supervisor: how many restarts? Answered by <see cref="RestartCount"/>. Safe to repeat.</summary>
    public sealed class GetRestartCount
    {
        /// <summary>The only value.</summary>
        public static readonly GetRestartCount Instance = new();

        private GetRestartCount()
        {
        }
    }

    /// <summary>Restarts since the last reset.</summary>
    public sealed class RestartCount
    {
        /// <summary>A number of restarts.</summary>
        public RestartCount(int count)
        {
            Count = count;
        }

        /// <summary>The number.</summary>
        public int Count { get; }
    }

    /// <summary>The supervisor to itself: the delay is over.</summary>
    public sealed class StartChild : IDeadLetterSuppression
    {
        /// <summary>The only value.</summary>
        public static readonly StartChild Instance = new();

        private StartChild()
        {
        }
    }

    /// <summary>The supervisor to itself: the child has run long enough, unless there were restarts since.</summary>
    public sealed class ResetRestartCount : IDeadLetterSuppression
    {
        /// <summary>Sent at <paramref name="current"/> restarts.</summary>
        public ResetRestartCount(int current)
        {
            Current = current;
        }

        /// <summary>Restarts when it was sent.</summary>
        public int Current { get; }
    }
}
