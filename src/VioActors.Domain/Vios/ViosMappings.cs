using VioActors.Domain.Common;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Vios.IViosEvent>;

namespace VioActors.Domain.Vios;

/// <summary>The part of <see cref="ViosDecisions"/> about virtual target devices (ID-5, STO-8). Pure; thread-safe.</summary>
internal static class ViosMappings
{
    public static Outcome Map(ViosState state, MapLu map)
    {
        var devices = state.Devices!;
        if (state.FindAdapter(map.Adapter) is not { } adapter)
        {
            return Refuse(state, map, RejectionCode.NotFound, $"VIOS {map.Vios} has no such adapter; add it first");
        }

        var behind = devices.Devices.Where(device => device.Adapter == map.Adapter).ToList();
        if (behind.Find(device => device.Lu == map.Lu) is { } existing)
        {
            return (map.Lun is null || map.Lun == existing.Lun)
                && (map.Device is null || map.Device == existing.Name)
                && map.ReadOnly == existing.ReadOnly
                ? Decision.Answer<IViosEvent>(new MappingAnswer(existing))
                : Refuse(state, map, RejectionCode.AlreadyExists, $"it is behind it as {existing.Name}, LUN {existing.Lun}; unmap it "
                    + "first");
        }

        var problem = adapter.Kind == ServerAdapterKind.VirtualFibreChannel
                ? "a virtual Fibre Channel adapter passes the fabric's own devices through"
            : behind.Count >= ViosDecisions.DeviceCountMax ? $"{ViosDecisions.DeviceCountMax} devices are behind it, which is the limit"
            : null;
        if (problem is not null)
        {
            return Refuse(state, map, RejectionCode.Invalid, problem);
        }

        var taken = behind.Find(device => device.Lun == map.Lun) ?? devices.Devices.FirstOrDefault(device => device.Name == map.Device);
        if (taken is not null)
        {
            return Refuse(
                state,
                map,
                RejectionCode.AlreadyExists,
                $"{taken.Name} with LUN {taken.Lun} on {taken.Adapter} is there; choose another name or number");
        }

        // An old mapping of the same two must have ended at the logical unit before a new one begins there.
        if (state.Unbindings.Contains(new OpenUnbinding(map.Adapter, map.Lu)))
        {
            return Decision.Wait<IViosEvent>($"un{BindingKey(map.Adapter, map.Lu)}");
        }

        if (state.FindBinding(map.Adapter, map.Lu) is not { } binding)
        {
            return Decision.Wait<IViosEvent>(
                BindingKey(map.Adapter, map.Lu),
                new BindAtLu(map.Lu, map.Adapter, adapter.Client, map.Shared));
        }

        var made = new VirtualTargetDevice(
            map.Device ?? FirstFreeName(devices),
            map.Adapter,
            map.Lun ?? FirstFreeLun(behind),
            map.Lu,
            binding.LuName,
            map.Pool,
            map.ReadOnly,
            ObjectVersion.First);
        return ViosDecisions.Accept(state, new MappingAnswer(made), [new DeviceMapped(made)]);
    }

    public static Outcome ConcludeBinding(ViosState state, ConcludeBinding conclude)
    {
        if (conclude.LuName is not { } name)
        {
            var refusal = conclude.Refusal ?? new Rejected(RejectionCode.Busy, $"Logical unit {conclude.Lu} did not answer; try again.");
            return Decision.NoOp<IViosEvent>("The logical unit refused.").Resolving(BindingKey(conclude.Adapter, conclude.Lu), refusal);
        }

        var known = state.FindBinding(conclude.Adapter, conclude.Lu) is not null
            || state.Devices!.Devices.Any(device => device.Adapter == conclude.Adapter && device.Lu == conclude.Lu);
        return known
            ? Decision.NoOp<IViosEvent>("The binding is noted already.")
            : state.FindAdapter(conclude.Adapter) is null
                ? Decision.NoOp<IViosEvent>($"{conclude.Adapter} is gone.")
                    .Storing(new UnbindingBegun(conclude.Adapter, conclude.Lu))
                    .With(new UnbindAtLu(conclude.Lu, conclude.Adapter))
                : Decision.Accept<IViosEvent>(Ok.Instance, new BindingNoted(conclude.Adapter, conclude.Lu, name));
    }

    public static Outcome ConcludeUnbinding(ViosState state, ConcludeUnbinding conclude) =>
        state.Unbindings.Contains(new OpenUnbinding(conclude.Adapter, conclude.Lu))
            ? Decision.Accept<IViosEvent>(Ok.Instance, new UnbindingConfirmed(conclude.Adapter, conclude.Lu))
            : Decision.NoOp<IViosEvent>("That is confirmed already.");

    /// <summary>Gives back a binding that got no device.</summary>
    public static IViosEvent[] Drop(AdapterName adapter, LuUdid lu) => [new BindingDropped(adapter, lu), new UnbindingBegun(adapter, lu)];

    public static Outcome Unmap(ViosState state, UnmapLu unmap)
    {
        if (state.FindDevice(unmap.Device) is not { } device)
        {
            return Decision.NoOp<IViosEvent>($"VIOS {unmap.Vios} has no {unmap.Device}.");
        }

        return unmap.ExpectedVersion is { } expected && expected != device.Version
            ? ViosDecisions.Refuse(
                RejectionCode.VersionConflict,
                $"Cannot remove {unmap.Device}: it has version {device.Version}, not {expected}; read it again.")
            : ViosDecisions.Accept(
                state,
                Ok.Instance,
                [new DeviceUnmapped(unmap.Device), new UnbindingBegun(device.Adapter, device.Lu)],
                new UnbindAtLu(device.Lu, device.Adapter));
    }

    public static Outcome Forget(ViosState state, ForgetLu forget)
    {
        IViosEvent[] events =
        [
            .. state.Devices!.Devices.Where(device => device.Lu == forget.Lu).Select(device => new DeviceUnmapped(device.Name)),
            .. state.Bindings.Where(binding => binding.Lu == forget.Lu).Select(binding => new BindingDropped(binding.Adapter, binding.Lu)),
        ];
        return events.Length == 0
            ? Decision.NoOp<IViosEvent>($"VIOS {forget.Vios} has no device of logical unit {forget.Lu}.")
            : ViosDecisions.Accept(state, Ok.Instance, events);
    }

    private static VtdName FirstFreeName(ViosDevices devices)
    {
        var used = devices.Devices.Select(device => device.Name.Value).ToHashSet(StringComparer.Ordinal);
        return VtdName.Parse(Enumerable.Range(0, used.Count + 1).Select(number => $"vtscsi{number}").First(name => !used.Contains(name)));
    }

    private static LunNumber FirstFreeLun(List<VirtualTargetDevice> behind)
    {
        var used = behind.Select(device => device.Lun.Value).ToHashSet();
        return new LunNumber(Enumerable.Range(0, used.Count + 1).First(number => !used.Contains(number)));
    }

    // A binding that was confirmed meanwhile is given back with the refusal: nothing is mapped by it.
    private static Outcome Refuse(ViosState state, MapLu map, RejectionCode code, string problem)
    {
        var refusal = ViosDecisions.Refuse(code, $"Cannot map logical unit {map.Lu} to {map.Adapter}: {problem}.");
        return state.FindBinding(map.Adapter, map.Lu) is null
            ? refusal
            : refusal.Storing([.. Drop(map.Adapter, map.Lu)]).With(new UnbindAtLu(map.Lu, map.Adapter));
    }

    private static string BindingKey(AdapterName adapter, LuUdid lu) => $"bind:{adapter}:{lu}";
}
