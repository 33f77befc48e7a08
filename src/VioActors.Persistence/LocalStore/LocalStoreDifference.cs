using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
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
        var changes = new List<LocalChange>();
        Compare(changes, "node", before?.Nodes ?? [], after.Nodes, node => node.Vios.ToString());
        Compare(changes, "policy", before?.Policies ?? [], after.Policies, policy => policy.Name);
        if (before?.Name != after.Name)
        {
            var kind = before is null ? LocalChangeKind.Created : LocalChangeKind.Changed;
            changes.Add(new LocalChange(kind, "cluster", after.Name.Value));
        }

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
