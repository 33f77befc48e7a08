using System.Diagnostics.CodeAnalysis;
using Akka.Util;

namespace Akka.Actor;

/// <summary>
/// The place of an actor in the tree of its system. Two paths are equal when address and names are; the uid, which tells
/// incarnations apart, is compared by actor references only. Immutable and thread-safe.
/// </summary>
public abstract class ActorPath : IEquatable<ActorPath>, IComparable<ActorPath>, ISurrogated
{
    /// <summary>Characters allowed in a name beside letters, digits and escapes.</summary>
    public const string ValidSymbols = "-_.*$+:@&=,!~';()";

    private readonly ActorPath? _parent;
    private readonly Address _address;
    private int _hash;

    /// <summary>A root.</summary>
    protected ActorPath(Address address, string name)
    {
        Name = name;
        _address = address;
    }

    /// <summary>A child.</summary>
    protected ActorPath(ActorPath parentPath, string name, long uid)
    {
        Name = name;
        _parent = parentPath;
        _address = parentPath._address;
        Uid = uid;
        Depth = parentPath.Depth + 1;
    }

    /// <summary>The last element; <c>/</c> for a root.</summary>
    public string Name { get; }

    /// <summary>The system's address as seen by this path.</summary>
    public Address Address => _address;

    /// <summary>Tells incarnations under one name apart; 0 when none is meant.</summary>
    public long Uid { get; }

    /// <summary>The path of the parent; a root is its own parent.</summary>
    public ActorPath Parent => _parent ?? this;

    /// <summary>Number of elements below the root.</summary>
    public int Depth { get; }

    /// <summary>Names from below the root to this actor.</summary>
    public IReadOnlyList<string> Elements => ActorPathText.Elements(this);

    /// <summary>The root of this path.</summary>
    public ActorPath Root => ParentOf(0);

    /// <summary>The child <paramref name="name"/>.</summary>
    public static ActorPath operator /(ActorPath path, string name) => path.Child(name);

    /// <summary>The descendant reached by <paramref name="names"/>.</summary>
    public static ActorPath operator /(ActorPath path, IEnumerable<string> names) =>
        names.Aggregate(path, (current, name) => string.IsNullOrEmpty(name) ? current : current.Child(name));

    /// <summary>Compares address and names.</summary>
    public static bool operator ==(ActorPath? left, ActorPath? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Compares address and names.</summary>
    public static bool operator !=(ActorPath? left, ActorPath? right) => !(left == right);

    /// <summary>Whether a user may give the name <paramref name="s"/> to an actor.</summary>
    public static bool IsValidPathElement(string s) => ActorPathNames.IsValid(s);

    /// <summary>Reads a full path. Throws <see cref="UriFormatException"/> when <paramref name="path"/> is none.</summary>
    public static ActorPath Parse(string path) =>
        TryParse(path, out var result) ? result : throw new UriFormatException($"Cannot read an actor path from [{path}]: it must be "
            + "protocol://system[@host:port]/names.");

    /// <summary>Reads a full path.</summary>
    public static bool TryParse(string path, [MaybeNullWhen(false)] out ActorPath actorPath) =>
        ActorPathText.TryParse(path, out actorPath);

    /// <summary>Reads the names of <paramref name="absoluteUri"/> below <paramref name="basePath"/>.</summary>
    public static bool TryParse(ActorPath basePath, string absoluteUri, [MaybeNullWhen(false)] out ActorPath actorPath) =>
        ActorPathText.TryParse(basePath, absoluteUri, out actorPath);

    /// <summary>Reads the names of <paramref name="absoluteUri"/> below <paramref name="basePath"/>.</summary>
    public static bool TryParse(ActorPath basePath, ReadOnlySpan<char> absoluteUri, [MaybeNullWhen(false)] out ActorPath actorPath) =>
        ActorPathText.TryParse(basePath, absoluteUri, out actorPath);

    /// <summary>Reads the address at the start of <paramref name="path"/>.</summary>
    public static bool TryParseAddress(string path, [MaybeNullWhen(false)] out Address address) => Address.TryParse(path, out address);

    /// <summary>Reads the address at the start of <paramref name="path"/> and returns the rest.</summary>
    public static bool TryParseAddress(string path, [MaybeNullWhen(false)] out Address address, out ReadOnlySpan<char> absoluteUri) =>
        AddressText.TryParse(path, out address, out absoluteUri);

    /// <summary>Splits <paramref name="path"/> into address and absolute path without reading either.</summary>
    public static bool TryParseParts(ReadOnlySpan<char> path, out ReadOnlySpan<char> address, out ReadOnlySpan<char> absoluteUri) =>
        ActorPathText.TryParseParts(path, out address, out absoluteUri);

    /// <summary><c>/a/b</c> from <c>a</c>, <c>b</c>.</summary>
    public static string FormatPathElements(IEnumerable<string> pathElements) => "/" + string.Join('/', pathElements);

    /// <summary>The same path for the incarnation <paramref name="uid"/>.</summary>
    public ActorPath WithUid(long uid)
    {
        if (_parent is not null)
            return uid == Uid ? this : new ChildActorPath(_parent, Name, uid);
        return uid == 0 ? this : throw new NotSupportedException("The root of an actor system has no uid.");
    }

    /// <summary>The ancestor at <paramref name="depth"/>; a negative depth counts upwards from here.</summary>
    public ActorPath ParentOf(int depth)
    {
        var wanted = depth >= 0 ? depth : Math.Max(0, Depth + depth);
        var current = this;
        while (current.Depth > wanted)
            current = current.Parent;
        return current;
    }

    /// <summary>The child <paramref name="childName"/> without uid.</summary>
    public ActorPath Child(string childName) => new ChildActorPath(this, childName, 0);

    /// <summary><c>/user/a</c>.</summary>
    public string ToStringWithoutAddress() => ActorPathText.Format(this, null, false);

    /// <summary><c>akka://sys/user/a#17</c>.</summary>
    public string ToStringWithUid() => ActorPathText.Format(this, _address, true);

    /// <summary><c>akka://sys/user/a</c>.</summary>
    public string ToStringWithAddress() => ActorPathText.Format(this, _address, false);

    /// <summary>With <paramref name="address"/> in place of a local one; a path that already has a host keeps its own.</summary>
    public string ToStringWithAddress(Address address) => ActorPathText.Format(this, Effective(address), false);

    /// <summary>The path with uid as it is sent.</summary>
    public string ToSerializationFormat() => ToStringWithUid();

    /// <summary>The path with uid as it is sent, seen from outside through <paramref name="address"/>.</summary>
    public string ToSerializationFormatWithAddress(Address address) => ActorPathText.Format(this, Effective(address), true);

    /// <inheritdoc />
    public override string ToString() => ToStringWithAddress();

    /// <inheritdoc />
    public bool Equals(ActorPath? other)
    {
        if (other is null || Depth != other.Depth)
            return false;
        ActorPath left = this, right = other;
        while (!ReferenceEquals(left, right))
        {
            if (left._parent is null)
                return left.Name == right.Name && left._address.Equals(right._address);
            if (left.Name != right.Name)
                return false;
            left = left._parent;
            right = right._parent!;
        }

        return true;
    }

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as ActorPath);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        if (_hash == 0)
            _hash = HashCode.Combine(_parent?.GetHashCode() ?? _address.GetHashCode(), Name.GetHashCode(StringComparison.Ordinal)) | 1;
        return _hash;
    }

    /// <inheritdoc />
    public int CompareTo(ActorPath? other)
    {
        if (other is null)
            return 1;
        var order = _address.CompareTo(other._address);
        return order != 0 ? order : string.CompareOrdinal(ToStringWithoutAddress(), other.ToStringWithoutAddress());
    }

    /// <inheritdoc />
    public ISurrogate ToSurrogate(ActorSystem system) => new Surrogate(ToSerializationFormat());

    private Address Effective(Address address) => _address.HasGlobalScope || address is null ? _address : address;

    /// <summary>A path as it is sent.</summary>
    /// <param name="Path">See <see cref="ToSerializationFormat"/>.</param>
    public sealed record Surrogate(string Path) : ISurrogate
    {
        /// <inheritdoc />
        public ISurrogated FromSurrogate(ActorSystem system) => Parse(Path);
    }
}
