using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;

namespace VioActors.Persistence.LocalStore;

/// <summary>
/// What data of the DB changes against what the store has: the creations, changes and removals that a VIOS missed (REG-12). Thread-safe.
/// </summary>
internal static class LocalStoreDifference
{
    public static ValueList<LocalChange> Between(ViosDevices? before, ViosDevices after)
    {
        var changes = new List<LocalChange>();
        Compare(changes, "adapter", before?.Adapters ?? [], after.Adapters, adapter => adapter.Name.Value);
        Compare(changes, "device", before?.Devices ?? [], after.Devices, device => device.Name.Value);
        if (before is null)
        {
            changes.Add(new LocalChange(LocalChangeKind.Created, "vios", after.Vios.ToString()));
        }
        else if (before.Drc != after.Drc || !before.Portals.Equals(after.Portals) || before.Retired != after.Retired)
        {
            changes.Add(new LocalChange(LocalChangeKind.Changed, "vios", after.Vios.ToString()));
        }

        return changes.ToValueList();
    }

    public static ValueList<LocalChange> Between(DeviceInventory? before, DeviceInventory after)
    {
        var changes = new List<LocalChange>();
        Compare(changes, "inventory", before?.Devices ?? [], after.Devices, device => device.Key.ToString());
        return changes.ToValueList();
    }

    public static ValueList<LocalChange> Between(ClusterData? before, ClusterData after)
    {
        if (before is null)
        {
            // With it came every member that there was: not one of them was missed.
            return [new LocalChange(LocalChangeKind.Created, "cluster", after.Name.Value)];
        }

        var changes = new List<LocalChange>();
        Compare(changes, "node", before.Nodes, after.Nodes, node => node.Vios.ToString());
        Compare(changes, "policy", before.Policies, after.Policies, policy => policy.Name);
        if (before.Name != after.Name)
        {
            changes.Add(new LocalChange(LocalChangeKind.Changed, "cluster", after.Name.Value));
        }

        return changes.ToValueList();
    }

    /// <summary>What changes of the cluster change against the data that they follow on.</summary>
    public static ValueList<LocalChange> Between(ClusterData before, ClusterChanges after)
    {
        var changes = new List<LocalChange>();
        foreach (var node in after.Nodes)
        {
            var known = before.Find(node.Vios);
            if (!node.Equals(known))
            {
                var kind = known is null ? LocalChangeKind.Created : LocalChangeKind.Changed;
                changes.Add(new LocalChange(kind, "node", node.Vios.ToString()));
            }
        }

        changes.AddRange(after.Removed.Where(vios => before.Find(vios) is not null)
            .Select(vios => new LocalChange(LocalChangeKind.Removed, "node", vios.ToString())));
        var changed = after.Policies.Select(policy => policy.Name).ToHashSet(StringComparer.Ordinal);
        Compare(changes, "policy", before.Policies.Where(policy => changed.Contains(policy.Name)).ToValueList(), after.Policies,
            policy => policy.Name);
        return changes.ToValueList();
    }

    private static void Compare<T>(
        List<LocalChange> changes,
        string category,
        ValueList<T> before,
        ValueList<T> after,
        Func<T, string> name)
        where T : class
    {
        var old = before.ToDictionary(name, StringComparer.Ordinal);
        foreach (var item in after)
        {
            if (!old.Remove(name(item), out var known))
            {
                changes.Add(new LocalChange(LocalChangeKind.Created, category, name(item)));
            }
            else if (!known.Equals(item))
            {
                changes.Add(new LocalChange(LocalChangeKind.Changed, category, name(item)));
            }
        }

        changes.AddRange(old.Keys.Order(StringComparer.Ordinal).Select(gone => new LocalChange(LocalChangeKind.Removed, category, gone)));
    }
}
