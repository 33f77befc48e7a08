using System.Globalization;
using Akka.Actor;
using Petabridge.Cmd;
using VioActors.Actors.Cec;
using VioActors.Actors.Lpar;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Phyp;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <summary>
/// The palette <c>dlpar</c>: virtual adapters of client partitions, added and taken away also while they run, and built-in partitions that
/// are started by hand.
/// </summary>
internal sealed class DlparPaletteActor : PaletteActor
{
    public static readonly CommandPalette Palette = new("dlpar",
    [
        VioPalette.DefineOnCec("vfc-add", "Gives a partition a virtual Fibre Channel adapter; a partition of a new name is defined.",
            Client(), Vios(),
            VioPalette.Optional("slot", "-slot", "slot in the partition; without it: the one to this VIOS, or a free one"),
            VioPalette.Optional("port", "-fcp", "physical port to map it to, fcs0")),
        VioPalette.DefineOnCec("vscsi-add", "Gives a partition a virtual SCSI adapter with an LU of the pool.", Client(), Vios(),
            VioPalette.Mandatory("lu", "-lu", "name of the LU"), VioPalette.Optional("number", "-number", "number of the LU, 1")),
        VioPalette.DefineOnCec("remove", "Takes an adapter away, with its mappings; a running partition lets go of it first.", Client(),
            VioPalette.Mandatory("slot", "-slot", "slot in the partition")),
        VioPalette.DefineOnCec("boot", "Starts a built-in guest in a partition, on the disk behind its adapters.", Client(),
            VioPalette.Optional("number", "-number", "number of its disk, 1"),
            VioPalette.Optional("blocks", "-blocks", "blocks of 4 KiB that it uses, 1024"),
            VioPalette.Optional("rate", "-r", "operations a second, 20")),
        VioPalette.DefineOnCec("shutdown", "Ends the built-in guest of a partition.", Client()),
        VioPalette.DefineOnCec("show", "What the guest of a partition has written, read and found.", Client()),
        VioPalette.DefineOnCec("verify", "Lets the guest of a partition read its whole working set and compare.", Client()),
    ]);

    public DlparPaletteActor(PbmContext context)
        : base(Palette, context)
    {
        Run("vfc-add", AddFibreChannelAsync);
        Run("vscsi-add", AddScsiAsync);
        Run("remove", RemoveAsync);
        Run("boot", BootAsync);
        Run("shutdown", EndAsync);
        Run("show", command => DescribeAsync(command, GetGuestReport.Instance));
        Run("verify", command => DescribeAsync(command, VerifyEveryBlock.Instance));
    }

    protected override CommandPlace? Elsewhere(Command command) => CecElsewhere(command);

    private async Task<string> AddFibreChannelAsync(Command command)
    {
        // What was mistyped is refused before a partition is defined.
        var vios = await ViosAsync(command).ConfigureAwait(false);
        SlotNumber? slot = Value(command, "-slot") is { } text ? SlotNumber.Parse(text) : null;
        AdapterName? port = Value(command, "-fcp") is { } fcp ? AdapterName.Parse(fcp) : null;
        var client = await DefineAsync(command).ConfigureAwait(false);
        var made = (await AskAsync<VirtualFcReply>(
            System.Phyp, new PairVirtualFc(client.Id, vios.Drc.Partition, slot)).ConfigureAwait(false)).Adapter;
        var server = await AddServerAsync(vios, ServerAdapterKind.VirtualFibreChannel, made.Pair).ConfigureAwait(false);
        var mapped = "";
        if (port is not null)
        {
            await VfcPaletteActor.MapAsync(System, vios.Vios, server.Name, port).ConfigureAwait(false);
            mapped = $", mapped to {port}";
        }

        var used = await TellRunningAsync(client.Id, new AddClientAdapter(made.Pair.ClientSlot, true)).ConfigureAwait(false);
        return $"Slot {made.Pair.ClientSlot} of {client.Name} has WWPNs {made.Wwpns}, "
            + $"paired with {server.Name} of {vios.Name}{mapped}{used}.";
    }

    private async Task<string> AddScsiAsync(Command command)
    {
        var name = Required(command, "LU", "-lu");
        var lu = (await AskAsync<PoolFound>(System.ViosDb, new GetPool(System.Pool)).ConfigureAwait(false)).Lus
            .FirstOrDefault(lu => lu.Name.Value == name)
            ?? throw new CommandRefusedException($"Pool {System.Pool} has no LU {name}; lu list shows those that there are.");
        var vios = await ViosAsync(command).ConfigureAwait(false);
        var number = new LunNumber(Number(command, "-number", 1, LunNumber.Max));
        var client = await DefineAsync(command).ConfigureAwait(false);
        var pair = (await AskAsync<AdapterPairReply>(
            System.Phyp, new PairAdapters(client.Id, vios.Drc.Partition)).ConfigureAwait(false)).Pair;
        var server = await AddServerAsync(vios, ServerAdapterKind.VirtualScsi, pair).ConfigureAwait(false);
        var device = (await AskAsync<MappingAnswer>(System.ViosDb, new MapLu(
            vios.Vios, server.Name, System.Pool, lu.Lu, number, null, false, false)).ConfigureAwait(false)).Device;
        var used = await TellRunningAsync(client.Id, new AddClientAdapter(pair.ClientSlot, false)).ConfigureAwait(false);
        return $"Slot {pair.ClientSlot} of {client.Name} has {name} as LUN {device.Lun}, through {server.Name} of {vios.Name}{used}.";
    }

    private async Task<string> RemoveAsync(Command command)
    {
        var client = await FindAsync(command).ConfigureAwait(false);
        var slot = SlotNumber.Parse(Required(command, "slot", "-slot"));
        var pair = (await AskAsync<PartitionsReply>(System.Phyp, new GetPartitions()).ConfigureAwait(false)).Pairs
            .FirstOrDefault(pair => pair.Client == client.Id && pair.ClientSlot == slot)
            ?? throw new CommandRefusedException($"Partition {client.Name} has no adapter in slot {slot}; lpar list shows its pairs.");
        var dispatch = await AskAsync<DispatchReport>(System.Phyp, GetDispatchReport.Instance).ConfigureAwait(false);
        if (dispatch.Partitions.Any(one => one.Client == client.Id && one.State != DispatchState.Running))
        {
            throw new CommandRefusedException(
                $"Partition {client.Name} is frozen and waits for its disks; give its VIOS back, or use lpar release first.");
        }

        await TellRunningAsync(client.Id, new RemoveClientAdapter(slot)).ConfigureAwait(false);
        await AskAsync<IReply>(System.Phyp, new UnpairAdapters(client.Id, slot)).ConfigureAwait(false);
        foreach (var vios in (await ViosesAsync().ConfigureAwait(false)).Where(vios => vios.Drc.Partition == pair.Vios))
            await RemoveServerAsync(vios.Vios, pair.ServerSlot).ConfigureAwait(false);

        return $"Partition {client.Name} has no adapter in slot {slot} any more.";
    }

    private async Task RemoveServerAsync(VioUuid vios, SlotNumber slot)
    {
        var devices = (await AskAsync<ViosDevicesFound>(System.ViosDb, new GetViosDevices(vios)).ConfigureAwait(false)).Devices;
        if (devices.Adapters.FirstOrDefault(adapter => adapter.Slot == slot) is not { } server)
            return;
        if (server.Kind == ServerAdapterKind.VirtualFibreChannel)
        {
            await AskAsync<IReply>(
                System.ViosDb, new RemoveDevice(vios, DeviceKind.VirtualFcMapping, DeviceName.Parse(server.Name.Value)))
                .ConfigureAwait(false);
        }

        foreach (var device in devices.Devices.Where(device => device.Adapter == server.Name))
            await AskAsync<IReply>(System.ViosDb, new UnmapLu(vios, device.Name, null)).ConfigureAwait(false);
        await AskAsync<IReply>(System.ViosDb, new RemoveServerAdapter(vios, server.Name, null)).ConfigureAwait(false);
    }

    private async Task<string> BootAsync(Command command)
    {
        var cec = System.CecActor ?? throw new CommandRefusedException("The CEC does not run in this process.");
        var client = await FindAsync(command).ConfigureAwait(false);
        var load = new GuestLoad(
            Number(command, "-number", 1, LunNumber.Max), Number(command, "-blocks", 1024, ActivationDecisions.BlockCountMax),
            Number(command, "-r", 20, ActivationDecisions.RateMax));
        await AskAsync<LparStarted>(cec, new BootGuest(client.Id, load)).ConfigureAwait(false);
        return $"Partition {client.Name} runs, and boots again whenever its CEC starts; dlpar show tells what it has done.";
    }

    private async Task<string> EndAsync(Command command)
    {
        var cec = System.CecActor ?? throw new CommandRefusedException("The CEC does not run in this process.");
        var client = await FindAsync(command).ConfigureAwait(false);
        await AskAsync<Ok>(cec, new EndGuest(client.Id)).ConfigureAwait(false);
        return $"Partition {client.Name} is ended; dlpar boot starts it again.";
    }

    private async Task<string> DescribeAsync(Command command, object question)
    {
        var client = await FindAsync(command).ConfigureAwait(false);
        var lpar = await RunningAsync(client.Id).ConfigureAwait(false)
            ?? throw new CommandRefusedException($"Partition {client.Name} does not run; dlpar boot starts it.");
        return LparPaletteActor.Describe(await AskAsync<GuestReport>(lpar, question).ConfigureAwait(false));
    }

    /// <summary>Tells a partition if it runs; gives what to say about it.</summary>
    private async Task<string> TellRunningAsync(PartitionId client, object change)
    {
        if (await RunningAsync(client).ConfigureAwait(false) is not { } lpar)
            return "";
        await AskAsync<GuestReport>(lpar, change).ConfigureAwait(false);
        return "; its guest uses it";
    }

    private async Task<IActorRef?> RunningAsync(PartitionId client) => System.CecActor is { } cec
        && await cec.Ask<object>(new FindLpar(client), TimeSpan.FromSeconds(15)).ConfigureAwait(false) is LparStarted started
        ? started.Lpar
        : null;

    private async Task<ServerAdapter> AddServerAsync(NodeDefinition vios, ServerAdapterKind kind, AdapterPair pair) =>
        (await AskAsync<ServerAdapterAnswer>(System.ViosDb, new AddServerAdapter(
            vios.Vios, kind, pair.ServerSlot, ClientKey.OfLpar(System.Cec, pair.Client), pair.ClientSlot, null))
            .ConfigureAwait(false)).Adapter;

    private async Task<NodeDefinition> ViosAsync(Command command)
    {
        var name = Required(command, "VIOS", "-n");
        return (await ViosesAsync().ConfigureAwait(false)).FirstOrDefault(vios => vios.Name == name)
            ?? throw new CommandRefusedException($"CEC {System.Cec} has no VIOS {name}; vios list shows those that there are.");
    }

    /// <summary>The VIOSes of this machine, running or not: the DB has what they are to do.</summary>
    private async Task<IReadOnlyList<NodeDefinition>> ViosesAsync() =>
    [
        .. (await AskAsync<ClusterFound>(System.ViosDb, new GetCluster()).ConfigureAwait(false)).Cluster.Nodes
            .Select(node => node.Definition).Where(vios => vios.Drc.Cec == System.Cec),
    ];

    private async Task<Partition> DefineAsync(Command command) => (await AskAsync<PartitionReply>(
        System.Phyp, new DefinePartition(Required(command, "partition", "-c"), PartitionKind.Client, [])).ConfigureAwait(false)).Partition;

    private async Task<Partition> FindAsync(Command command)
    {
        var name = Required(command, "partition", "-c");
        return (await AskAsync<PartitionsReply>(System.Phyp, new GetPartitions()).ConfigureAwait(false)).Partitions
            .FirstOrDefault(partition => partition.Name == name)
            ?? throw new CommandRefusedException($"There is no partition {name}; lpar list shows those that there are.");
    }

    private static int Number(Command command, string @switch, int @default, int max) => Value(command, @switch) is not { } text ? @default
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max ? number
        : throw new CommandRefusedException($"[{text}] after {@switch} is no number from 0 to {max}.");

    private static Func<CommandDefinitionBuilder, CommandDefinitionBuilder> Client() =>
        VioPalette.Mandatory("client", "-c", "name of the partition");

    private static Func<CommandDefinitionBuilder, CommandDefinitionBuilder> Vios() =>
        VioPalette.Mandatory("vios", "-n", "name of the VIOS");
}
