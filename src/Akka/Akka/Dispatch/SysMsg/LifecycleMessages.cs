using Akka.Actor;

namespace Akka.Dispatch.SysMsg;

/// <summary>First message of every cell: make the actor.</summary>
public sealed class Create : SystemMessage
{
    internal Create(ActorInitializationException? failure)
    {
        Failure = failure;
    }

    /// <summary>Set when the cell cannot start, e.g. its mailbox does not fit the actor.</summary>
    public ActorInitializationException? Failure { get; }
}

/// <summary>Supervisor to child: restart because of <see cref="Cause"/>.</summary>
public sealed class Recreate : SystemMessage
{
    /// <summary>A restart.</summary>
    public Recreate(Exception cause)
    {
        Cause = cause;
    }

    /// <summary>The failure.</summary>
    public Exception Cause { get; }
}

/// <summary>Handle no user messages until a matching <see cref="Resume"/>.</summary>
public sealed class Suspend : SystemMessage
{
}

/// <summary>Undoes one <see cref="Suspend"/>.</summary>
public sealed class Resume : SystemMessage
{
    /// <summary>A resume; <paramref name="causedByFailure"/> is set when it answers the failure of the receiver.</summary>
    public Resume(Exception? causedByFailure)
    {
        CausedByFailure = causedByFailure;
    }

    /// <summary>The failure that is forgiven, or <c>null</c>.</summary>
    public Exception? CausedByFailure { get; }
}

/// <summary>Stop after the current message.</summary>
public sealed class Terminate : SystemMessage
{
}
