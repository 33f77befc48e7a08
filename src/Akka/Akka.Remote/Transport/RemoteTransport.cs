using Akka.Actor;

namespace Akka.Remote.Transport;

/// <summary>The network of one system. Implementations are thread-safe.</summary>
public abstract class RemoteTransport
{
    /// <summary>The addresses that are this system's own.</summary>
    public abstract ISet<Address> Addresses { get; }

    /// <summary>Where others reach this system.</summary>
    public abstract Address DefaultAddress { get; }

    /// <summary>
    /// Sends a command to the transport; false when it does not know it. Known is <see cref="SetThrottle"/>, with <c>trttl</c> in
    /// <c>applied-adapters</c>.
    /// </summary>
    public abstract Task<bool> ManagementCommand(object cmd);

    /// <summary>See <see cref="IRemoteActorRefProvider.Quarantine"/>.</summary>
    public abstract void Quarantine(Address address, int? uid);

    /// <summary>Sends what is under way, within <c>flush-wait-on-shutdown</c>, and closes all connections.</summary>
    public abstract Task Shutdown();
}
