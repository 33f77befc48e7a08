using System.Diagnostics.CodeAnalysis;
using Akka.Util;

namespace Akka.Actor;

/// <summary>
/// Where an actor system is reached: <c>protocol://system</c> (local scope) or <c>protocol://system@host:port</c>.
/// Immutable and thread-safe.
/// </summary>
public sealed class Address : IEquatable<Address>, IComparable<Address>, IComparable, ICloneable, ISurrogated
{
    /// <summary>The address that stands for every system; of no use as a destination.</summary>
    public static readonly Address AllSystems = new("akka", "all-systems");

    private readonly string _text;

    /// <summary>An address; <paramref name="host"/> and <paramref name="port"/> are both absent for a local one.</summary>
    public Address(string protocol, string system, string? host = null, int? port = null)
    {
        Protocol = protocol;
        System = system;
        Host = host?.ToLowerInvariant()!;
        Port = port;
        _text = host is null ? $"{protocol}://{system}" : $"{protocol}://{system}@{Host}:{port}";
    }

    /// <summary>Orders addresses by their parts.</summary>
    public static IComparer<Address> Comparer { get; } =
        Comparer<Address>.Create((left, right) => left is null ? (right is null ? 0 : -1) : left.CompareTo(right));

    /// <summary>Host name or IP address in lower case, <c>null</c> in a local address.</summary>
    public string Host { get; }

    /// <summary>Port, <c>null</c> in a local address.</summary>
    public int? Port { get; }

    /// <summary>Name of the actor system.</summary>
    public string System { get; }

    /// <summary>Protocol, <c>akka</c> for local use, <c>akka.tcp</c> and the like on a network.</summary>
    public string Protocol { get; }

    /// <summary>Whether the address is only meaningful inside this process.</summary>
    public bool HasLocalScope => Host is null;

    /// <summary>Whether the address is meaningful everywhere.</summary>
    public bool HasGlobalScope => Host is not null;

    /// <summary>Compares the parts.</summary>
    public static bool operator ==(Address? left, Address? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Compares the parts.</summary>
    public static bool operator !=(Address? left, Address? right) => !(left == right);

    /// <summary>Reads an address. Throws <see cref="UriFormatException"/> when <paramref name="address"/> is none.</summary>
    public static Address Parse(string address) =>
        TryParse(address, out var result) ? result : throw new UriFormatException($"[{address}] is not the address of an actor system.");

    /// <summary>Reads an address, ignoring a path behind it.</summary>
    public static bool TryParse(string path, [MaybeNullWhen(false)] out Address address) => AddressText.TryParse(path, out address, out _);

    /// <summary>Reads an address and the absolute path behind it (<c>/</c> when there is none).</summary>
    public static bool TryParse(string path, [MaybeNullWhen(false)] out Address address, out string absolutUri)
    {
        var parsed = AddressText.TryParse(path, out address, out var rest);
        absolutUri = rest.ToString();
        return parsed;
    }

    /// <summary>Reads an address, ignoring a path behind it.</summary>
    public static bool TryParse(ReadOnlySpan<char> span, [MaybeNullWhen(false)] out Address address) =>
        AddressText.TryParse(span, out address, out _);

    /// <summary>Reads an address and the absolute path behind it (<c>/</c> when there is none).</summary>
    public static bool TryParse(ReadOnlySpan<char> span, [MaybeNullWhen(false)] out Address address, out ReadOnlySpan<char> absolutUri) =>
        AddressText.TryParse(span, out address, out absolutUri);

    /// <inheritdoc />
    public object Clone() => new Address(Protocol, System, Host, Port);

    /// <summary>The same address with another protocol.</summary>
    public Address WithProtocol(string protocol) => new(protocol, System, Host, Port);

    /// <summary>The same address with another system name.</summary>
    public Address WithSystem(string system) => new(Protocol, system, Host, Port);

    /// <summary>The same address with another host.</summary>
    public Address WithHost(string? host = null) => new(Protocol, System, host, Port);

    /// <summary>The same address with another port.</summary>
    public Address WithPort(int? port = null) => new(Protocol, System, Host, port);

    /// <summary><c>system@host:port</c>, or <c>system</c> alone for a local address.</summary>
    public string HostPort() => _text[(Protocol.Length + 3)..];

    /// <inheritdoc />
    public int CompareTo(Address? other)
    {
        if (other is null)
            return 1;
        var order = string.CompareOrdinal(Protocol, other.Protocol);
        if (order == 0)
            order = string.CompareOrdinal(System, other.System);
        if (order == 0)
            order = string.CompareOrdinal(Host, other.Host);
        return order == 0 ? Nullable.Compare(Port, other.Port) : order;
    }

    /// <inheritdoc />
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        Address other => CompareTo(other),
        _ => throw new ArgumentException($"Cannot compare an address with [{obj.GetType()}].", nameof(obj)),
    };

    /// <inheritdoc />
    public bool Equals(Address? other) => ReferenceEquals(this, other) || (other is not null && _text == other._text);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Address);

    /// <inheritdoc />
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override string ToString() => _text;

    /// <inheritdoc />
    public ISurrogate ToSurrogate(ActorSystem system) =>
        new AddressSurrogate { Protocol = Protocol, System = System, Host = Host, Port = Port };

    /// <summary>The parts of an address as they are sent.</summary>
    public sealed class AddressSurrogate : ISurrogate
    {
        /// <summary>See <see cref="Address.Protocol"/>.</summary>
        public required string Protocol { get; init; }

        /// <summary>See <see cref="Address.System"/>.</summary>
        public required string System { get; init; }

        /// <summary>See <see cref="Address.Host"/>.</summary>
        public string? Host { get; init; }

        /// <summary>See <see cref="Address.Port"/>.</summary>
        public int? Port { get; init; }

        /// <inheritdoc />
        public ISurrogated FromSurrogate(ActorSystem system) => new Address(Protocol, System, Host, Port);
    }
}
