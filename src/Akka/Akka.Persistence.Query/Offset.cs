namespace Akka.Persistence.Query;

/// <summary>Where in a journal a query begins. Immutable and thread-safe.</summary>
public abstract class Offset : IComparable<Offset>
{
    /// <summary>From the first event.</summary>
    public static Offset NoOffset() => Query.NoOffset.Instance;

    /// <summary>After the event with this number.</summary>
    public static Offset Sequence(long value) => new Sequence(value);

    /// <summary>After the event with this id. Not understood by the journals here.</summary>
    public static Offset TimeBasedUuid(Guid value) => new TimeBasedUuid(value);

    /// <exception cref="InvalidOperationException">The offsets are of different kinds.</exception>
    public abstract int CompareTo(Offset? other);

    private protected InvalidOperationException NotComparable(Offset? other) =>
        new($"Cannot compare the offset [{this}] with [{other?.ToString() ?? "null"}]: they are of different kinds.");
}

/// <summary>From the first event. Immutable and thread-safe.</summary>
public sealed class NoOffset : Offset
{
    private NoOffset()
    {
    }

    public static NoOffset Instance { get; } = new();

    public override int CompareTo(Offset? other) => other is NoOffset ? 0 : throw NotComparable(other);

    public override string ToString() => "NoOffset";
}

/// <summary>The number of an event in the order of its journal. Immutable and thread-safe.</summary>
public sealed class Sequence(long value) : Offset, IEquatable<Sequence>
{
    public long Value { get; } = value;

    public override int CompareTo(Offset? other) =>
        other is Sequence sequence ? Value.CompareTo(sequence.Value) : throw NotComparable(other);

    public bool Equals(Sequence? other) => other is not null && Value == other.Value;

    public override bool Equals(object? obj) => Equals(obj as Sequence);

    public override int GetHashCode() => Value.GetHashCode();

    public override string ToString() => $"Sequence({Value})";
}

/// <summary>A time-based id of an event. Immutable and thread-safe.</summary>
public sealed class TimeBasedUuid(Guid value) : Offset, IEquatable<TimeBasedUuid>
{
    public Guid Value { get; } = value;

    public override int CompareTo(Offset? other) =>
        other is TimeBasedUuid uuid ? Value.CompareTo(uuid.Value) : throw NotComparable(other);

    public bool Equals(TimeBasedUuid? other) => other is not null && Value == other.Value;

    public override bool Equals(object? obj) => Equals(obj as TimeBasedUuid);

    public override int GetHashCode() => Value.GetHashCode();

    public override string ToString() => $"TimeBasedUuid({Value})";
}
