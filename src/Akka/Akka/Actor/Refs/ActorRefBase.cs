using Akka.Util;

namespace Akka.Actor;

/// <summary>Identity of references: the path and the uid of the incarnation.</summary>
public abstract class ActorRefBase : IActorRef
{
    /// <inheritdoc />
    public abstract ActorPath Path { get; }

    /// <inheritdoc />
    public void Tell(object message, IActorRef sender)
    {
        if (message is null)
            ThrowNull();
        TellInternal(message!, sender);
    }

    /// <inheritdoc />
    public override string ToString() => Path.Uid == 0 ? $"[{Path}]" : $"[{Path}#{Path.Uid}]";

    /// <inheritdoc />
    public override bool Equals(object? obj) => ReferenceEquals(this, obj) || (obj is IActorRef other && Equals(other));

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var uid = Path.Uid;
        return uid != 0 ? uid.GetHashCode() : Path.GetHashCode();
    }

    /// <inheritdoc />
    public bool Equals(IActorRef? other) =>
        ReferenceEquals(this, other) || (other is not null && Path.Uid == other.Path.Uid && Path.Equals(other.Path));

    /// <inheritdoc />
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        IActorRef other => CompareTo(other),
        _ => throw new ArgumentException($"Cannot compare an actor reference with [{obj.GetType()}].", nameof(obj)),
    };

    /// <inheritdoc />
    public int CompareTo(IActorRef? other)
    {
        if (other is null)
            return 1;
        var order = Path.CompareTo(other.Path);
        return order != 0 ? order : Path.Uid.CompareTo(other.Path.Uid);
    }

    /// <inheritdoc />
    public virtual ISurrogate ToSurrogate(ActorSystem system) => new Surrogate(Serialization.Serialization.SerializedActorPath(this));

    /// <summary>Delivers a message that is not <c>null</c>.</summary>
    protected abstract void TellInternal(object message, IActorRef sender);

    private static void ThrowNull() => throw new InvalidMessageException("Message is null.");

    /// <summary>A reference as it is sent.</summary>
    /// <param name="Path">The path in serialization format.</param>
    public sealed record Surrogate(string Path) : ISurrogate
    {
        /// <inheritdoc />
        public ISurrogated FromSurrogate(ActorSystem system) => ((ExtendedActorSystem)system).Provider.ResolveActorRef(Path);
    }
}
