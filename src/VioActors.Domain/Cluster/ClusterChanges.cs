using System.Buffers;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Cluster;

/// <summary>
/// What leads from one version of the cluster data to a later one: the objects as they are then (REG-8, REG-12). Immutable.
/// </summary>
/// <param name="From">Version that these changes are applied to.</param>
/// <param name="Version">Version that they lead to.</param>
/// <param name="Nodes">Members that are new or changed, ordered by UUID.</param>
/// <param name="Removed">Members that are gone.</param>
/// <param name="Policies">Policies that are new or changed, ordered by name.</param>
/// <param name="Primary">The office of the primary node.</param>
public sealed record ClusterChanges(
    ClusterName Name,
    ObjectVersion From,
    ObjectVersion Version,
    ValueList<ClusterNode> Nodes,
    ValueList<VioUuid> Removed,
    ValueList<ClusterPolicy> Policies,
    PrimaryOffice Primary)
{
    /// <summary>The data with the changes; null when they do not follow on it.</summary>
    public ClusterData? ApplyTo(ClusterData data)
    {
        if (data.Name != Name || data.Version != From)
        {
            return null;
        }

        var policies = Policies.Count == 0 ? data.Policies
            : data.Policies.Where(policy => !Policies.Any(changed => changed.Name == policy.Name)).Concat(Policies)
                .OrderBy(policy => policy.Name, StringComparer.Ordinal).ToValueList();
        if (Nodes.Count == 0 && Removed.Count == 0)
        {
            return SharedClusterData.Of(Name, Version, data.Nodes.AsSpan(), policies, Primary);
        }

        var merged = ArrayPool<ClusterNode>.Shared.Rent(data.Nodes.Count + Nodes.Count);
        try
        {
            var count = Merge(data.Nodes.AsSpan(), Nodes.AsSpan(), Removed, merged);
            return SharedClusterData.Of(Name, Version, merged.AsSpan(0, count), policies, Primary);
        }
        finally
        {
            ArrayPool<ClusterNode>.Shared.Return(merged, clearArray: true);
        }
    }

    /// <summary>Both are ordered by UUID.</summary>
    /// <returns>How many there are.</returns>
    private static int Merge(
        ReadOnlySpan<ClusterNode> before, ReadOnlySpan<ClusterNode> changed, ValueList<VioUuid> removed, Span<ClusterNode> merged)
    {
        HashSet<VioUuid>? gone = removed.Count == 0 ? null : [.. removed];
        var (next, count) = (0, 0);
        foreach (var node in before)
        {
            while (next < changed.Length && changed[next].Vios.CompareTo(node.Vios) < 0)
            {
                merged[count++] = changed[next++];
            }

            if (next < changed.Length && changed[next].Vios == node.Vios)
            {
                merged[count++] = changed[next++];
            }
            else if (gone?.Contains(node.Vios) != true)
            {
                merged[count++] = node;
            }
        }

        foreach (var node in changed[next..])
        {
            merged[count++] = node;
        }

        return count;
    }
}
