using System.Globalization;
using Akka.Actor;
using Petabridge.Cmd;
using VioActors.Actors.Lpar;
using VioActors.Actors.Lpar.Qemu;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Machines;
using VioActors.Domain.Values;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <summary>The palette <c>lpar</c>: the partitions of the CEC and the built-in client's verified I/O.</summary>
internal sealed partial class LparPaletteActor : PaletteActor
{
    public static readonly CommandPalette Palette = new("lpar",
    [
        VioPalette.DefineOnCec("list", "Partitions of the CEC.", VioPalette.WithTable),
        VioPalette.DefineOnCec("show", "What the built-in client has written, read and found; of another partition, how it is.",
            VioPalette.Optional("id", "-id", "partition id of a virtual machine")),
        VioPalette.DefineOnCec("dispatch", "Client partitions that run or are frozen, with the reason.", VioPalette.WithTable),
        VioPalette.DefineOnCec("release", "Lets a frozen partition go on although its disks do not answer; its requests fail on that path.",
            VioPalette.Mandatory("id", "-id", "partition id")),
        VioPalette.DefineOnCec("activate", "Starts a virtual machine; without an id, boots the built-in client again after a crash.",
            VioPalette.Optional("id", "-id", "partition id of a virtual machine")),
        VioPalette.DefineOnCec("rate", "Sets the pace of the built-in client.",
            VioPalette.Mandatory("rate", "-r", "operations a second, 0 to 1000000")),
        VioPalette.DefineOnCec("verify", "Reads the built-in client's whole working set and compares."),
        .. ShareCommands,
        .. MachineCommands,
    ]);

    private static readonly TableColumn[] ListColumns = [TableColumn.Of("id", true), TableColumn.Of("name"), TableColumn.Of("kind"),
        TableColumn.Of("pairs")];

    private static readonly TableColumn[] DispatchColumns = [TableColumn.Of("id", true), TableColumn.Of("state"), TableColumn.Of("vios"),
        TableColumn.Of("event"), TableColumn.Of("since"), TableColumn.Of("freezes", true), TableColumn.Of("sent", true),
        TableColumn.Of("reason")];

    public LparPaletteActor(PbmContext context)
        : base(Palette, context)
    {
        RunTable("list", ListColumns, (_, table) => ListAsync(table));
        Run("show", command => Value(command, "-id") is null
            ? DescribeAsync(GetGuestReport.Instance)
            : DescribeMachineAsync(new GetMachineReport(IdOf(command))));
        Run("rate", command => DescribeAsync(new SetGuestRate(RateOf(command))));
        RunTable("dispatch", DispatchColumns, async (_, table) =>
        {
            var report = await AskAsync<DispatchReport>(System.Phyp, GetDispatchReport.Instance).ConfigureAwait(false);
            foreach (var partition in report.Partitions)
            {
                var frozen = partition.State != DispatchState.Running;
                table.Add(
                    (long)partition.Client.Value, partition.State.ToString().ToUpperInvariant(),
                    partition.Vios is { } vios ? vios.ToString() : Cell.None, frozen ? partition.Kind.ToString() : Cell.None,
                    partition.SinceUtc is { } since ? since : Cell.None, partition.Freezes, partition.SentWhileFrozen,
                    partition.Detail.Length == 0 ? Cell.None : partition.Detail);
            }
        });
        Run("release", async command =>
        {
            var partition = IdOf(command);
            return await AskAsync<IReply>(System.Phyp, new ReleasePartition(partition)).ConfigureAwait(false) is NoOp nothing
                ? nothing.Reason
                : $"Partition {partition} goes on; its guest has to do with the paths that it finds.";
        });
        Run("activate", command => Value(command, "-id") is null
            ? DescribeAsync(ActivateGuest.Instance)
            : DescribeMachineAsync(new ActivateMachine(IdOf(command))));
        Run("verify", _ => DescribeAsync(VerifyEveryBlock.Instance));
        RunShareCommands();
        RunMachineCommands();
    }

    protected override CommandPlace? Elsewhere(Command command) => CecElsewhere(command);

    private async Task ListAsync(Table table)
    {
        var known = await AskAsync<PartitionsReply>(System.Phyp, new GetPartitions()).ConfigureAwait(false);
        foreach (var partition in known.Partitions.Where(partition => partition.Name != MachineDecisions.HiddenPartitionName))
        {
            var pairs = known.Pairs.Where(pair => pair.Client == partition.Id).Select(pair =>
                $"C{pair.ClientSlot}-V{pair.Vios}C{pair.ServerSlot}");
            table.Add((long)partition.Id.Value, partition.Name, partition.Kind.ToString(), string.Join(' ', pairs));
        }
    }

    private async Task<string> DescribeAsync(object question)
    {
        var lpar = System.Lpar()
            ?? throw new CommandRefusedException("There is no built-in client here; it is switched off by vio-actors.lpar.enabled.");
        var report = await AskAsync<GuestReport>(lpar, question).ConfigureAwait(false);
        return string.Join('\n', [Describe(report), .. await DescribeShareAsync(report.Partition).ConfigureAwait(false)]);
    }

    internal static string Describe(GuestReport report)
    {
        var lines = new List<string>
        {
            report.Dump.Length == 0 ? $"partition {report.Partition} {report.State.ToString().ToUpperInvariant()}" : report.Dump,
            $"partition {report.Partition}: {report.Writes} writes acknowledged, {report.Reads} reads compared, "
                + $"{report.Contradictions} contradictions, {report.IoErrors} I/O errors",
            $"{report.PathSwitches} commands repeated on another path, {report.WaitingForPath} waiting for a path",
        };
        lines.AddRange(report.Paths.Select(path => $"path {path.Adapter} {(path.Enabled ? "Enabled" : $"Failed: {path.Detail}")}"));
        lines.AddRange(report.FirstContradictions.Select(contradiction => $"contradiction: {contradiction}"));
        return string.Join('\n', lines);
    }

    private async Task<string> DescribeMachineAsync(object question) =>
        Describe(await AskAsync<MachineReport>(Cec, question, StartLimit).ConfigureAwait(false));

    private static int RateOf(Command command)
    {
        var text = Required(command, "rate", "-r");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate is >= 0 and <= 1_000_000
            ? rate
            : throw new CommandRefusedException($"The rate [{text}] is not a number from 0 to 1000000.");
    }
}
