using Akka.Actor;
using Akka.Remote.Transport;

namespace Akka.Remote;

/// <summary>What remoting adds to a provider of references.</summary>
public interface IRemoteActorRefProvider : IActorRefProvider
{
    /// <summary>The watcher of actors of other systems, one per system.</summary>
    IActorRef RemoteWatcher { get; }

    /// <summary>The network.</summary>
    RemoteTransport Transport { get; }

    /// <summary>The settings of remoting.</summary>
    RemoteSettings RemoteSettings { get; }

    /// <summary>Whether <paramref name="address"/> is one of this system's own.</summary>
    bool HasAddress(Address address);

    /// <summary>
    /// Shuts the incarnation <paramref name="uid"/> of a system out: nothing is sent to it or taken from it any more. Without a uid only
    /// what waits for it is dropped.
    /// </summary>
    void Quarantine(Address address, int? uid);
}
