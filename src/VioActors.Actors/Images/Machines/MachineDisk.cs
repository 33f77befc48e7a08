using Akka.Actor;
using VioActors.Actors.LogicalUnits;
using VioActors.Actors.Phyp.Machines;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;

namespace VioActors.Actors.Images.Machines;

/// <summary>
/// Disks of machines of images: clones of a moment of another LU, and the way to them through VIOSes. Thread-safe. Each method throws
/// <see cref="OsStepException"/> when it is refused or not answered.
/// </summary>
internal sealed class MachineDisk(OsPorts ports, IActorRef phyp, CecId cec)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <param name="moment">Name of a snapshot of the source.</param>
    public async Task CloneAsync(LuUdid lu, LuUdid source, LuName moment, string name)
    {
        if (!LuName.TryParse(name, out var luName, out var problem))
            throw new OsStepException(problem);
        var made = await LuClone.MakeAsync(ports.ViosDb, lu, source, moment, luName).ConfigureAwait(false);
        if (made is not LuFound)
            throw new OsStepException(made is Rejected refused ? refused.Reason : $"LU {name} could not be made.");
    }

    public Task TakeAsync(LuUdid lu, LuName moment) =>
        ports.DoAsync(ports.ViosDb, new TakeSnapshot(lu, moment), "a snapshot of the disk");

    /// <summary>Nothing happens when there is none.</summary>
    public Task ForgetAsync(LuUdid lu, LuName moment) => TryAsync(new DeleteSnapshot(lu, moment));

    /// <summary>With its mappings and snapshots. Nothing happens when there is none.</summary>
    public Task DeleteAsync(LuUdid lu) => TryAsync(new DeleteLu(lu, Forced: true));

    /// <summary>VIOSes of this CEC by those names; all of them when none is named.</summary>
    public async Task<IReadOnlyList<NodeDefinition>> ViosesAsync(ValueList<string> names)
    {
        var known = (await ports.AskAsync<ClusterFound>(ports.ViosDb, new GetCluster(), "the cluster").ConfigureAwait(false)).Cluster.Nodes
            .Select(node => node.Definition).Where(vios => vios.Drc.Cec == cec).ToList();
        var wanted = names.Count == 0
            ? known
            : names.Select(name => known.Find(vios => vios.Name == name)
                ?? throw new OsStepException($"CEC {cec} has no VIOS {name}.")).ToList();
        return wanted.Count > 0 ? wanted : throw new OsStepException($"CEC {cec} has no VIOS.");
    }

    /// <summary>Each step is safe to repeat.</summary>
    public async Task MapAsync(Partition client, LuUdid lu, IReadOnlyList<NodeDefinition> vioses)
    {
        var pool = (await ports.AskAsync<LuFound>(ports.ViosDb, new GetLu(lu), "the disk").ConfigureAwait(false)).Identity.Pool;
        foreach (var vios in vioses)
        {
            var pair = (await ports.AskAsync<AdapterPairReply>(phyp, new PairAdapters(client.Id, vios.Drc.Partition), "its adapters")
                .ConfigureAwait(false)).Pair;
            var adapter = (await ports.AskAsync<ServerAdapterAnswer>(
                ports.ViosDb,
                new AddServerAdapter(
                    vios.Vios, ServerAdapterKind.VirtualScsi, pair.ServerSlot, ClientKey.OfLpar(cec, client.Id), pair.ClientSlot, null),
                $"an adapter of {vios.Name}").ConfigureAwait(false)).Adapter;
            await ports.AskAsync<MappingAnswer>(
                ports.ViosDb, new MapLu(vios.Vios, adapter.Name, pool, lu, null, null, false, false), $"its disk at {vios.Name}")
                .ConfigureAwait(false);
        }
    }

    public async Task UnmapAsync(LuUdid lu, IReadOnlyList<NodeDefinition> vioses)
    {
        foreach (var vios in vioses)
        {
            var devices = (await ports.AskAsync<ViosDevicesFound>(ports.ViosDb, new GetViosDevices(vios.Vios), $"devices of {vios.Name}")
                .ConfigureAwait(false)).Devices.Devices;
            foreach (var device in devices.Where(device => device.Lu == lu))
            {
                await ports.DoAsync(ports.ViosDb, new UnmapLu(vios.Vios, device.Name, null), $"the disk at {vios.Name}")
                    .ConfigureAwait(false);
            }
        }
    }

    /// <summary>Its disks, as soon as a VIOS serves them.</summary>
    public async Task<ValueList<int>> ServedAsync(PartitionId client, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(ports.StepLimit, ports.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using var polls = new PeriodicTimer(PollInterval, ports.Time);
        while (true)
        {
            var found = await ports.AskAsync<MachinePathFound>(phyp, new FindMachinePath(client), "the way to its disk")
                .ConfigureAwait(false);
            if (found.Luns.Count > 0)
                return found.Luns;
            try
            {
                await polls.WaitForNextTickAsync(both.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                throw new OsStepException($"No VIOS serves the machine's disk within {ports.StepLimit}: {found.Detail}.");
            }
        }
    }

    private async Task TryAsync(ICommand command)
    {
        try
        {
            await ports.DoAsync(ports.ViosDb, command, "cleaning").ConfigureAwait(false);
        }
        catch (OsStepException)
        {
            // There is none, or it stays in the list of LUs under its name.
        }
    }
}
