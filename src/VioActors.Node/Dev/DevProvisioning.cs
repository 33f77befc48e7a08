using Akka.Actor;
using VioActors.Actors.Cec;
using VioActors.Actors.Lpar;
using VioActors.Actors.Vios;
using VioActors.Domain.Cec;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Npiv;
using VioActors.Domain.Phyp;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Scsi.Luns;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Node.Dev;

/// <summary>
/// Makes what the settings ask for and is not there yet: cluster, volumes, pool, LUs, partitions, mappings. Every step is safe to
/// repeat, so a start that
/// was cut off anywhere is completed by the next one.
/// </summary>
/// <param name="isOnSeveralMachines">A host reaches its disks through the VIOSes of every machine, which each know it as a client.</param>
internal sealed class DevProvisioning(IActorRef viosDb, IActorRef cecActor, IActorRef phyp, CecId cec, DevEnvironment environment,
    bool isOnSeveralMachines)
{
    /// <summary>LUN 1 is the first that a PowerVM client sees (0x8100000000000000).</summary>
    public static readonly LunNumber FirstLun = new(1);

    private const int GuestSeed = 20_261_121;

    /// <summary>LU of the built-in partition.</summary>
    public string LparDisk { get; init; } = environment.Settings.Lpar.Name;

    private PoolName Pool => PoolName.Parse(environment.Settings.Pool.Name);

    /// <summary>Defines a partition at PHYP, or finds the one of that name.</summary>
    public static async Task<Partition> DefineAsync(IActorRef phyp, string name, PartitionKind kind) =>
        (await AskAsync<PartitionReply>(phyp, new DefinePartition(name, kind, []),
            $"define partition {name}").ConfigureAwait(false)).Partition;

    /// <param name="vioses">The members; the first is the one that creates the cluster.</param>
    /// <param name="incarnation">Of the first.</param>
    public async Task CreateClusterAsync(IReadOnlyList<NodeDefinition> vioses, long incarnation)
    {
        if (await StartQuestion.AskAsync(viosDb, new GetCluster()).ConfigureAwait(false) is ClusterFound)
            return;
        var first = vioses[0];
        var registration = new ViosRegistration(first.Vios, first.Name, first.Drc, incarnation, "", [], [], [], []);
        var others = vioses.Skip(1).ToValueList();
        await AskAsync<ViosRegistered>(
            viosDb, new CreateCluster(ClusterName.Parse(environment.Settings.ClusterName), registration, others),
                "create the cluster").ConfigureAwait(false);
    }

    public Task DefineHardwareAsync(CecId machine, CecHardware hardware) => AskAsync<CecFound>(
        viosDb, new DefineHardware(machine, hardware), $"record the hardware of {machine}");

    /// <summary>Records the usual fabrics. Cables that an administrator changed stay as they are.</summary>
    public async Task DefineFabricAsync(CecHardware hardware, IReadOnlyDictionary<VioUuid, string> vioses)
    {
        var known = await AskAsync<SanFound>(viosDb, new GetSan(), "read the storage area network").ConfigureAwait(false);
        if (known.Configuration.Switches.Count == 0)
            await AskAsync<IReply>(viosDb, DevNpiv.FabricOf(hardware, vioses), "record the fabrics").ConfigureAwait(false);
    }

    public async Task CreatePoolAsync()
    {
        if (await StartQuestion.AskAsync(viosDb, new GetPool(Pool)).ConfigureAwait(false) is PoolFound)
            return;
        var settings = environment.Settings.Pool;
        var volumes = settings.PhysicalVolumes.Select(MakeVolume).ToValueList();
        await AskAsync<IReply>(
            viosDb, new CreatePool(Pool, settings.ChunkSizeBytes, volumes, PoolThresholds.Default, PoolLimits.Default),
                $"create pool {Pool}").ConfigureAwait(false);
    }

    /// <summary>Makes the LUs and their mappings through every VIOS. Gives what the built-in partition is to be; null when it is
    /// switched off.</summary>
    public async Task<LparDefinition?> MapClientsAsync(IReadOnlyList<NodeDefinition> vioses)
    {
        foreach (var lu in environment.Settings.LogicalUnits)
            await MapAsync(lu.Client, PartitionKind.ExternalHost, lu.Name, lu.SizeBytes, vioses).ConfigureAwait(false);
        var lpar = environment.Settings.Lpar;
        if (!lpar.Enabled)
            return null;
        var (partition, slots, lun) = await MapAsync(lpar.Name, PartitionKind.Client, LparDisk, lpar.SizeBytes,
            vioses).ConfigureAwait(false);
        return BuiltIn(lpar, partition, slots, lun);
    }

    /// <summary>What the built-in partition of the settings is.</summary>
    /// <param name="slots">Of its adapters.</param>
    /// <param name="lun">Its disk.</param>
    public static LparDefinition BuiltIn(
        Actors.Settings.LparSettings lpar, Partition partition, ValueList<SlotNumber> slots, LunNumber lun)
    {
        var blocks = (int)Math.Min(lpar.WorkingSetBlocks, lpar.SizeBytes / Actors.Lpar.Guest.StampedBlock.SizeBytes);
        return new LparDefinition(partition, slots,
            new WorkloadDefinition(LunAddress.Encode(lun.Value), blocks, lpar.RatePerSecond, GuestSeed, lpar.IoTimeout),
            lpar.FreezeOn.ToValueList());
    }

    /// <summary>Activates the built-in partition; its disk must be served already.</summary>
    public async Task<IActorRef> ActivateAsync(LparDefinition definition) => (await AskAsync<LparStarted>(
        cecActor, new StartLpar(definition), $"activate partition {definition.Partition.Name}").ConfigureAwait(false)).Lpar;

    private async Task<(Partition Partition, ValueList<SlotNumber> Slots, LunNumber Lun)> MapAsync(
        string client, PartitionKind kind, string luName, long sizeBytes, IReadOnlyList<NodeDefinition> vioses)
    {
        var partition = await DefineAsync(phyp, client, kind).ConfigureAwait(false);
        var lu = await FindOrCreateAsync(LuName.Parse(luName), sizeBytes).ConfigureAwait(false);
        var slots = new List<SlotNumber>();
        var lun = default(LunNumber);
        foreach (var vios in vioses)
        {
            var pair = (await AskAsync<AdapterPairReply>(
                phyp, new PairAdapters(partition.Id, vios.Drc.Partition), $"pair {client} with {vios.Name}").ConfigureAwait(false)).Pair;
            slots.Add(pair.ClientSlot);
            lun = await MapThroughAsync(vios, pair, lu, kind).ConfigureAwait(false);
        }

        return (partition, slots.ToValueList(), lun);
    }

    private async Task<LunNumber> MapThroughAsync(NodeDefinition vios, AdapterPair pair, LuUdid lu, PartitionKind kind)
    {
        var client = ClientKey.OfLpar(cec, pair.Client);
        var adapter = (await AskAsync<ServerAdapterAnswer>(
            viosDb,
            new AddServerAdapter(vios.Vios, ServerAdapterKind.VirtualScsi, pair.ServerSlot, client, pair.ClientSlot, null),
            $"make a server adapter of {vios.Name} for {client}").ConfigureAwait(false)).Adapter;
        var devices = (await AskAsync<ViosDevicesFound>(viosDb, new GetViosDevices(vios.Vios),
            $"read the devices of {vios.Name}").ConfigureAwait(false)).Devices;
        if (devices.Devices.FirstOrDefault(device => device.Adapter == adapter.Name && device.Lu == lu) is { } mapped)
            return mapped.Lun;

        var isShared = isOnSeveralMachines && kind != PartitionKind.Client;
        var answer = await AskAsync<MappingAnswer>(
            viosDb, new MapLu(vios.Vios, adapter.Name, Pool, lu, FirstLun, null, false, isShared),
                $"map {lu} to {adapter.Name}").ConfigureAwait(false);
        return answer.Device.Lun;
    }

    private async Task<LuUdid> FindOrCreateAsync(LuName name, long sizeBytes)
    {
        var pool = await AskAsync<PoolFound>(viosDb, new GetPool(Pool), $"read pool {Pool}").ConfigureAwait(false);
        var create = new CreateLu(
            LuUdid.From(environment.Ids.Next()), Pool, name, new ByteSize(sizeBytes), false, Tier.System, LuKind.Disk);
        if (pool.Lus.FirstOrDefault(lu => lu.Name == name) is { } existing)
        {
            if (await StartQuestion.AskAsync(viosDb, new GetLu(existing.Lu)).ConfigureAwait(false) is LuFound)
                return existing.Lu;

            // The pool had admitted the unit, but the start ended before the unit noted that: the same command completes it.
            create = create with { Lu = existing.Lu, Size = existing.Size, Thick = existing.Thick, Tier = existing.Tier };
        }

        await AskAsync<LuFound>(viosDb, create, $"create LU {name}").ConfigureAwait(false);
        return create.Lu;
    }

    /// <summary>A volume whose pool was never recorded is taken as it is: the header tells its identity.</summary>
    private PvDefinition MakeVolume(Actors.Settings.PhysicalVolumeSettings settings)
    {
        var folder = Path.Combine(environment.Settings.DataDirectory, "pvs");
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{settings.Name}.img");
        var pool = PoolVolumes.IdOf(environment.Settings.ClusterName, Pool);
        var chunkSize = ChunkSize.FromBytes(environment.Settings.Pool.ChunkSizeBytes);
        var opening = File.Exists(path)
            ? FilePhysicalVolume.Open(path, VolumeOpenMode.Owner, new VolumeExpectation(null, pool))
            : FilePhysicalVolume.Create(path, new Storage.Values.PvId(environment.Ids.Next()), pool, chunkSize,
                settings.SizeBytes >> chunkSize.Shift);
        if (opening.Volume is not { } volume)
            throw new DevStartException(opening.Message);
        using (volume)
        {
            return new PvDefinition(
                new Domain.Values.PvId(volume.Id.Value), PvName.Parse(settings.Name), path, volume.ChunkCount, Tier.System,
                    DiskGroupName.Default, FailureGroupName.Default);
        }
    }

    private static async Task<T> AskAsync<T>(IActorRef actor, object message, string doing)
    {
        object answer;
        try
        {
            answer = await StartQuestion.AskAsync(actor, message).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            throw new DevStartException($"Could not {doing}: no answer within {StartQuestion.Limit}. See the log above.");
        }

        return answer switch
        {
            Rejected rejected => throw new DevStartException($"Could not {doing}: {rejected.Reason}"),
            T expected => expected,
            _ => throw new DevStartException($"Could not {doing}: the answer was {answer}."),
        };
    }
}
