namespace Akka.Routing;

/// <summary>Goes to all routees, whatever the logic of the router.</summary>
public class Broadcast : RouterEnvelope, IEquatable<Broadcast>
{
    /// <summary>Wraps <paramref name="message"/>.</summary>
    public Broadcast(object message)
        : base(message)
    {
    }

    /// <inheritdoc />
    public bool Equals(Broadcast? other) => other is not null && Equals(Message, other.Message);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Broadcast);

    /// <inheritdoc />
    public override int GetHashCode() => Message?.GetHashCode() ?? 0;
}
