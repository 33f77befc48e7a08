namespace Akka.Actor;

/// <summary>What a supervisor does with a child that failed.</summary>
public enum Directive
{
    /// <summary>Go on with the next message; the state is kept.</summary>
    Resume,

    /// <summary>Replace the instance; the mailbox is kept, the failing message is not delivered again.</summary>
    Restart,

    /// <summary>Fail too, and let the own supervisor decide.</summary>
    Escalate,

    /// <summary>Stop the child.</summary>
    Stop,
}
