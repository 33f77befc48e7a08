using Akka.Util;

namespace Akka.Actor;

/// <summary>No actor: the result of a lookup that found nothing, and a place that swallows messages.</summary>
public sealed class Nobody : MinimalActorRef
{
    /// <summary>The only value.</summary>
    public static readonly Nobody Instance = new();

    private static readonly NobodySurrogate SurrogateInstance = new();

    private Nobody()
    {
    }

    /// <inheritdoc />
    public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "local")) / "Nobody";

    /// <inheritdoc />
    public override IActorRefProvider Provider => throw new NotSupportedException("Nobody belongs to no actor system.");

    /// <inheritdoc />
    public override ISurrogate ToSurrogate(ActorSystem system) => SurrogateInstance;

    /// <summary>Nobody as it is sent.</summary>
    public sealed class NobodySurrogate : ISurrogate
    {
        /// <inheritdoc />
        public ISurrogated FromSurrogate(ActorSystem system) => Instance;
    }
}
