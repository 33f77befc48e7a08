using System.Collections.Immutable;

namespace Akka.Cluster;

/// <summary>Who sends heartbeats to whom: members in a ring, each watches the next few. Pure.</summary>
internal static class HeartbeatRing
{
    /// <summary>
    /// The members that <paramref name="self"/> watches: the <paramref name="count"/> next ones. The order is that of a hash, so that
    /// neighbours in addresses, which may fail together, do not watch each other only.
    /// </summary>
    public static ImmutableHashSet<UniqueAddress> WatchedBy(UniqueAddress self, IEnumerable<UniqueAddress> members, int count)
    {
        var ring = members.Append(self).Distinct().OrderBy(HashOf).ThenBy(member => member).ToArray();
        var at = Array.IndexOf(ring, self);
        return Enumerable.Range(1, Math.Min(count, ring.Length - 1)).Select(step => ring[(at + step) % ring.Length]).ToImmutableHashSet();
    }

    /// <summary>The same in all processes (FNV-1a), unlike string hashes of .NET.</summary>
    private static uint HashOf(UniqueAddress member)
    {
        var hash = 2166136261;
        foreach (var c in $"{member.Address}#{member.Uid}")
            hash = (hash ^ c) * 16777619;
        return hash;
    }
}
