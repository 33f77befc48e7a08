using System.Collections.Immutable;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Vios;

/// <summary>State of the aggregate of one VIOS's devices. Immutable.</summary>
/// <param name="Devices">Null until defined.</param>
/// <param name="Names">Names that the CEC gave to slots that have no adapter yet.</param>
/// <param name="Bindings">Bindings that a logical unit confirmed and that have no device yet.</param>
/// <param name="Unbindings">Mappings that are gone here and that their logical unit has not confirmed.</param>
public sealed record ViosState(
    ViosDevices? Devices,
    ImmutableList<AssignedName> Names,
    ImmutableList<NotedBinding> Bindings,
    ImmutableList<OpenUnbinding> Unbindings)
{
    public static ViosState Empty { get; } = new(null, [], [], []);

    public static ViosState From(ViosSnapshot snapshot) =>
        new(snapshot.Devices, [.. snapshot.Names], [.. snapshot.Bindings], [.. snapshot.Unbindings]);

    public ViosSnapshot ToSnapshot() => new(Devices, Names.ToValueList(), Bindings.ToValueList(), Unbindings.ToValueList());

    public ServerAdapter? FindAdapter(AdapterName name) => Devices?.Adapters.FirstOrDefault(adapter => adapter.Name == name);

    public VirtualTargetDevice? FindDevice(VtdName name) => Devices?.Devices.FirstOrDefault(device => device.Name == name);

    public NotedBinding? FindBinding(AdapterName adapter, LuUdid lu) =>
        Bindings.Find(binding => binding.Adapter == adapter && binding.Lu == lu);

    /// <exception cref="InvalidOperationException">An event that this version does not know.</exception>
    public ViosState Apply(IViosEvent @event)
    {
        var next = @event switch
        {
            ViosDefined e => this with { Devices = Define(e) },
            AdapterNameAssigned e => this with
            {
                Names = Names.RemoveAll(name => name.Slot == e.Slot).Add(new AssignedName(e.Slot, e.Name)),
            },
            ServerAdapterAdded e => Change(devices => devices with { Adapters = Ordered([.. devices.Adapters, e.Adapter]) }) with
            {
                Names = Names.RemoveAll(name => name.Slot == e.Adapter.Slot),
            },
            ServerAdapterRemoved e => Change(devices => devices with
            {
                Adapters = devices.Adapters.Where(adapter => adapter.Name != e.Adapter).ToValueList(),
            }),
            BindingNoted e => this with { Bindings = Bindings.Add(new NotedBinding(e.Adapter, e.Lu, e.LuName)) },
            BindingDropped e => this with { Bindings = Without(e.Adapter, e.Lu) },
            DeviceMapped e => Change(devices => devices with { Devices = Ordered([.. devices.Devices, e.Device]) }) with
            {
                Bindings = Without(e.Device.Adapter, e.Device.Lu),
            },
            DeviceUnmapped e => Change(devices => devices with
            {
                Devices = devices.Devices.Where(device => device.Name != e.Device).ToValueList(),
            }),
            UnbindingBegun e => this with { Unbindings = Unbindings.Add(new OpenUnbinding(e.Adapter, e.Lu)) },
            UnbindingConfirmed e => this with { Unbindings = Unbindings.Remove(new OpenUnbinding(e.Adapter, e.Lu)) },
            ViosRetired => Change(devices => devices with { Retired = true }),
            _ => throw new InvalidOperationException($"A VIOS knows no event {@event.GetType().Name}; a newer version wrote it."),
        };
        return next.Change(devices => devices with { Version = devices.Version.Next() });
    }

    private static ValueList<ServerAdapter> Ordered(IEnumerable<ServerAdapter> adapters) =>
        adapters.OrderBy(adapter => adapter.Name.Prefix, StringComparer.Ordinal).ThenBy(adapter => adapter.Name.Number).ToValueList();

    private static ValueList<VirtualTargetDevice> Ordered(IEnumerable<VirtualTargetDevice> devices) =>
        devices.OrderBy(device => device.Name.Value.Length).ThenBy(device => device.Name.Value, StringComparer.Ordinal).ToValueList();

    private ViosDevices Define(ViosDefined e) => Devices is null
        ? new ViosDevices(e.Vios, e.Drc, default, [], [], e.Portals, Retired: false)
        : Devices with
        {
            Drc = e.Drc,
            Portals = e.Portals,
            Retired = false,
            Adapters = Devices.Adapters.Select(adapter => adapter with { Drc = e.Drc.At(adapter.Slot) }).ToValueList(),
        };

    private ImmutableList<NotedBinding> Without(AdapterName adapter, LuUdid lu) =>
        Bindings.RemoveAll(binding => binding.Adapter == adapter && binding.Lu == lu);

    private ViosState Change(Func<ViosDevices, ViosDevices> change) => this with { Devices = change(Devices!) };
}
