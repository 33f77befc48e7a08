using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.Cluster;

/// <summary>Makes the <see cref="Cluster"/> of a system; done at its start when the provider is <c>cluster</c>. Thread-safe.</summary>
public sealed class ClusterExtension : ExtensionIdProvider<Cluster>
{
    internal static readonly ClusterExtension Provider = new();

    /// <inheritdoc />
    public override Cluster CreateExtension(ExtendedActorSystem system) => new((ActorSystemImpl)system);
}
