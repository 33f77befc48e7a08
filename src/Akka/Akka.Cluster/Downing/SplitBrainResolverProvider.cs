using Akka.Actor;

namespace Akka.Cluster.SBR;

/// <summary>
/// Stands for Akka.NET's provider in configurations. There is no split brain to resolve: the database has one answer to who is a member.
/// Immutable and thread-safe.
/// </summary>
public class SplitBrainResolverProvider : IDowningProvider
{
    /// <summary>The provider of <paramref name="system"/>.</summary>
    public SplitBrainResolverProvider(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
    }

    /// <inheritdoc />
    public TimeSpan DownRemovalMargin => TimeSpan.Zero;

    /// <inheritdoc />
    public Props DowningActorProps => null!;
}
