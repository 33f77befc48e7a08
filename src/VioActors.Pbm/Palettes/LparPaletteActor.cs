using System.Globalization;
using Akka.Actor;
using Petabridge.Cmd;
using VioActors.Actors.Lpar;
using VioActors.Domain.Phyp;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <summary>The palette <c>lpar</c>: the partitions of the CEC and the built-in client's verified I/O.</summary>
internal sealed class LparPaletteActor : PaletteActor
{
    public static readonly CommandPalette Palette = new("lpar",
    [
        VioPalette.Define("list", "Partitions of the CEC.", VioPalette.WithTable),
        VioPalette.Define("show", "What the built-in client has written, read and found."),
        VioPalette.Define("rate", "Sets the pace of the built-in client.",
            VioPalette.Mandatory("rate", "-r", "operations a second, 0 to 1000000")),
        VioPalette.Define("verify", "Reads the built-in client's whole working set and compares."),
    ]);

    private static readonly TableColumn[] ListColumns = [TableColumn.Of("id", true), TableColumn.Of("name"), TableColumn.Of("kind"),
        TableColumn.Of("pairs")];

    public LparPaletteActor(PbmContext context)
        : base(Palette, context)
    {
        RunTable("list", ListColumns, (_, table) => ListAsync(table));
        Run("show", _ => DescribeAsync(GetGuestReport.Instance));
        Run("rate", command => DescribeAsync(new SetGuestRate(RateOf(command))));
        Run("verify", _ => DescribeAsync(VerifyEveryBlock.Instance));
    }

    private async Task ListAsync(Table table)
    {
        var known = await AskAsync<PartitionsReply>(System.Phyp, new GetPartitions()).ConfigureAwait(false);
        foreach (var partition in known.Partitions)
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
        var lines = new List<string>
        {
            $"partition {report.Partition}: {report.Writes} writes acknowledged, {report.Reads} reads compared, "
                + $"{report.Contradictions} contradictions, {report.IoErrors} I/O errors",
            $"{report.PathSwitches} commands repeated on another path, {report.WaitingForPath} waiting for a path",
        };
        lines.AddRange(report.Paths.Select(path => $"path vscsi-c{path.Slot} {(path.Enabled ? "Enabled" : $"Failed: {path.Detail}")}"));
        lines.AddRange(report.FirstContradictions.Select(contradiction => $"contradiction: {contradiction}"));
        return string.Join('\n', lines);
    }

    private static int RateOf(Command command)
    {
        var text = Required(command, "rate", "-r");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate is >= 0 and <= 1_000_000
            ? rate
            : throw new CommandRefusedException($"The rate [{text}] is not a number from 0 to 1000000.");
    }
}
