namespace Akka.Actor;

/// <summary>The root of the actors of one system. Immutable and thread-safe.</summary>
public sealed class RootActorPath : ActorPath
{
    /// <summary>The root at <paramref name="address"/>.</summary>
    public RootActorPath(Address address, string name = "/")
        : base(address, name)
    {
    }
}
