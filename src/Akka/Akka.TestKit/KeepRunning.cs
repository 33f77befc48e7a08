using Akka.Actor;

namespace Akka.TestKit;

/// <summary>Returned by a pilot that goes on as it is.</summary>
public sealed class KeepRunning : AutoPilot
{
    /// <summary>The only instance.</summary>
    public static KeepRunning Instance { get; } = new();

    private KeepRunning()
    {
    }

    /// <summary>Throws <see cref="InvalidOperationException"/>: it stands for another pilot.</summary>
    public override AutoPilot Run(IActorRef sender, object message) =>
        throw new InvalidOperationException("KeepRunning cannot be set as a pilot: it stands for the one that returns it.");
}
