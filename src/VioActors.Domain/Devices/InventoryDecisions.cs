using VioActors.Domain.Common;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Devices.IInventoryEvent>;

namespace VioActors.Domain.Devices;

/// <summary>What the inventory of a VIOS decides (BR-2). Pure; thread-safe.</summary>
public static class InventoryDecisions
{
    public static Outcome Decide(InventoryState state, IInventoryMessage message) => message switch
    {
        GetInventory get => Decision.Answer<IInventoryEvent>(new InventoryFound(state.ToInventory(get.Vios))),
        AddDevice add => Add(state, add),
        SetDeviceAttributes set => Set(state, set),
        RemoveDevice remove => Remove(state, remove),
        DiscoverDevices discover => Discover(state, discover),
        _ => throw new InvalidOperationException($"An inventory knows no message {message.GetType().Name}."),
    };

    private static Outcome Add(InventoryState state, AddDevice add)
    {
        var device = add.Device;
        var fault = DeviceRules.FindFault(device)
            ?? (DeviceRules.IsKeptElsewhere(device) ? "the VIOS keeps it itself; use the command that maps or creates it" : null)
            ?? (state.Devices.Count >= DeviceRules.DeviceCountMax ? $"it has {DeviceRules.DeviceCountMax} devices, which is the limit"
                : null);
        if (fault is not null)
        {
            return Refuse(RejectionCode.Invalid, $"Cannot add {device.Key} to VIOS {add.Vios}: {fault}.");
        }

        if (state.Find(device.Kind, device.Name) is { } existing)
        {
            return existing == device
                ? Decision.NoOp<IInventoryEvent>($"{device.Key} is there already.")
                : Refuse(RejectionCode.AlreadyExists, $"Cannot add {device.Key} to VIOS {add.Vios}: another device has that name.");
        }

        return FindMissingParent(state, device) is { } missing
            ? Refuse(RejectionCode.NotFound, $"Cannot add {device.Key} to VIOS {add.Vios}: {missing}.")
            : Accept(state, add.Vios, new DeviceAnswer(device), new DeviceAdded(device));
    }

    private static Outcome Set(InventoryState state, SetDeviceAttributes set)
    {
        var key = new DeviceKey(set.Kind, set.Name);
        if (state.Find(set.Kind, set.Name) is not { } device)
        {
            return Refuse(RejectionCode.NotFound, $"Cannot set attributes of {key}: VIOS {set.Vios} has no such device.");
        }

        if (DeviceRules.FindFaultInChange(set.Kind, set.Changes) is { } fault)
        {
            return Refuse(RejectionCode.Invalid, $"Cannot set attributes of {key} of VIOS {set.Vios}: {fault}.");
        }

        var changed = device.With(set.Changes);
        return changed == device
            ? Decision.NoOp<IInventoryEvent>($"{key} is set so already.")
            : Accept(state, set.Vios, new DeviceAnswer(changed), new DeviceAttributesSet(set.Kind, set.Name, set.Changes));
    }

    private static Outcome Remove(InventoryState state, RemoveDevice remove)
    {
        if (state.Find(remove.Kind, remove.Name) is not { } device)
        {
            return Decision.NoOp<IInventoryEvent>($"VIOS {remove.Vios} has no {new DeviceKey(remove.Kind, remove.Name)}.");
        }

        return state.Devices.Values.FirstOrDefault(other => IsPartOf(other, device)) is { } part
            ? Refuse(RejectionCode.InUse, $"Cannot remove {device.Key}: {part.Key} belongs to it; remove that first.")
            : Accept(state, remove.Vios, Ok.Instance, new DeviceRemoved(remove.Kind, remove.Name));
    }

    private static Outcome Discover(InventoryState state, DiscoverDevices discover)
    {
        foreach (var device in discover.Hardware)
        {
            var fault = DeviceRules.FindFault(device)
                ?? (DeviceCatalog.Get(device.Kind).Class == DeviceClass.Hardware ? null : "it is no physical device");
            if (fault is not null)
            {
                return Refuse(RejectionCode.Invalid, $"Cannot note {device.Key} of VIOS {discover.Vios}: {fault}.");
            }
        }

        var found = discover.Hardware.DistinctBy(device => device.Key).ToDictionary(device => device.Key);
        var gone = state.Devices.Values
            .Where(device => DeviceCatalog.Find(device.Kind)?.Class == DeviceClass.Hardware
                && device.Kind != DeviceKind.EthernetInterface && !found.ContainsKey(device.Key));
        IInventoryEvent[] events =
        [
            .. gone.Reverse().Select(device => new DeviceRemoved(device.Kind, device.Name)),
            .. found.Values.OrderBy(device => device.Key).Select(device => Note(state, device)).OfType<IInventoryEvent>(),
        ];
        var next = events.Aggregate(state, (current, @event) => current.Apply(@event));
        var answer = new InventoryFound(next.ToInventory(discover.Vios));
        return events.Length == 0 ? Decision.Answer<IInventoryEvent>(answer) : Accept(state, discover.Vios, answer, events);
    }

    // What was set stays; what the hardware says of itself is taken from the hardware.
    private static IInventoryEvent? Note(InventoryState state, Device found)
    {
        if (state.Find(found.Kind, found.Name) is not { } known)
        {
            return new DeviceAdded(found);
        }

        var rule = DeviceCatalog.Get(found.Kind);
        var noted = found.With(known.Attributes.Where(attribute =>
            rule.FindAttribute(attribute.Name)?.Uses.HasFlag(AttributeUses.Settable) == true));
        return noted == known ? null : new DeviceReplaced(noted);
    }

    private static string? FindMissingParent(InventoryState state, Device device)
    {
        var parents = DeviceCatalog.Get(device.Kind).Parents;
        return device.Parent is not { } parent || parents.Contains(DeviceKind.VirtualScsiAdapter) || parents.Contains(
            DeviceKind.VirtualFcAdapter)
            || parents.Any(kind => state.Find(kind, parent) is not null)
            ? null
            : $"VIOS has no {string.Join(" or ", parents.Select(DeviceCatalog.TitleOf))} {parent}; add that first";
    }

    private static bool IsPartOf(Device part, Device whole) =>
        part.Parent == whole.Name && DeviceCatalog.Get(part.Kind).Parents.Contains(whole.Kind);

    private static Outcome Accept(InventoryState state, VioUuid vios, IReply reply, params ReadOnlySpan<IInventoryEvent> events)
    {
        var version = state.Version;
        for (var count = events.Length; count > 0; count--)
        {
            version = version.Next();
        }

        return Decision.Accept<IInventoryEvent>(reply, events).With(new AnnounceInventory(vios, version));
    }

    private static Outcome Refuse(RejectionCode code, string reason) => Decision.Reject<IInventoryEvent>(code, reason);
}
