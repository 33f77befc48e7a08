using VioActors.Domain.Devices;
using Schema = VioActors.Persistence.Schemas.Devices;

namespace VioActors.Persistence.Wire.Catalog;

/// <summary>Messages of <c>devices.proto</c>. Thread-safe.</summary>
internal static class DevicesMessages
{
    public static IReadOnlyList<MessageEntry> All { get; } =
    [
        MessageEntry.Of<DiscoverDevices, Schema.DiscoverDevices>("devices.DiscoverDevices.1"),
        MessageEntry.Of<AddDevice, Schema.AddDevice>("devices.AddDevice.1"),
        MessageEntry.Of<SetDeviceAttributes, Schema.SetDeviceAttributes>("devices.SetDeviceAttributes.1"),
        MessageEntry.Of<RemoveDevice, Schema.RemoveDevice>("devices.RemoveDevice.1"),
        MessageEntry.Of<GetInventory, Schema.GetInventory>("devices.GetInventory.1"),
        MessageEntry.Of<DeviceAnswer, Schema.DeviceAnswer>("devices.DeviceAnswer.1"),
        MessageEntry.Of<InventoryFound, Schema.InventoryFound>("devices.InventoryFound.1"),
        MessageEntry.Of<DeviceAdded, Schema.DeviceAdded>("devices.DeviceAdded.1"),
        MessageEntry.Of<DeviceAttributesSet, Schema.DeviceAttributesSet>("devices.DeviceAttributesSet.1"),
        MessageEntry.Of<DeviceReplaced, Schema.DeviceReplaced>("devices.DeviceReplaced.1"),
        MessageEntry.Of<DeviceRemoved, Schema.DeviceRemoved>("devices.DeviceRemoved.1"),
        MessageEntry.Of<InventoryChanged, Schema.InventoryChanged>("devices.InventoryChanged.1"),
        MessageEntry.Of<InventorySnapshot, Schema.InventorySnapshot>("devices.InventorySnapshot.1"),
    ];
}
