namespace Akka.Actor;

/// <summary>The outcome of a request, as <c>Ask</c> and <c>PipeTo</c> know it.</summary>
public abstract class Status
{
    /// <summary>It worked.</summary>
    public sealed class Success : Status
    {
        /// <summary>A success without a value.</summary>
        public static readonly Success Instance = new(null!);

        /// <summary>The value.</summary>
        public readonly object Status;

        /// <summary>A success with a value.</summary>
        public Success(object status)
        {
            Status = status;
        }

        /// <inheritdoc />
        public override string ToString() => $"Success: {Status}";
    }

    /// <summary>It failed; an <c>Ask</c> that is answered with this throws <see cref="Cause"/>.</summary>
    public sealed class Failure : Status
    {
        /// <summary>Why.</summary>
        public readonly Exception Cause;

        /// <summary>Anything the sender wants to have with it, or <c>null</c>.</summary>
        public readonly object State;

        /// <summary>A failure.</summary>
        public Failure(Exception cause)
            : this(cause, null!)
        {
        }

        /// <summary>A failure with state.</summary>
        public Failure(Exception cause, object state)
        {
            Cause = cause;
            State = state;
        }

        /// <inheritdoc />
        public override string ToString() => $"Failure: {Cause}";
    }
}
