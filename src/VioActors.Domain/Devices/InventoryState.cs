using System.Collections.Immutable;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Devices;

/// <summary>The recorded devices of one VIOS. Immutable.</summary>
public sealed record InventoryState(ObjectVersion Version, ImmutableSortedDictionary<DeviceKey, Device> Devices)
{
    public static InventoryState Empty { get; } = new(default, ImmutableSortedDictionary<DeviceKey, Device>.Empty);

    public static InventoryState From(InventorySnapshot snapshot) =>
        new(snapshot.Version, snapshot.Devices.ToImmutableSortedDictionary(device => device.Key, device => device));

    public InventorySnapshot ToSnapshot() => new(Version, Devices.Values.ToValueList());

    public DeviceInventory ToInventory(VioUuid vios) => new(vios, Version, Devices.Values.ToValueList());

    public Device? Find(DeviceKind kind, DeviceName name) => Devices.GetValueOrDefault(new DeviceKey(kind, name));

    /// <exception cref="InvalidOperationException">An event that this version does not know.</exception>
    public InventoryState Apply(IInventoryEvent @event) => new(Version.Next(), @event switch
    {
        DeviceAdded e => Devices.Add(e.Device.Key, e.Device),
        DeviceReplaced e => Devices.SetItem(e.Device.Key, e.Device),
        DeviceAttributesSet e => Devices.SetItem(new(e.Kind, e.Name), Devices[new(e.Kind, e.Name)].With(e.Changes)),
        DeviceRemoved e => Devices.Remove(new(e.Kind, e.Name)),
        _ => throw new InvalidOperationException($"An inventory knows no event {@event.GetType().Name}; a newer version wrote it."),
    });
}
