using Akka.Actor;

namespace Akka.Cluster;

/// <summary>One incarnation of an actor system: a restart at the same address has another uid. Immutable and thread-safe.</summary>
public class UniqueAddress : IComparable<UniqueAddress>, IEquatable<UniqueAddress>, IComparable
{
    /// <summary>The incarnation <paramref name="uid"/> at <paramref name="address"/>.</summary>
    public UniqueAddress(Address address, int uid)
    {
        Address = address;
        Uid = uid;
    }

    /// <summary>Where it is.</summary>
    public Address Address { get; }

    /// <summary>Which incarnation it is.</summary>
    public int Uid { get; }

    /// <summary>Compares address and uid.</summary>
    public static bool operator ==(UniqueAddress? left, UniqueAddress? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Compares address and uid.</summary>
    public static bool operator !=(UniqueAddress? left, UniqueAddress? right) => !(left == right);

    /// <inheritdoc />
    public int CompareTo(UniqueAddress? other)
    {
        if (other is null)
            return 1;
        var order = Member.AddressOrdering.Compare(Address, other.Address);
        return order == 0 ? Uid.CompareTo(other.Uid) : order;
    }

    /// <inheritdoc />
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        UniqueAddress other => CompareTo(other),
        _ => throw new ArgumentException($"Cannot compare a unique address with [{obj.GetType()}].", nameof(obj)),
    };

    /// <inheritdoc />
    public bool Equals(UniqueAddress? other) => other is not null && Uid == other.Uid && Address.Equals(other.Address);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as UniqueAddress);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Address, Uid);

    /// <inheritdoc />
    public override string ToString() => $"UniqueAddress: ({Address}, {Uid})";
}
