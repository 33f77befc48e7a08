using VioActors.Domain.Common;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Vios.IViosEvent>;

namespace VioActors.Domain.Vios;

/// <summary>What the DB decides about the devices of one VIOS (REG-11, ID-4, ID-5, STO-8). Pure; thread-safe.</summary>
public static class ViosDecisions
{
    /// <summary>Server adapters of one VIOS.</summary>
    public const int AdapterCountMax = 4096;

    /// <summary>Virtual target devices behind one server adapter.</summary>
    public const int DeviceCountMax = 256;

    /// <summary>Slots 0 and 1 of a partition are its serial adapters.</summary>
    public const int FirstVirtualSlot = 2;

    public static Outcome Decide(ViosState state, IViosMessage message) => message switch
    {
        DefineVios define => Define(state, define),
        RetireVios when state.Devices is null => Decision.NoOp<IViosEvent>($"VIOS {message.Vios} has no devices."),
        UnmapLu or ForgetLu or RemoveServerAdapter when state.Devices is null =>
            Decision.NoOp<IViosEvent>($"VIOS {message.Vios} has no devices."),
        _ when state.Devices is null => Refuse(
            RejectionCode.NotFound,
            $"VIOS {message.Vios} has no record of devices; it begins at its first registration."),
        GetViosDevices => Decision.Answer<IViosEvent>(new ViosDevicesFound(state.Devices)),
        UnmapLu unmap => ViosMappings.Unmap(state, unmap),
        ForgetLu forget => ViosMappings.Forget(state, forget),
        ConcludeUnbinding conclude => ViosMappings.ConcludeUnbinding(state, conclude),
        ConcludeBinding conclude => ViosMappings.ConcludeBinding(state, conclude),
        ConcludeAdapterName conclude => ViosAdapters.ConcludeName(state, conclude),
        RemoveServerAdapter remove => ViosAdapters.Remove(state, remove),
        RetireVios retire => Retire(state, retire),
        _ when state.Devices.Retired => Refuse(
            RejectionCode.WrongStatus,
            $"VIOS {message.Vios} was removed from the cluster: nothing can be added to it; add it to the cluster first."),
        AddServerAdapter add => ViosAdapters.Add(state, add),
        MapLu map => ViosMappings.Map(state, map),
        _ => throw new InvalidOperationException($"A VIOS knows no message {message.GetType().Name}."),
    };

    /// <summary>Effects that a crash may have cut off: repeated when the aggregate has recovered.</summary>
    public static ValueList<IEffect> Resume(ViosState state) =>
        state.Unbindings.Select(IEffect (open) => new UnbindAtLu(open.Lu, open.Adapter)).ToValueList();

    internal static Outcome Accept(
        ViosState state,
        IReply reply,
        IReadOnlyCollection<IViosEvent> events,
        params ReadOnlySpan<IEffect> effects)
    {
        var next = events.Aggregate(state, (current, @event) => current.Apply(@event));
        var announce = new AnnounceDevices(next.Devices!.Vios, next.Devices.Version);
        return new Outcome(reply, events.ToValueList(), [announce, .. effects]);
    }

    internal static Outcome Refuse(RejectionCode code, string reason) => Decision.Reject<IViosEvent>(code, reason);

    private static Outcome Define(ViosState state, DefineVios define) =>
        state.Devices is { Retired: false } known && known.Drc == define.Drc && known.Portals.Equals(define.Portals)
            ? Decision.NoOp<IViosEvent>($"VIOS {define.Vios} is known so already.")
            : Accept(state, Ok.Instance, [new ViosDefined(define.Vios, define.Drc, define.Portals)]);

    private static Outcome Retire(ViosState state, RetireVios retire)
    {
        var devices = state.Devices!;
        if (devices.Retired)
        {
            return Decision.NoOp<IViosEvent>($"VIOS {retire.Vios} is retired already.");
        }

        if (!retire.Forced && devices.Devices.Count > 0)
        {
            var clients = devices.Devices.Select(device => state.FindAdapter(device.Adapter)!.Client).Distinct().ToList();
            return Refuse(
                RejectionCode.InUse,
                $"{devices.Devices.Count} devices are mapped to {clients.Count} clients through it, {devices.Devices[0].Name} on "
                + $"{devices.Devices[0].Adapter} for {clients[0]} among them.");
        }

        var events = devices.Devices
            .SelectMany(IEnumerable<IViosEvent> (device) =>
                [new DeviceUnmapped(device.Name), new UnbindingBegun(device.Adapter, device.Lu)])
            .Append(new ViosRetired(retire.Forced));
        var unbind = devices.Devices.Select(IEffect (device) => new UnbindAtLu(device.Lu, device.Adapter));
        return Accept(state, Ok.Instance, [.. events], [.. unbind]);
    }
}
