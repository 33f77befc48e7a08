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

        var nodes = Merge(data.Nodes, Nodes, Removed.ToHashSet());
        var policies = Policies.Count == 0 ? data.Policies
            : data.Policies.Where(policy => !Policies.Any(changed => changed.Name == policy.Name)).Concat(Policies)
                .OrderBy(policy => policy.Name, StringComparer.Ordinal).ToValueList();
        return new ClusterData(
            Name, Version, nodes, policies,
            nodes.Where(node => node.Status == NodeStatus.Active).Select(node => node.Vios).ToValueList(), Primary);
    }

    /// <summary>Both are ordered by UUID.</summary>
    private static ValueList<ClusterNode> Merge(ValueList<ClusterNode> before, ValueList<ClusterNode> changed, HashSet<VioUuid> removed)
    {
        var merged = new List<ClusterNode>(before.Count + changed.Count);
        var next = 0;
        foreach (var node in before)
        {
            while (next < changed.Count && changed[next].Vios.CompareTo(node.Vios) < 0)
            {
                merged.Add(changed[next++]);
            }

            if (next < changed.Count && changed[next].Vios == node.Vios)
            {
                merged.Add(changed[next++]);
            }
            else if (!removed.Contains(node.Vios))
            {
                merged.Add(node);
            }
        }

        merged.AddRange(changed.Skip(next));
        return merged.ToValueList();
    }
}
