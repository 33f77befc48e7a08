using Akka.Actor;

namespace Akka.TestKit;

/// <summary>No pilot: messages are only queued.</summary>
public sealed class NoAutoPilot : AutoPilot
{
    /// <summary>The only instance.</summary>
    public static NoAutoPilot Instance { get; } = new();

    private NoAutoPilot()
    {
    }

    /// <inheritdoc />
    public override AutoPilot Run(IActorRef sender, object message) => this;
}
