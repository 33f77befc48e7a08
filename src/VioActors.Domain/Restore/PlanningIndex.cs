using VioActors.Domain.Devices;

namespace VioActors.Domain.Restore;

/// <summary>
/// Adapters and mappings by what no two of them may have in common: a plan for thousands of them looks each up instead of comparing all
/// with all. Not thread-safe.
/// </summary>
internal sealed class PlanningIndex
{
    private readonly Dictionary<(Use Use, string First, string Second), Device> _devices = [];

    public PlanningIndex(IEnumerable<Device> devices)
    {
        foreach (var device in devices)
        {
            Replace(null, device);
        }
    }

    private enum Use
    {
        Slot,
        ScsiClient,
        FcClient,
        Lun,
        Unit,
    }

    /// <summary>The server adapter in a slot.</summary>
    public Device? InSlot(string slot) => _devices.GetValueOrDefault((Use.Slot, slot, ""));

    /// <summary>The adapter of its kind that is paired with the same adapter of the same client; null for one that names no slot.</summary>
    public Device? OfClient(Device adapter) => adapter["client_slot"].Length == 0 ? null : _devices.GetValueOrDefault(ClientOf(adapter));

    /// <summary>The target device of the same adapter that has the same number.</summary>
    public Device? AtLun(Device target) => _devices.GetValueOrDefault((Use.Lun, target.Parent?.Value ?? "", target["lun"]));

    /// <summary>The target device of the same adapter that shows the same logical unit.</summary>
    public Device? OfUnit(Device target) => _devices.GetValueOrDefault((Use.Unit, target.Parent?.Value ?? "", target["udid"]));

    /// <param name="before">What it was; null: it was not there.</param>
    public void Replace(Device? before, Device device)
    {
        foreach (var key in before is null ? [] : KeysOf(before))
        {
            if (_devices.TryGetValue(key, out var known) && known.Key == before!.Key)
            {
                _devices.Remove(key);
            }
        }

        // The first of several stays: an inventory that breaks a rule already is compared with what it has.
        foreach (var key in KeysOf(device))
        {
            _devices.TryAdd(key, device);
        }
    }

    private static (Use Use, string First, string Second)[] KeysOf(Device device) => device.Kind switch
    {
        DeviceKind.VirtualScsiAdapter or DeviceKind.VirtualFcAdapter => [(Use.Slot, device["slot"], ""), ClientOf(device)],
        DeviceKind.VirtualTarget =>
        [
            (Use.Lun, device.Parent?.Value ?? "", device["lun"]), (Use.Unit, device.Parent?.Value ?? "", device["udid"]),
        ],
        _ => [],
    };

    private static (Use Use, string First, string Second) ClientOf(Device adapter) => (
        adapter.Kind == DeviceKind.VirtualFcAdapter ? Use.FcClient : Use.ScsiClient, adapter["client"], adapter["client_slot"]);
}
