using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Devices;

/// <summary>A command or query for the device inventory of one VIOS (BR-2). Sent from any node.</summary>
public interface IInventoryMessage : IDomainMessage
{
    VioUuid Vios { get; }
}

/// <summary>Stored event of the inventory.</summary>
public interface IInventoryEvent : IEvent;

/// <summary>
/// The VIOS tells which physical devices it finds. New ones are added, those that are gone are removed; what was set of the others stays.
/// Answered with <see cref="InventoryFound"/>. Safe to repeat.
/// </summary>
/// <param name="Hardware">Devices of the hardware class, each once.</param>
public sealed record DiscoverDevices(VioUuid Vios, ValueList<Device> Hardware) : ICommand, IInventoryMessage;

/// <summary>
/// Records a device. The same device is answered with <see cref="NoOp"/>, another one of the same name is refused. Devices which the
/// product keeps itself are refused: they have commands of their own. Answered with <see cref="DeviceAnswer"/>.
/// </summary>
public sealed record AddDevice(VioUuid Vios, Device Device) : ICommand, IInventoryMessage;

/// <summary>Sets attributes of a device. Answered with <see cref="DeviceAnswer"/>. Safe to repeat.</summary>
/// <param name="Changes">Each attribute once.</param>
public sealed record SetDeviceAttributes(VioUuid Vios, DeviceKind Kind, DeviceName Name, ValueList<DeviceAttribute> Changes)
    : ICommand, IInventoryMessage;

/// <summary>Removes a device which no other one belongs to. Safe to repeat.</summary>
public sealed record RemoveDevice(VioUuid Vios, DeviceKind Kind, DeviceName Name) : ICommand, IInventoryMessage;

/// <summary>Answered with <see cref="InventoryFound"/>; a VIOS that recorded nothing yet has no devices.</summary>
public sealed record GetInventory(VioUuid Vios) : IQuery, IInventoryMessage;

/// <summary>Answer to <see cref="AddDevice"/> and <see cref="SetDeviceAttributes"/>.</summary>
public sealed record DeviceAnswer(Device Device) : IReply;

/// <summary>Answer to <see cref="GetInventory"/>.</summary>
public sealed record InventoryFound(DeviceInventory Inventory) : IReply;

/// <summary>The recorded devices of a VIOS.</summary>
/// <param name="Version">The same in the DB and a local store means the same devices.</param>
/// <param name="Devices">By kind and name.</param>
public sealed record DeviceInventory(VioUuid Vios, ObjectVersion Version, ValueList<Device> Devices);

public sealed record DeviceAdded(Device Device) : IInventoryEvent;

public sealed record DeviceAttributesSet(DeviceKind Kind, DeviceName Name, ValueList<DeviceAttribute> Changes) : IInventoryEvent;

/// <summary>A physical device shows another identity or place at the same name.</summary>
public sealed record DeviceReplaced(Device Device) : IInventoryEvent;

public sealed record DeviceRemoved(DeviceKind Kind, DeviceName Name) : IInventoryEvent;

/// <summary>Tells the VIOS and the subscribers that its inventory has this version now.</summary>
public sealed record AnnounceInventory(VioUuid Vios, ObjectVersion Version) : IEffect;

/// <summary>Told to the VIOS and the subscribers when its inventory changed; the VIOS reads it and keeps it in its local store.</summary>
public sealed record InventoryChanged(VioUuid Vios, ObjectVersion Version) : IDomainMessage;

/// <summary>The whole state of an inventory.</summary>
public sealed record InventorySnapshot(ObjectVersion Version, ValueList<Device> Devices) : ISnapshot;
