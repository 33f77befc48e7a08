using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;

namespace VioActors.Actors.Vios.Backup;

/// <summary>
/// Reads the configuration of a VIOS as it was at one moment, while it is changed. What was read first is read again at the end: when it
/// is the same, everything read between was there together. Thread-safe.
/// </summary>
internal sealed class ConfigurationCollector(ViosDefinition definition, DbQuestions db)
{
    private const int TryCountMax = 100;
    private const string Doing = "read the configuration";

    /// <exception cref="BackupRefusedException">The DB refused or did not answer, or the configuration kept changing.</exception>
    public async Task<ViosFacts> CollectAsync()
    {
        for (var tried = 0; tried < TryCountMax; tried++)
        {
            var inventory = await InventoryAsync().ConfigureAwait(false);
            var pool = await PoolAsync().ConfigureAwait(false);
            var devices = await DevicesAsync().ConfigureAwait(false);
            var shared = await SharedAsync(devices).ConfigureAwait(false);
            var poolAgain = await PoolAsync().ConfigureAwait(false);
            var devicesAgain = await DevicesAsync().ConfigureAwait(false);
            if (IsSame(pool, poolAgain) && devices.Version == devicesAgain.Version
                && (await InventoryAsync().ConfigureAwait(false)).Version == inventory.Version)
            {
                return new ViosFacts(inventory, devices, pool, shared)
                {
                    VirtualFc = devices.Adapters.Any(adapter => adapter.Kind == ServerAdapterKind.VirtualFibreChannel)
                        ? await HypervisorQuestions.VirtualFcOfAsync(definition).ConfigureAwait(false)
                        : [],
                };
            }
        }

        throw new BackupRefusedException(
            RejectionCode.Busy, $"Cannot read the configuration of {definition.Name}: it changes all the time; try again later.");
    }

    private async Task<DeviceInventory> InventoryAsync() =>
        (await db.AskAsync<InventoryFound>(new GetInventory(definition.Vios), Doing).ConfigureAwait(false)).Inventory;

    private async Task<ViosDevices> DevicesAsync() => await db.AskAnyAsync(new GetViosDevices(definition.Vios), Doing).ConfigureAwait(false)
        is ViosDevicesFound found
            ? found.Devices
            : new ViosDevices(definition.Vios, definition.Drc, default, [], [], [], Retired: false);

    private async Task<PoolFound?> PoolAsync() =>
        await db.AskAnyAsync(new GetPool(definition.Pool), Doing).ConfigureAwait(false) as PoolFound;

    private async Task<ValueList<SharedMapping>> SharedAsync(ViosDevices devices)
    {
        var shared = new List<SharedMapping>();
        foreach (var lu in devices.Devices.Select(device => device.Lu).Distinct())
        {
            if (await db.AskAnyAsync(new GetLuUse(lu), Doing).ConfigureAwait(false) is LuUseFound use)
            {
                shared.AddRange(use.Bindings.Where(binding => binding.Shared && binding.Vios == definition.Vios)
                    .Select(binding => new SharedMapping(binding.Adapter, lu)));
            }
        }

        return shared.ToValueList();
    }

    // First writes change what is free, which is no part of the configuration.
    private static bool IsSame(PoolFound? one, PoolFound? other) => one?.Pool == other?.Pool && Equals(one?.Lus, other?.Lus)
        && one?.Capacity.TotalChunks == other?.Capacity.TotalChunks;
}
