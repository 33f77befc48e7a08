namespace Akka.Routing;

/// <summary>
/// Decides how many routees a pool has. One pool uses an instance, on one thread at a time but for <see cref="IsTimeForResize"/>.
/// </summary>
public abstract class Resizer
{
    /// <summary>
    /// Whether to think about the size at this message, the <paramref name="messageCounter"/>th. Called by senders: thread-safe and
    /// quick.
    /// </summary>
    public abstract bool IsTimeForResize(long messageCounter);

    /// <summary>How many routees to add, or to stop if negative.</summary>
    public abstract int Resize(IEnumerable<Routee> currentRoutees);
}
