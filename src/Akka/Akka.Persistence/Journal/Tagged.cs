using System.Collections.Immutable;

namespace Akka.Persistence.Journal;

/// <summary>An event with tags; the journal keeps the payload and the tags. Immutable.</summary>
public readonly struct Tagged : IEquatable<Tagged>
{
    public Tagged(object payload, IEnumerable<string> tags)
        : this(payload, tags.ToImmutableHashSet())
    {
    }

    public Tagged(object payload, IImmutableSet<string> tags)
    {
        Payload = payload;
        Tags = tags;
    }

    public object Payload { get; }

    public IImmutableSet<string> Tags { get; }

    public static bool operator ==(Tagged left, Tagged right) => left.Equals(right);

    public static bool operator !=(Tagged left, Tagged right) => !left.Equals(right);

    public bool Equals(Tagged other) => Equals(Payload, other.Payload) && Tags.SetEquals(other.Tags);

    public override bool Equals(object? obj) => obj is Tagged other && Equals(other);

    public override int GetHashCode() => Payload?.GetHashCode() ?? 0;
}
