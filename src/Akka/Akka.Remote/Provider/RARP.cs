using Akka.Actor;
using Akka.Configuration;

namespace Akka.Remote;

/// <summary>The way from a system to its <see cref="IRemoteActorRefProvider"/>. Thread-safe.</summary>
public sealed class RARP : ExtensionIdProvider<RARP>, IExtension
{
    private readonly IRemoteActorRefProvider? _provider;

    /// <summary>Used to look the extension up.</summary>
    public RARP()
    {
    }

    private RARP(IRemoteActorRefProvider provider)
    {
        _provider = provider;
    }

    /// <summary>The provider.</summary>
    public IRemoteActorRefProvider Provider => _provider!;

    /// <summary>
    /// The extension of <paramref name="system"/>. Throws <see cref="ConfigurationException"/> when the system has no remoting.
    /// </summary>
    public static RARP For(ActorSystem system) => new RARP().Get(system);

    /// <inheritdoc />
    public override RARP CreateExtension(ExtendedActorSystem system) => system.Provider is IRemoteActorRefProvider provider
        ? new RARP(provider)
        : throw new ConfigurationException(
            $"Cannot use remoting of actor system [{system.Name}]: its akka.actor.provider is [{system.Provider.GetType()}]. "
            + "Set it to remote or cluster.");

    /// <summary>The props with the dispatcher of remoting.</summary>
    public Props ConfigureDispatcher(Props props) =>
        Provider.RemoteSettings.Dispatcher is { Length: > 0 } dispatcher ? props.WithDispatcher(dispatcher) : props;
}
