using System.Collections.Immutable;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Memory;

/// <summary>How the shared memory pool of one CEC is set up. Immutable.</summary>
public sealed record SharedPoolState(
    MemoryPoolDefinition? Definition,
    ImmutableSortedDictionary<PartitionId, MemoryShare> Shares,
    ImmutableSortedDictionary<LuUdid, PagingDevice> Devices)
{
    public static SharedPoolState Empty { get; } = new(
        null, ImmutableSortedDictionary<PartitionId, MemoryShare>.Empty, ImmutableSortedDictionary<LuUdid, PagingDevice>.Empty);

    /// <exception cref="InvalidOperationException">An event that this version does not know.</exception>
    public SharedPoolState Apply(ISharedPoolEvent @event) => @event switch
    {
        MemoryPoolDefined e => this with { Definition = e.Definition },
        PagingDeviceAdded e => this with { Devices = Devices.SetItem(e.Device.Lu, e.Device) },
        PagingDeviceRemoved e => this with { Devices = Devices.Remove(e.Lu) },
        MemoryShared e => this with
        {
            Shares = Shares.SetItem(e.Share.Client, e.Share),
            Devices = Devices.SetItem(e.Device, Devices[e.Device] with { Client = e.Share.Client }),
        },
        MemoryUnshared e => this with
        {
            Shares = Shares.Remove(e.Client),
            Devices = DeviceOf(e.Client) is { } device ? Devices.SetItem(device.Lu, device with { Client = null }) : Devices,
        },
        _ => throw new InvalidOperationException($"A shared memory pool knows no event {@event.GetType().Name}."),
    };

    public PagingDevice? DeviceOf(PartitionId client) => Devices.Values.FirstOrDefault(device => device.Client == client);

    public MemoryPoolFound Describe() => new(Definition, Shares.Values.ToValueList(), Devices.Values.ToValueList());
}
