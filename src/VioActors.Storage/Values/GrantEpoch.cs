namespace VioActors.Storage.Values;

/// <summary>
/// Number of a grant on one LU, given by the owner of its map: every revocation makes all grants of lower epochs worthless. Immutable.
/// </summary>
public readonly record struct GrantEpoch(long Value) : IComparable<GrantEpoch>
{
    public int CompareTo(GrantEpoch other) => Value.CompareTo(other.Value);

    public static bool operator <(GrantEpoch left, GrantEpoch right) => left.Value < right.Value;

    public static bool operator >(GrantEpoch left, GrantEpoch right) => left.Value > right.Value;

    public static bool operator <=(GrantEpoch left, GrantEpoch right) => left.Value <= right.Value;

    public static bool operator >=(GrantEpoch left, GrantEpoch right) => left.Value >= right.Value;

    public override string ToString() => $"epoch {Value}";
}
