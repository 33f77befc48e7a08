using Akka.Actor;

namespace Akka.TestKit;

/// <summary>Answers for a test actor or probe, on the thread of the sender; messages are queued for expectations all the same.</summary>
public abstract class AutoPilot
{
    /// <summary>A pilot.</summary>
    protected AutoPilot()
    {
    }

    /// <summary>Takes the pilot off.</summary>
    public static NoAutoPilot NoAutoPilot => NoAutoPilot.Instance;

    /// <summary>Keeps the pilot that is there.</summary>
    public static KeepRunning KeepRunning => KeepRunning.Instance;

    /// <summary>Handles <paramref name="message"/>; returns the pilot for the next one.</summary>
    public abstract AutoPilot Run(IActorRef sender, object message);
}
