using Akka.Actor;

namespace Akka.Cluster;

/// <summary>Shuts nobody out. Immutable and thread-safe.</summary>
public sealed class NoDowning : IDowningProvider
{
    /// <summary>The provider of <paramref name="system"/>.</summary>
    public NoDowning(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
    }

    /// <inheritdoc />
    public TimeSpan DownRemovalMargin => TimeSpan.Zero;

    /// <inheritdoc />
    public Props DowningActorProps => null!;
}
