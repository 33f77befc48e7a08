using System.Text;

namespace Akka.Routing;

/// <summary>
/// A ring of nodes: a change of one node moves only the keys of its own. The same in every process, for it hashes the text of a node,
/// not its hash code. Immutable and thread-safe.
/// </summary>
/// <typeparam name="T">A node; its <c>ToString</c> is its identity.</typeparam>
public sealed class ConsistentHash<T>
{
    private readonly T[] _nodes;
    private readonly int _virtualNodesFactor;
    private readonly uint[] _points;
    private readonly T[] _owners;

    /// <summary>A ring on which each node has <paramref name="virtualNodesFactor"/> places. More: more even, more memory.</summary>
    public ConsistentHash(IEnumerable<T> nodes, int virtualNodesFactor)
    {
        if (virtualNodesFactor < 1)
            throw new ArgumentException($"virtualNodesFactor must be at least 1; it is {virtualNodesFactor}.", nameof(virtualNodesFactor));
        _nodes = nodes.ToArray();
        _virtualNodesFactor = virtualNodesFactor;
        var ring = new SortedDictionary<uint, T>();
        foreach (var node in _nodes)
        {
            for (var i = 0; i < virtualNodesFactor; i++)
                ring.TryAdd(Hash($"{node}#{i}"), node);
        }

        _points = [.. ring.Keys];
        _owners = [.. ring.Values];
    }

    /// <summary>Whether there is no node.</summary>
    public bool IsEmpty => _points.Length == 0;

    /// <summary>The node of a key. Throws <see cref="InvalidOperationException"/> when there is none.</summary>
    public T NodeFor(string key) => NodeFor(Hash(key));

    /// <summary>The node of a key.</summary>
    public T NodeFor(byte[] key) => NodeFor(Hash(key));

    /// <summary>With one node more.</summary>
    public ConsistentHash<T> Add(T node) => new(_nodes.Append(node), _virtualNodesFactor);

    /// <summary>Without a node.</summary>
    public ConsistentHash<T> Remove(T node) => new(_nodes.Where(one => !Equals(one, node)), _virtualNodesFactor);

    private static uint Hash(string text) => Hash(Encoding.UTF8.GetBytes(text));

    /// <summary>FNV-1a with the finalizer of MurmurHash3, which spreads keys that differ in their last characters only.</summary>
    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 2166136261u;
        foreach (var value in bytes)
            hash = (hash ^ value) * 16777619u;
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6Bu;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35u;
        return hash ^ (hash >> 16);
    }

    private T NodeFor(uint hash)
    {
        if (IsEmpty)
            throw new InvalidOperationException("Cannot find the node of a key: the ring is empty.");
        var index = Array.BinarySearch(_points, hash);
        if (index < 0)
            index = ~index;
        return _owners[index == _points.Length ? 0 : index];
    }
}
