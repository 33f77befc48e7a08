using Akka.Actor;
using Akka.Configuration;

namespace Akka.Persistence;

/// <summary>Finds or makes the persistence extension of an actor system. Thread-safe.</summary>
public class Persistence : ExtensionIdProvider<PersistenceExtension>
{
    public static Persistence Instance { get; } = new();

    public override PersistenceExtension CreateExtension(ExtendedActorSystem system) => new(system);

    /// <summary>The reference configuration (persistence.conf).</summary>
    public static Config DefaultConfig() => ConfigurationFactory.FromResource<Persistence>("Akka.Persistence.persistence.conf");
}
