using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;

namespace VioActors.Domain.Restore;

/// <summary>What a step of a restore does. Values are stored and sent: never renumbered.</summary>
public enum RestoreAction
{
    Unspecified = 0,

    /// <summary>Sets attributes of a recorded device.</summary>
    SetAttributes = 1,

    /// <summary>Records a device.</summary>
    AddDevice = 2,

    /// <summary>Makes a virtual server adapter.</summary>
    AddAdapter = 3,

    /// <summary>Maps a logical unit.</summary>
    Map = 4,
}

/// <summary>
/// One step of a restore: a command, and the command that takes it back. Both are safe to repeat. Immutable.
/// </summary>
/// <param name="Number">From 0.</param>
/// <param name="Device">As it is to be.</param>
/// <param name="Before">As it was; null when it was not there.</param>
public sealed record RestoreStep(int Number, RestoreAction Action, Device Device, Device? Before)
{
    public IDomainMessage Do(VioUuid vios) => Action switch
    {
        RestoreAction.SetAttributes => new SetDeviceAttributes(vios, Device.Kind, Device.Name, Changed(Before!, Device)),
        RestoreAction.AddDevice => new AddDevice(vios, Device),
        RestoreAction.AddAdapter => new AddServerAdapter(
            vios, KindOf(Device["transport"]), SlotNumber.Parse(Device["slot"]), ClientKey.Parse(Device["client"]),
            Device["client_slot"].Length == 0 ? null : SlotNumber.Parse(Device["client_slot"]), AdapterName.Parse(Device.Name.Value)),
        RestoreAction.Map => new MapLu(
            vios, AdapterName.Parse(Device.Parent!.Value), PoolName.Parse(Device["pool"]), LuUdid.Parse(Device["udid"]),
            LunNumber.Parse(Device["lun"]), VtdName.Parse(Device.Name.Value), Device["read_only"] == "yes", Device["shared"] == "yes"),
        _ => throw new InvalidOperationException($"A restore has no step {Action}."),
    };

    public IDomainMessage Undo(VioUuid vios) => Action switch
    {
        RestoreAction.SetAttributes => new SetDeviceAttributes(vios, Device.Kind, Device.Name, Changed(Device, Before!)),
        RestoreAction.AddDevice => new RemoveDevice(vios, Device.Kind, Device.Name),
        RestoreAction.AddAdapter => new RemoveServerAdapter(vios, AdapterName.Parse(Device.Name.Value), null),
        RestoreAction.Map => new UnmapLu(vios, VtdName.Parse(Device.Name.Value), null),
        _ => throw new InvalidOperationException($"A restore has no step {Action}."),
    };

    public override string ToString() => Action switch
    {
        RestoreAction.SetAttributes => $"set {string.Join(", ", Changed(Before!, Device).Select(change => change.Name))} of {Device.Key}",
        RestoreAction.Map => $"map {Device["backing_device"]} to {Device.Parent} as {Device.Name}",
        _ => $"make {Device.Key}",
    };

    private static ValueList<DeviceAttribute> Changed(Device from, Device to) =>
        to.Attributes.Where(attribute => from[attribute.Name] != attribute.Value).ToValueList();

    private static ServerAdapterKind KindOf(string transport) => transport switch
    {
        "vfc" => ServerAdapterKind.VirtualFibreChannel,
        "iscsi" => ServerAdapterKind.Iscsi,
        _ => ServerAdapterKind.VirtualScsi,
    };
}
