using VioActors.Domain.Common;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Vios.IViosEvent>;

namespace VioActors.Domain.Vios;

/// <summary>The part of <see cref="ViosDecisions"/> about server adapters (ID-4). Pure; thread-safe.</summary>
internal static class ViosAdapters
{
    public static Outcome Add(ViosState state, AddServerAdapter add)
    {
        var devices = state.Devices!;
        if (FindProblem(devices, add) is { } problem)
        {
            return Refuse(add, RejectionCode.Invalid, problem);
        }

        if (FindExisting(devices, add) is { } existing)
        {
            return IsSame(existing, add)
                ? Decision.Answer<IViosEvent>(new ServerAdapterAnswer(existing))
                : Refuse(add, RejectionCode.AlreadyExists, $"slot {existing.Slot} has {existing.Name} for {existing.Client}; choose "
                    + "another slot");
        }

        if (devices.Adapters.Count >= ViosDecisions.AdapterCountMax)
        {
            return Refuse(add, RejectionCode.Invalid, $"it has {ViosDecisions.AdapterCountMax} adapters, which is the limit");
        }

        var slot = add.Slot ?? FirstFreeSlot(devices);
        var prefix = add.Kind == ServerAdapterKind.VirtualFibreChannel ? "vfchost" : "vhost";
        var name = state.Names.Find(assigned => assigned.Slot == slot)?.Name;
        if (name is null || name.Prefix != prefix || (add.Wanted is not null && add.Wanted != name))
        {
            return Decision.Wait<IViosEvent>(NameKey(slot), new ReserveNameAtCec(devices.Drc.Cec, slot, prefix, add.Wanted));
        }

        var adapter = new ServerAdapter(name, add.Kind, slot, devices.Drc.At(slot), add.Client, add.ClientSlot, ObjectVersion.First);
        return ViosDecisions.Accept(state, new ServerAdapterAnswer(adapter), [new ServerAdapterAdded(adapter)]);
    }

    public static Outcome ConcludeName(ViosState state, ConcludeAdapterName conclude)
    {
        if (conclude.Name is not { } name)
        {
            var refusal = new Rejected(RejectionCode.AlreadyExists, conclude.Problem ?? "The CEC gave no adapter name.");
            return Decision.NoOp<IViosEvent>("No name was given.").Resolving(NameKey(conclude.Slot), refusal);
        }

        return state.Names.Contains(new AssignedName(conclude.Slot, name)) || state.FindAdapter(name) is not null
            ? Decision.NoOp<IViosEvent>($"{name} is noted already.")
            : Decision.Accept<IViosEvent>(Ok.Instance, new AdapterNameAssigned(conclude.Slot, name));
    }

    public static Outcome Remove(ViosState state, RemoveServerAdapter remove)
    {
        var devices = state.Devices!;
        if (state.FindAdapter(remove.Adapter) is not { } adapter)
        {
            return Decision.NoOp<IViosEvent>($"VIOS {remove.Vios} has no {remove.Adapter}.");
        }

        if (remove.ExpectedVersion is { } expected && expected != adapter.Version)
        {
            return ViosDecisions.Refuse(
                RejectionCode.VersionConflict,
                $"Cannot remove {remove.Adapter}: it has version {adapter.Version}, not {expected}; read it again.");
        }

        if (devices.Devices.FirstOrDefault(device => device.Adapter == remove.Adapter) is { } mapped)
        {
            return ViosDecisions.Refuse(
                RejectionCode.InUse,
                $"Cannot remove {remove.Adapter}: {mapped.Name} ({mapped.LuName}) is behind it; unmap its devices first.");
        }

        var dropped = state.Bindings.Where(binding => binding.Adapter == remove.Adapter).ToList();
        IViosEvent[] events =
        [
            .. dropped.SelectMany(IEnumerable<IViosEvent> (binding) => ViosMappings.Drop(binding.Adapter, binding.Lu)),
            new ServerAdapterRemoved(remove.Adapter),
        ];
        IEffect[] effects =
        [
            .. dropped.Select(binding => new UnbindAtLu(binding.Lu, binding.Adapter)),
            new FreeNameAtCec(devices.Drc.Cec, remove.Adapter),
        ];
        return ViosDecisions.Accept(state, Ok.Instance, events, effects);
    }

    private static string? FindProblem(ViosDevices devices, AddServerAdapter add) =>
        add.Kind is not (ServerAdapterKind.VirtualScsi or ServerAdapterKind.VirtualFibreChannel or ServerAdapterKind.Iscsi)
            ? "its kind is not known"
        : add.Slot is { Value: < ViosDecisions.FirstVirtualSlot }
            ? $"slot {add.Slot} is a serial adapter; slots from {ViosDecisions.FirstVirtualSlot} are free to choose"
        : add.Kind == ServerAdapterKind.Iscsi && add.Client.Initiator is null ? "an iSCSI adapter serves an initiator name"
        : add.Kind == ServerAdapterKind.Iscsi ? null
        : add.Client.Cec is null ? "only an iSCSI adapter serves an initiator name"
        : add.Client.Cec != devices.Drc.Cec ? $"partition {add.Client} is on another CEC than the VIOS, {devices.Drc.Cec}"
        : add.ClientSlot is null ? "the slot of the client adapter that it pairs with is missing"
        : null;

    // The same client adapter pairs with one server adapter of the VIOS, whatever slot is asked for.
    private static ServerAdapter? FindExisting(ViosDevices devices, AddServerAdapter add) => devices.Adapters.FirstOrDefault(adapter =>
        adapter.Slot == add.Slot
        || (adapter.Kind == add.Kind && adapter.Client == add.Client && adapter.ClientSlot == add.ClientSlot));

    private static bool IsSame(ServerAdapter adapter, AddServerAdapter add) =>
        adapter.Kind == add.Kind
        && adapter.Client == add.Client
        && adapter.ClientSlot == add.ClientSlot
        && (add.Slot is null || add.Slot == adapter.Slot)
        && (add.Wanted is null || add.Wanted == adapter.Name);

    private static SlotNumber FirstFreeSlot(ViosDevices devices)
    {
        var used = devices.Adapters.Select(adapter => adapter.Slot.Value).ToHashSet();
        return new SlotNumber(Enumerable.Range(ViosDecisions.FirstVirtualSlot, used.Count + 1).First(slot => !used.Contains(slot)));
    }

    private static Outcome Refuse(AddServerAdapter add, RejectionCode code, string problem) =>
        ViosDecisions.Refuse(code, $"Cannot add an adapter for {add.Client} to VIOS {add.Vios}: {problem}.");

    private static string NameKey(SlotNumber slot) => $"adapter:{slot}";
}
