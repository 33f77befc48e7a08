using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Cluster;

/// <summary>
/// The cluster data that this process has made lately, one object for each version: VIOSes that run in one process come to the same data,
/// each by the changes that it was behind by, and keep it once. Compared before it is taken, so a VIOS DB that was restored to another past
/// leads to data of its own. Holds a bounded number, and none that nobody else keeps. Thread-safe.
/// </summary>
internal static class SharedClusterData
{
    private const int PlaceCount = 256;

    private static readonly WeakReference<ClusterData>?[] Places = new WeakReference<ClusterData>?[PlaceCount];

    /// <summary>Data with these contents.</summary>
    /// <param name="nodes">Ordered by UUID. Copied when nobody has the data yet.</param>
    public static ClusterData Of(
        ClusterName name, ObjectVersion version, ReadOnlySpan<ClusterNode> nodes, ValueList<ClusterPolicy> policies, PrimaryOffice primary)
    {
        ref var place = ref Places[(ulong)version.Value % PlaceCount];
        if (Volatile.Read(ref place)?.TryGetTarget(out var known) == true && known.Version == version && known.Name == name
            && known.Primary == primary && HaveSame(known.Nodes.AsSpan(), nodes) && HaveSame(known.Policies.AsSpan(), policies.AsSpan()))
            return known;
        var made = new ClusterData(name, version, ValueList.Create(nodes), policies, ActiveOf(nodes), primary);
        Volatile.Write(ref place, new WeakReference<ClusterData>(made));
        return made;
    }

    /// <summary>Nearly all are the same objects, which costs little to see.</summary>
    private static bool HaveSame<T>(ReadOnlySpan<T> some, ReadOnlySpan<T> others)
        where T : class
    {
        if (some.Length != others.Length)
            return false;
        for (var index = 0; index < some.Length; index++)
        {
            if (!ReferenceEquals(some[index], others[index]) && !some[index].Equals(others[index]))
                return false;
        }

        return true;
    }

    private static ValueList<VioUuid> ActiveOf(ReadOnlySpan<ClusterNode> nodes)
    {
        var active = new List<VioUuid>(nodes.Length);
        foreach (var node in nodes)
        {
            if (node.Status == NodeStatus.Active)
                active.Add(node.Vios);
        }

        return active.ToValueList();
    }
}
