using System.Globalization;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Phyp;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;

namespace VioActors.Domain.Backup;

/// <summary>
/// What is known of one VIOS at one moment, out of which its full inventory is made: its recorded devices, its adapters and mappings, the
/// pool and its logical units. Immutable.
/// </summary>
/// <param name="Shared">Adapter and logical unit of the mappings that were made to be shared.</param>
public sealed record ViosFacts(
    DeviceInventory Inventory, ViosDevices Devices, PoolFound? Pool, ValueList<SharedMapping> Shared)
{
    /// <summary>The Fibre Channel client adapters that are paired with this VIOS.</summary>
    public ValueList<VirtualFcAdapter> VirtualFc { get; init; } = [];
}

/// <summary>A mapping of a logical unit that other clients may have too (ID-5).</summary>
public sealed record SharedMapping(AdapterName Adapter, LuUdid Lu);

/// <summary>
/// The full inventory of a VIOS (BR-2): its records, and a device for everything that the product keeps itself: server adapters, virtual
/// target devices, the pool and the logical units that are mapped through it. Pure; thread-safe.
/// </summary>
public static class ConfigurationView
{
    public static BackupDocument Compose(BackupHeader header, ViosFacts facts) => new(
        header,
        facts.Inventory.Devices
            .Concat(facts.Pool is { } pool ? Of(pool, facts.Devices) : [])
            .Concat(facts.Devices.Adapters.Select(adapter => Of(adapter, facts)))
            .Concat(facts.Devices.Devices.Select(device => Of(device, facts)))
            .OrderBy(device => device.Key)
            .ToValueList());

    public static Device Of(ServerAdapter adapter) => Device.Of(
        KindOf(adapter), adapter.Name.Value, null, adapter.Drc.ToString(),
        ("slot", adapter.Slot.ToString()),
        ("client", adapter.Client.ToString()),
        ("client_slot", adapter.ClientSlot?.ToString() ?? ""),
        ("transport", TransportOf(adapter.Kind)));

    // The names tell what the storage shows to the client: a restore finds out whether they are its names still.
    private static Device Of(ServerAdapter adapter, ViosFacts facts) =>
        facts.VirtualFc.FirstOrDefault(client => client.Pair.ServerSlot == adapter.Slot) is { } client
            && adapter.Kind == ServerAdapterKind.VirtualFibreChannel
            ? Of(adapter).With([new DeviceAttribute("wwpns", client.Wwpns.ToString())])
            : Of(adapter);

    public static Device Of(PoolFound pool) => Device.Of(
        DeviceKind.StoragePool, pool.Pool.Value, null, "",
        ("pool_type", "cluster"),
        ("chunk_size", pool.Capacity.ChunkSizeBytes.ToString(CultureInfo.InvariantCulture)),
        ("size", new ByteSize(pool.Capacity.TotalChunks * pool.Capacity.ChunkSizeBytes).ToString()));

    public static Device Of(PoolName pool, PoolLu lu) => Device.Of(
        DeviceKind.BackingDevice, lu.Name.Value, pool.Value, "",
        ("device_type", "lu"),
        ("size", lu.Size.ToString()),
        ("udid", lu.Lu.ToString()),
        ("thick", lu.Thick ? "yes" : "no"),
        ("tier", lu.Tier.Value));

    private static IEnumerable<Device> Of(PoolFound pool, ViosDevices devices)
    {
        var mapped = devices.Devices.Select(device => device.Lu).ToHashSet();
        return pool.Lus.Where(lu => mapped.Contains(lu.Lu)).Select(lu => Of(pool.Pool, lu)).Prepend(Of(pool));
    }

    private static Device Of(VirtualTargetDevice device, ViosFacts facts) => Device.Of(
        DeviceKind.VirtualTarget, device.Name.Value, device.Adapter.Value, "",
        ("lun", device.Lun.ToString()),
        ("backing_device", device.LuName.Value),
        ("backing_type", "lu"),
        ("udid", device.Lu.ToString()),
        ("pool", device.Pool.Value),
        ("read_only", device.ReadOnly ? "yes" : "no"),
        ("shared", facts.Shared.Contains(new SharedMapping(device.Adapter, device.Lu)) ? "yes" : "no"));

    private static DeviceKind KindOf(ServerAdapter adapter) => adapter.Kind == ServerAdapterKind.VirtualFibreChannel
        ? DeviceKind.VirtualFcAdapter
        : DeviceKind.VirtualScsiAdapter;

    private static string TransportOf(ServerAdapterKind kind) => kind switch
    {
        ServerAdapterKind.VirtualFibreChannel => "vfc",
        ServerAdapterKind.Iscsi => "iscsi",
        _ => "vscsi",
    };
}
