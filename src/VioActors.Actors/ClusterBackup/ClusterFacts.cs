using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Phyp;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Persistence.Backup;
using VioActors.Persistence.Wire;

namespace VioActors.Actors.ClusterBackup;

/// <summary>
/// The configuration of a VIOS at a position of the VIOS DB (CBR-4): what its aggregates had become by the events up to there. Not
/// thread-safe, as the position is not.
/// </summary>
internal static class ClusterFacts
{
    private static readonly string BoundManifest = DomainCodec.ManifestOf(
        new LuBound(new LuBinding(default, AdapterName.Of("vhost", 0), ClientKey.OfLpar(AnyCec, new PartitionId(1)), false)));

    private static CecId AnyCec => CecId.Parse("0000.000.0000000");

    /// <exception cref="MessageFormatException">An event cannot be read; a newer version wrote it.</exception>
    public static ViosFacts Of(IDbAtPosition db, VioUuid vios, DrcName drc, PoolName pool) => Of(db, vios, drc, PoolOf(db, pool));

    /// <param name="found">The pool at that position, which is the same for every VIOS; null: there was none.</param>
    /// <exception cref="MessageFormatException">An event cannot be read; a newer version wrote it.</exception>
    public static ViosFacts Of(IDbAtPosition db, VioUuid vios, DrcName drc, PoolFound? found)
    {
        var inventory = Fold<InventoryState, IInventoryEvent>(
            db, $"devices-{vios}", InventoryState.Empty, (state, @event) => state.Apply(@event)).ToInventory(vios);
        var devices = Fold<ViosState, IViosEvent>(db, $"vios-{vios}", ViosState.Empty, (state, @event) => state.Apply(@event)).Devices
            ?? new ViosDevices(vios, drc, default, [], [], [], Retired: false);
        var clients = Fold<PartitionsState, IPartitionsEvent>(
            db, $"phyp-{drc.Cec}", PartitionsState.Empty(drc.Cec), (state, @event) => state.Apply(@event)).VirtualFc.Values;
        return new ViosFacts(inventory, devices, found, SharedOf(db, devices))
        {
            VirtualFc = clients.Where(client => client.Pair.Vios == drc.Partition).OrderBy(client => client.Pair.ServerSlot).ToValueList(),
        };
    }

    /// <summary>The pool at that position; null: there was none.</summary>
    public static PoolFound? PoolOf(IDbAtPosition db, PoolName pool) => PoolDecisions.Decide(
        Fold<PoolState, IPoolEvent>(db, $"pool-{pool}", PoolState.Empty, (state, @event) => state.Apply(@event)),
        new GetPool(pool), DateTimeOffset.UnixEpoch).Reply as PoolFound;

    /// <summary>Folds the stored events of an aggregate.</summary>
    public static TState Fold<TState, TEvent>(IDbAtPosition db, string persistenceId, TState empty, Func<TState, TEvent, TState> apply)
    {
        var state = empty;
        foreach (var row in db.Read(persistenceId))
        {
            state = apply(state, (TEvent)DomainCodec.Decode(row.Payload, row.Manifest));
        }

        return state;
    }

    // The last binding of a unit to an adapter tells how it was made.
    private static ValueList<SharedMapping> SharedOf(IDbAtPosition db, ViosDevices devices)
    {
        var shared = new HashSet<SharedMapping>();
        foreach (var lu in devices.Devices.Select(device => device.Lu).Distinct())
        {
            foreach (var row in db.Read($"lu-{lu}").Where(row => row.Manifest == BoundManifest))
            {
                var binding = ((LuBound)DomainCodec.Decode(row.Payload, row.Manifest)).Binding;
                var mapping = new SharedMapping(binding.Adapter, lu);
                if (binding.Vios != devices.Vios)
                {
                    continue;
                }

                _ = binding.Shared ? shared.Add(mapping) : shared.Remove(mapping);
            }
        }

        return shared.ToValueList();
    }
}
