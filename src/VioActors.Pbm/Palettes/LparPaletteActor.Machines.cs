using System.Globalization;
using Akka.Actor;
using Petabridge.Cmd;
using VioActors.Actors.Images.Machines;
using VioActors.Actors.Lpar.Qemu;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Machines;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using ByteSize = VioActors.Domain.Values.ByteSize;

namespace VioActors.Pbm.Palettes;

/// <summary>Partitions that are virtual machines: definition, activation, shutdown, console (NPV-12).</summary>
internal sealed partial class LparPaletteActor
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);

    private static readonly Dictionary<string, ViosEventKind> Events = new(StringComparer.Ordinal)
    {
        ["failure"] = ViosEventKind.Failure,
        ["reboot"] = ViosEventKind.Reboot,
        ["power-down"] = ViosEventKind.PowerDown,
        ["exception"] = ViosEventKind.Exception,
    };

    private static CommandDefinition[] MachineCommands =>
    [
        VioPalette.DefineOnCec("create", "Defines a partition that is a virtual machine, or changes it for its next activation.",
            VioPalette.Mandatory("name", "-name", "name of the partition"),
            VioPalette.Flag("qemu", "-qemu", "run by QEMU; the only kind that can be made here"),
            VioPalette.Optional("vios", "-vios", "VIOSes that serve it, separated by commas; all without it"),
            VioPalette.Optional("image", "-image",
                "image of a machine: it goes on from that, sharing its memory, with a clone of its disk under its own name; kernel, memory "
                    + "and processors are the image's"),
            VioPalette.Optional("address", "-address", "with -image: network address for its guest"),
            VioPalette.Optional("lu", "-lu", "LU to map to it through each of them"),
            VioPalette.Optional("memory", "-mem", "memory in MiB; 256 without it"),
            VioPalette.Optional("processors", "-cpu", "virtual processors; 1 without it"),
            VioPalette.Optional("kernel", "-kernel", "path of a kernel; without it the machine boots from its disk"),
            VioPalette.Optional("initrd", "-initrd", "path of its initial file system"),
            VioPalette.Optional("append", "-append", "its arguments"),
            VioPalette.Optional("args", "-args", "further arguments for QEMU, separated by spaces"),
            VioPalette.Optional("freeze", "-freeze",
                "events of its VIOS that freeze it, separated by commas: failure, reboot, power-down, exception; or none; all without it")),
        VioPalette.DefineOnCec("shutdown", "Shuts a virtual machine down.",
            VioPalette.Mandatory("id", "-id", "partition id"),
            VioPalette.Flag("immediately", "-immed", "without asking its guest")),
        VioPalette.DefineOnCec("console", "The last lines of a virtual machine's console.",
            VioPalette.Mandatory("id", "-id", "partition id"),
            VioPalette.Optional("lines", "-lines", "how many, 1 to 10000; 20 without it")),
    ];

    private IActorRef Cec => System.CecActor ?? throw new CommandRefusedException("Virtual machines are commanded where the CEC runs.");

    private void RunMachineCommands()
    {
        Run("create", CreateAsync);
        Run("shutdown", async command => Describe(await AskAsync<MachineReport>(
            Cec, new ShutDownMachine(IdOf(command), Value(command, "-immed") is not null), StartLimit).ConfigureAwait(false)));
        Run("console", async command =>
        {
            var lines = NumberOf(command, "-lines", 20, 1, 10_000);
            var console = await AskAsync<MachineConsole>(Cec, new GetMachineConsole(IdOf(command), lines)).ConfigureAwait(false);
            return string.Join('\n', console.Lines);
        });
    }

    private async Task<string> CreateAsync(Command command)
    {
        var name = Required(command, "name", "-name");
        var freeze = Value(command, "-freeze") switch
        {
            null => Events.Values,
            "none" => [],
            var words => words.Split(',').Select(word => Events.TryGetValue(word, out var kind)
                ? kind
                : throw new CommandRefusedException($"The event [{word}] is none of {string.Join(", ", Events.Keys)}.")),
        };
        if (Value(command, "-image") is { } image)
            return await CreateOfImageAsync(command, name, image, freeze.ToValueList()).ConfigureAwait(false);
        var cluster = await AskAsync<ClusterFound>(System.ViosDb, new GetCluster()).ConfigureAwait(false);
        var wanted = Value(command, "-vios")?.Split(',') ?? [.. cluster.Cluster.Nodes.Select(node => node.Definition.Name)];
        var vioses = wanted.Select(vios => cluster.Cluster.Nodes.FirstOrDefault(node => node.Definition.Name == vios)?.Definition
            ?? throw new CommandRefusedException($"The cluster has no VIOS {vios}.")).ToList();
        var partition = (await AskAsync<PartitionReply>(System.Phyp, new DefinePartition(name, PartitionKind.ExternalHost, []))
            .ConfigureAwait(false)).Partition;
        var origin = (await AskAsync<MachinesReply>(System.Phyp, new GetMachines()).ConfigureAwait(false)).Machines
            .FirstOrDefault(machine => machine.Client == partition.Id)?.Origin;
        await AskAsync<IReply>(System.Phyp, new DefineMachine(new QemuMachine(
            partition.Id, NumberOf(command, "-mem", 256, MachineDecisions.MemoryMebibytesMin, MachineDecisions.MemoryMebibytesMax),
            NumberOf(command, "-cpu", 1, 1, MachineDecisions.ProcessorsMax), Value(command, "-kernel") ?? "",
            Value(command, "-initrd") ?? "", Value(command, "-append") ?? "",
            (Value(command, "-args") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).ToValueList(), freeze.ToValueList(), origin)))
            .ConfigureAwait(false);
        foreach (var vios in vioses)
            await ConnectAsync(partition, vios, Value(command, "-lu")).ConfigureAwait(false);
        return $"Partition {partition.Id} '{name}' is defined; lpar activate -id {partition.Id} starts it.";
    }

    private async Task<string> CreateOfImageAsync(Command command, string name, string image, ValueList<ViosEventKind> freeze)
    {
        var vioses = (Value(command, "-vios") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).ToValueList();
        var define = new DefineFromImage(name, image, Value(command, "-address") ?? "", freeze, vioses);
        var partition = (await AskAsync<PartitionReply>(Cec, define, StartLimit).ConfigureAwait(false)).Partition;
        return $"Partition {partition.Id} '{name}' is defined of image {image}; lpar activate -id {partition.Id} lets it go on from there.";
    }

    /// <summary>Each step is safe to repeat.</summary>
    private async Task ConnectAsync(Partition partition, NodeDefinition vios, string? luName)
    {
        var pair = (await AskAsync<AdapterPairReply>(System.Phyp, new PairAdapters(partition.Id, vios.Drc.Partition))
            .ConfigureAwait(false)).Pair;
        var adapter = (await AskAsync<ServerAdapterAnswer>(System.ViosDb, new AddServerAdapter(
            vios.Vios, ServerAdapterKind.VirtualScsi, pair.ServerSlot, ClientKey.OfLpar(System.Cec, partition.Id), pair.ClientSlot, null))
            .ConfigureAwait(false)).Adapter;
        if (luName is null)
            return;
        var pool = await AskAsync<PoolFound>(System.ViosDb, new GetPool(System.Pool)).ConfigureAwait(false);
        var lu = pool.Lus.FirstOrDefault(lu => lu.Name.Value == luName)?.Lu
            ?? throw new CommandRefusedException($"Pool {System.Pool} has no LU {luName}.");
        var devices = (await AskAsync<ViosDevicesFound>(System.ViosDb, new GetViosDevices(vios.Vios)).ConfigureAwait(false)).Devices;
        if (!devices.Devices.Any(device => device.Adapter == adapter.Name && device.Lu == lu))
        {
            await AskAsync<MappingAnswer>(System.ViosDb, new MapLu(
                vios.Vios, adapter.Name, System.Pool, lu, null, null, false, false)).ConfigureAwait(false);
        }
    }

    private static string Describe(MachineReport report)
    {
        var (machine, state) = (report.Machine, report.State.ToString().ToUpperInvariant());
        var lines = new List<string>
        {
            $"partition {machine.Client} '{report.Name}' {state}{(report.ProcessId is { } pid ? $", process {pid}" : "")}",
            $"{machine.MemoryMebibytes} MiB, {machine.Processors} virtual processors; "
                + $"stopped {report.Stops} times, {report.DiskErrors} disk errors",
            $"freezes on: {(machine.FreezeOn.Count == 0 ? "nothing" : string.Join(", ", machine.FreezeOn))}",
        };
        if (report.Share.Length > 0)
            lines.Add(report.Share);
        if (machine.Origin is { } origin)
        {
            lines.Add($"of image {origin.Image} as {origin.Name}{(origin.Address.Length > 0 ? $", {origin.Address}" : "")}; its next "
                + $"activation {(origin.HasLeft ? "boots from its disk" : "goes on from there")}");
        }

        if (report.ProcessId is { } process && MachineMemoryFigures.Read(process) is { } memory)
        {
            lines.Add($"memory of the image: {new ByteSize(memory.SharedBytes)} shared with others, "
                + $"{new ByteSize(memory.OwnBytes)} its own");
        }

        if (report.Detail.Length > 0)
            lines.Add(report.Detail);
        return string.Join('\n', lines);
    }

    private static PartitionId IdOf(Command command) =>
        PartitionId.TryParse(Required(command, "partition id", "-id"), out var partition, out var problem)
            ? partition
            : throw new CommandRefusedException(problem);

    internal static int NumberOf(Command command, string @switch, int without, int min, int max) =>
        Value(command, @switch) is not { } text ? without
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number
        : throw new CommandRefusedException($"The value [{text}] of {@switch} is not a number from {min} to {max}.");
}
