using System.Globalization;
using Petabridge.Cmd;
using VioActors.Actors.Phyp.Dispatching;
using VioActors.Actors.Phyp.Memory;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp.Dispatch;
using VioActors.Domain.Values;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <summary>What partitions get of the machine: processors (NPV-3) and memory (NPV-9).</summary>
internal sealed partial class LparPaletteActor
{
    private static readonly Dictionary<string, ProcessorMode> Modes = new(StringComparer.Ordinal)
    {
        ["ded"] = ProcessorMode.Dedicated,
        ["capped"] = ProcessorMode.Capped,
        ["uncapped"] = ProcessorMode.Uncapped,
    };

    private static readonly TableColumn[] StatColumns = [TableColumn.Of("id", true), TableColumn.Of("mode"), TableColumn.Of("ent", true),
        TableColumn.Of("lcpu", true), TableColumn.Of("weight", true), TableColumn.Of("physc", true), TableColumn.Of("entc", true),
        TableColumn.Of("wait", true), TableColumn.Of("vcsw", true), TableColumn.Of("cedes", true), TableColumn.Of("confers", true),
        TableColumn.Of("prods", true), TableColumn.Of("held", true)];

    private static readonly TableColumn[] MemoryColumns = [TableColumn.Of("id", true), TableColumn.Of("own", true),
        TableColumn.Of("usable", true), TableColumn.Of("lent", true), TableColumn.Of("borrowed", true)];

    private static CommandDefinition[] ShareCommands =>
    [
        VioPalette.DefineOnCec("stat",
            "Processor time of partitions: entitled (ent), used (physc, entc in percent), waited for, dispatches (vcsw).",
            VioPalette.WithTable),
        VioPalette.DefineOnCec("memory", "Memory of partitions in MiB: their own, what they can use, lent while frozen, borrowed.",
            VioPalette.WithTable),
        VioPalette.DefineOnCec("profile", "Sets a partition's share of the machine, from its next activation on.",
            VioPalette.Mandatory("id", "-id", "partition id"),
            VioPalette.Mandatory("mode", "-mode", "ded, capped or uncapped"),
            VioPalette.Mandatory("entitlement", "-ent", "processors, in steps of 0.05; ded: whole ones"),
            VioPalette.Optional("processors", "-vcpu",
                "virtual processors, at most ten for each entitled one; as few as can use it without it"),
            VioPalette.Optional("weight", "-weight", "uncapped: share of what is left, 0 to 255; 128 without it"),
            VioPalette.Optional("memory", "-mem", "MiB; 256 without it")),
    ];

    private void RunShareCommands()
    {
        RunTable("stat", StatColumns, async (_, table) =>
        {
            var figures = await AskAsync<ProcessorFigures>(System.Phyp, GetProcessorFigures.Instance).ConfigureAwait(false);
            foreach (var partition in figures.Partitions)
            {
                var profile = partition.Profile;
                table.Add(
                    (long)partition.Client.Value, Modes.First(mode => mode.Value == profile.Mode).Key,
                    Text(profile.EntitledHundredths / 100.0, "0.00"), (long)profile.VirtualProcessors, (long)profile.Weight,
                    Text(Average(partition.UsedTicks, partition, figures), "0.0000"),
                    Text(partition.EntitledTicks == 0 ? 0 : 100.0 * partition.UsedTicks / partition.EntitledTicks, "0.0"),
                    Text(Average(partition.WaitedTicks, partition, figures), "0.0000"), partition.Dispatches, partition.Cedes,
                    partition.Confers, partition.Prods, partition.HeldWindows);
            }
        });
        RunTable("memory", MemoryColumns, async (_, table) =>
        {
            var figures = await AskAsync<MemoryFigures>(System.Phyp, GetMemoryFigures.Instance).ConfigureAwait(false);
            foreach (var partition in figures.Partitions)
            {
                long lent = figures.Loans.Where(loan => loan.Lender == partition.Client).Sum(loan => loan.Mebibytes);
                table.Add(
                    (long)partition.Client.Value, (long)partition.OwnMebibytes, (long)partition.UsableMebibytes, lent,
                    partition.UsableMebibytes - partition.OwnMebibytes + lent);
            }
        });
        Run("profile", AssignAsync);
    }

    private async Task<string> AssignAsync(Command command)
    {
        var mode = Required(command, "mode", "-mode");
        var ent = Required(command, "entitlement", "-ent");
        if (!Modes.TryGetValue(mode, out var kind))
            throw new CommandRefusedException($"The mode [{mode}] is none of {string.Join(", ", Modes.Keys)}.");
        if (!decimal.TryParse(ent, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var processors) || processors > 256)
            throw new CommandRefusedException($"The entitlement [{ent}] is not a number of processors up to 256.");
        if (processors * 100 % 1 != 0)
            throw new CommandRefusedException($"The entitlement [{ent}] is no multiple of 0.05.");
        var hundredths = (int)(processors * 100);
        var profile = new PartitionProfile(
            IdOf(command), kind, hundredths, NumberOf(command, "-vcpu", Math.Max(1, (hundredths + 99) / 100), 1, 2560),
            NumberOf(command, "-weight", ProfileDecisions.DefaultWeight, 0, ProfileDecisions.WeightMax),
            NumberOf(command, "-mem", 256, 1, ProfileDecisions.MemoryMebibytesMax));
        return await AskAsync<IReply>(System.Phyp, new AssignProfile(profile)).ConfigureAwait(false) is NoOp nothing
            ? nothing.Reason
            : $"Partition {profile.Client} has {ent} processors {mode} and {profile.MemoryMebibytes} MiB from its next activation on.";
    }

    private async Task<IEnumerable<string>> DescribeShareAsync(PartitionId client)
    {
        var figures = await AskAsync<ProcessorFigures>(System.Phyp, GetProcessorFigures.Instance).ConfigureAwait(false);
        return figures.Partitions.Where(partition => partition.Client == client).Select(partition =>
            $"processors {Text(partition.Profile.EntitledHundredths / 100.0, "0.00")} "
                + $"{partition.Profile.Mode.ToString().ToLowerInvariant()}, "
                + $"{Text(Average(partition.UsedTicks, partition, figures), "0.0000")} used, {partition.Dispatches} dispatches, "
                + $"{partition.Prods} prods, {partition.Cedes} cedes, {partition.HeldWindows} windows frozen");
    }

    private static double Average(long ticks, PartitionFigures partition, ProcessorFigures figures) =>
        partition.Windows == 0 ? 0 : (double)ticks / (partition.Windows * figures.WindowTicks);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
