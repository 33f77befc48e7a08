namespace VioActors.Domain.Values;

/// <summary>
/// How often an object of the VIOS DB was changed, from 1. A command that names the version it saw is refused when the object has moved on.
/// Immutable.
/// </summary>
public readonly record struct ObjectVersion(long Value) : IComparable<ObjectVersion>
{
    public static ObjectVersion First { get; } = new(1);

    public ObjectVersion Next() => new(checked(Value + 1));

    public int CompareTo(ObjectVersion other) => Value.CompareTo(other.Value);

    public override string ToString() => $"v{Value}";
}
