using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Values;

namespace VioActors.Domain.Restore;

/// <summary>
/// A backup as it would read at the place where it is restored (BR-9): location codes of the adapters are those of the new partition,
/// clients of the old CEC are the partitions of the same id on the new one, and an adapter whose name belongs to another VIOS of that CEC
/// gets a free one. Pure; thread-safe.
/// </summary>
public static class Relocation
{
    public static BackupDocument Move(BackupDocument backup, RestoreScene scene)
    {
        var (from, to) = (backup.Header.Drc, scene.Current.Header.Drc);
        var names = NamesOf(backup, scene);
        return new BackupDocument(
            backup.Header with { Drc = to },
            backup.Devices.Select(device => Move(device, from, to, names)).OrderBy(device => device.Key).ToValueList());
    }

    private static Device Move(Device device, DrcName from, DrcName to, Dictionary<string, string> names)
    {
        if (device.Kind is DeviceKind.VirtualScsiAdapter or DeviceKind.VirtualFcAdapter)
        {
            return device.With([new DeviceAttribute("client", MoveClient(device["client"], from, to))]) with
            {
                Name = NameOf(device.Name, names),
                Location = to.At(SlotNumber.Parse(device["slot"])).ToString(),
            };
        }

        return device.Kind switch
        {
            DeviceKind.VirtualTarget when device.Parent is { } parent => device with { Parent = NameOf(parent, names) },
            DeviceKind.VirtualFcMapping => device with
            {
                Name = NameOf(device.Name, names),
                Parent = device.Parent is { } parent ? NameOf(parent, names) : null,
            },
            _ => device,
        };
    }

    private static string MoveClient(string client, DrcName from, DrcName to) =>
        ClientKey.TryParse(client, out var key, out _) && key is { Cec: { } cec, Partition: { } partition } && cec == from.Cec
            ? ClientKey.OfLpar(to.Cec, partition).ToString()
            : client;

    private static DeviceName NameOf(DeviceName name, Dictionary<string, string> names) =>
        names.TryGetValue(name.Value, out var moved) ? DeviceName.Parse(moved) : name;

    // The adapter that sits in the slot already keeps its name, so that a second restore finds what the first one made.
    private static Dictionary<string, string> NamesOf(BackupDocument backup, RestoreScene scene)
    {
        var present = Adapters(scene.Current).ToDictionary(adapter => (adapter.Kind, adapter["slot"]), adapter => adapter.Name.Value);
        var used = Adapters(scene.Current).Select(adapter => adapter.Name.Value)
            .Concat(scene.TakenNames.Select(name => name.Value))
            .ToHashSet(StringComparer.Ordinal);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var left = new List<string>();
        foreach (var adapter in Adapters(backup))
        {
            if (present.TryGetValue((adapter.Kind, adapter["slot"]), out var there))
            {
                names[adapter.Name.Value] = there;
            }
            else
            {
                left.Add(adapter.Name.Value);
            }
        }

        foreach (var name in left.Where(used.Add))
        {
            names[name] = name;
        }

        foreach (var name in left.Where(name => !names.ContainsKey(name)))
        {
            var prefix = name.TrimEnd("0123456789".ToCharArray());
            var free = Enumerable.Range(0, int.MaxValue).Select(number => $"{prefix}{number}").First(used.Add);
            names[name] = free;
        }

        return names;
    }

    private static IEnumerable<Device> Adapters(BackupDocument document) =>
        document.Devices.Where(device => device.Kind is DeviceKind.VirtualScsiAdapter or DeviceKind.VirtualFcAdapter);
}
