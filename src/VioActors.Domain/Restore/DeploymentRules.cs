using VioActors.Domain.Devices;

namespace VioActors.Domain.Restore;

/// <summary>
/// Whether a logical device, a virtual device or a mapping that is not there can be made (BR-6, BR-8). Pure; thread-safe.
/// </summary>
internal static class DeploymentRules
{
    private static readonly DeviceKind[] Ethernet =
    [
        DeviceKind.EthernetAdapter, DeviceKind.HostEthernetAdapter, DeviceKind.EtherChannel, DeviceKind.SharedEthernetAdapter,
    ];

    /// <summary>Why it cannot be made, as the second half of a sentence; null when it can.</summary>
    public static string? FindObstacle(Planning planning, Device wanted)
    {
        var rule = DeviceCatalog.Get(wanted.Kind);
        if (wanted.Parent is { } parent && !rule.Parents.Any(kind => planning.Present(new DeviceKey(kind, parent)) is not null))
        {
            return $"{string.Join(" or ", rule.Parents.Select(DeviceCatalog.TitleOf))} {parent} is not there";
        }

        return wanted.Kind switch
        {
            DeviceKind.VolumeGroup => FindMissing(planning, wanted["disks"], [DeviceKind.Disk]),
            DeviceKind.StoragePool when wanted["pool_type"] == "cluster" => "the cluster has no such pool; restore the cluster first",
            DeviceKind.BackingDevice when wanted["device_type"] == "lu" => FindObstacleOfUnit(planning, wanted),
            DeviceKind.BackingDevice when wanted["device_type"] == "disk" =>
                FindMissing(planning, wanted.Name.Value, [DeviceKind.Disk]),
            DeviceKind.EtherChannel => FindMissing(planning, wanted["adapter_names"], Ethernet),
            DeviceKind.SharedEthernetAdapter => FindMissing(planning, wanted["real_adapter"], Ethernet),
            DeviceKind.VirtualScsiAdapter or DeviceKind.VirtualFcAdapter => FindObstacleOfAdapter(planning, wanted),
            DeviceKind.VirtualTarget => FindObstacleOfTarget(planning, wanted),
            DeviceKind.VirtualFcMapping => FindMissing(planning, wanted["fc_adapter"], [DeviceKind.FcAdapter]),
            DeviceKind.PagingDevice => FindMissing(
                planning, wanted["backing_device"], [DeviceKind.LogicalVolume, DeviceKind.BackingDevice, DeviceKind.Disk]),
            _ => null,
        };
    }

    /// <summary>How it is there under another name; null when it is not.</summary>
    public static string? FindEqual(Planning planning, Device wanted) => wanted.Kind switch
    {
        DeviceKind.BackingDevice when wanted["device_type"] == "lu" => "it is in the pool",
        DeviceKind.VirtualTarget when wanted["backing_type"] == "lu" => SameMapping(planning, wanted) is { } same
            ? $"it is there as {same.Name}"
            : null,
        _ => null,
    };

    private static string? FindObstacleOfUnit(Planning planning, Device wanted) =>
        planning.HasUnit(wanted["udid"]) ? null
        : planning.HasUnitNamed(wanted.Name.Value)
            ? $"another logical unit of that name is in pool {wanted.Parent}"
        : $"pool {wanted.Parent} has no logical unit {wanted["udid"]}, and a backup holds no client data";

    private static string? FindObstacleOfAdapter(Planning planning, Device wanted)
    {
        if (planning.Index.InSlot(wanted["slot"]) is { } inSlot)
        {
            return $"slot {wanted["slot"]} has {inSlot.Name} for {inSlot["client"]}";
        }

        return planning.Index.OfClient(wanted) is not { } sameClient
            ? FindObstacleOfNames(planning, wanted)
            : $"{wanted["client"]} slot {wanted["client_slot"]} is paired with {sameClient.Name}";
    }

    /// <summary>
    /// A Fibre Channel client is its names: with others, zones and masks of the storage mean somebody else. They are never given again
    /// (NPV-2), so an adapter that the hypervisor has taken away cannot come back.
    /// </summary>
    public static string? FindObstacleOfNames(Planning planning, Device wanted)
    {
        if (wanted.Kind != DeviceKind.VirtualFcAdapter || wanted["wwpns"].Length == 0 || planning.Scene.VirtualFc is not { } known)
        {
            return null;
        }

        var client = known.FirstOrDefault(adapter => adapter.Pair.ServerSlot.ToString() == wanted["slot"]);
        return client is null ? $"the hypervisor has no client adapter for it any more, and its WWPNs {wanted["wwpns"]} are not given again"
            : client.Wwpns.ToString() == wanted["wwpns"] ? null
            : $"its client has the WWPNs {client.Wwpns} now, and had {wanted["wwpns"]}; zone and mask the new ones, and make a new backup";
    }

    private static string? FindObstacleOfTarget(Planning planning, Device wanted)
    {
        var backing = wanted["backing_device"];
        if (wanted["backing_type"] == "lu")
        {
            if (!planning.HasUnit(wanted["udid"]))
            {
                return $"logical unit {backing} ({wanted["udid"]}) is not in the pool";
            }

            if (SameMapping(planning, wanted) is not null)
            {
                return null;
            }
        }
        else if (backing.Length > 0 && FindMissing(
            planning, backing, [DeviceKind.BackingDevice, DeviceKind.LogicalVolume, DeviceKind.Disk, DeviceKind.Optical]) is { } missing)
        {
            return missing;
        }

        return planning.Index.AtLun(wanted) is not { } taken ? null : $"LUN {wanted["lun"]} of {wanted.Parent} is {taken.Name}";
    }

    private static Device? SameMapping(Planning planning, Device wanted) => planning.Index.OfUnit(wanted);

    private static string? FindMissing(Planning planning, string names, DeviceKind[] kinds)
    {
        foreach (var name in names.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!kinds.Any(kind => planning.Has(kind, name)))
            {
                return $"{name} is not there";
            }
        }

        return null;
    }
}
