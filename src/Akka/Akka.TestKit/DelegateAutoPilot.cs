using Akka.Actor;

namespace Akka.TestKit;

/// <summary>Handles a message; returns the pilot for the next one.</summary>
public delegate AutoPilot AutoPilotDelegate(IActorRef sender, object message);

/// <summary>A pilot that is a delegate.</summary>
public sealed class DelegateAutoPilot : AutoPilot
{
    private readonly AutoPilotDelegate _autoPilotDelegate;

    /// <summary>Runs <paramref name="autoPilotDelegate"/>.</summary>
    public DelegateAutoPilot(AutoPilotDelegate autoPilotDelegate)
    {
        _autoPilotDelegate = autoPilotDelegate;
    }

    /// <inheritdoc />
    public override AutoPilot Run(IActorRef sender, object message) => _autoPilotDelegate(sender, message);
}
