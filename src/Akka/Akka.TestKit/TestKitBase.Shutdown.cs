using Akka.Actor;
using Akka.Event;

namespace Akka.TestKit;

/// <content>The end of the test.</content>
public abstract partial class TestKitBase
{
    private static readonly TimeSpan ShutdownMax = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Terminates the system and waits for it, 10 s at most without <paramref name="duration"/>. When time is up it throws
    /// <see cref="TimeoutException"/> if <paramref name="verifySystemShutdown"/>, else it logs.
    /// </summary>
    public virtual void Shutdown(TimeSpan? duration = null, bool verifySystemShutdown = false) =>
        Shutdown(Sys, duration, verifySystemShutdown);

    /// <summary>As above, of another system.</summary>
    protected virtual void Shutdown(ActorSystem system, TimeSpan? duration = null, bool verifySystemShutdown = false)
    {
        var max = Dilated(duration ?? ShutdownMax);
        if (system.Terminate().Wait(max))
            return;
        var tree = system is ExtendedActorSystem extended ? extended.PrintTree() : "";
        var text = $"Actor system [{system.Name}] did not stop in {max}:\n{tree}";
        if (verifySystemShutdown)
            throw new TimeoutException(text);
        system.Log.Warning(text);
    }
}
