using System.Globalization;
using Akka.Actor;
using Petabridge.Cmd;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Dsa;
using VioActors.Pbm.Rendering;
using VioActors.Storage.Paths;

namespace VioActors.Pbm.Palettes;

/// <summary>The palette <c>fabric</c>: the physical paths of the VIOSes, and disturbances on purpose.</summary>
internal sealed class FabricPaletteActor : PaletteActor
{
    public static readonly CommandPalette Palette = new("fabric",
    [
        VioPalette.Define("list", "Physical paths of every VIOS.", VioPalette.WithTable),
        VioPalette.Define("history", "Changes of a VIOS's path, with their reasons.",
            VioPalette.Mandatory("vios", "-n", "name of the VIOS"), VioPalette.WithTable),
        VioPalette.Define("cut", "Cuts a VIOS's path until it is restored.", VioPalette.Mandatory("vios", "-n", "name of the VIOS")),
        VioPalette.Define(
            "slow", "Holds every I/O of a VIOS back.", VioPalette.Mandatory("vios", "-n", "name of the VIOS"),
            VioPalette.Mandatory("latency", "-ms", "milliseconds, 1 to 60000")),
        VioPalette.Define(
            "flap", "Makes a VIOS's path usable and cut in turn, until it is restored.",
            VioPalette.Mandatory("vios", "-n", "name of the VIOS"),
            VioPalette.Mandatory("usable", "-up", "milliseconds usable, 1 to 60000"),
            VioPalette.Mandatory("cut", "-down", "milliseconds cut, 1 to 60000")),
        VioPalette.Define("show", "A VIOS's path: its state and why, its last probe, its figures.",
            VioPalette.Mandatory("vios", "-n", "name of the VIOS"), VioPalette.WithTable),
        VioPalette.Define("restore", "Takes the disturbance away; the path returns after clean probes.",
            VioPalette.Mandatory("vios", "-n", "name of the VIOS")),
    ]);

    private static readonly TableColumn[] ListColumns =
        [TableColumn.Of("vios"), TableColumn.Of("path"), TableColumn.Of("state"), TableColumn.Of("fault"),
            TableColumn.Of("inflight", true), TableColumn.Of("answered", true), TableColumn.Of("failed", true)];

    private static readonly TableColumn[] ShowColumns = [TableColumn.Of("what"), TableColumn.Of("value")];

    private static readonly TableColumn[] HistoryColumns = [TableColumn.Of("time"), TableColumn.Of("state"), TableColumn.Of("cause"),
        TableColumn.Of("detail")];

    public FabricPaletteActor(PbmContext context)
        : base(Palette, context)
    {
        RunTableOfVioses("list", ListColumns, ListAsync);
        RunTable("history", HistoryColumns, HistoryAsync);
        Run("cut", command => InjectAsync(command, new InjectedFault.Cut()));
        Run("slow", command => InjectAsync(command, new InjectedFault.Slow(MillisecondsOf(command, "latency", "-ms"))));
        Run("flap", command => InjectAsync(command, new InjectedFault.Flap(
            MillisecondsOf(command, "usable", "-up"), MillisecondsOf(command, "cut", "-down"))));
        RunTable("show", ShowColumns, ShowAsync);
        Run("restore", command => InjectAsync(command, null));
    }

    private static async Task ListAsync(string name, IActorRef vios, Table table)
    {
        var report = await AskAsync<ViosReport>(vios, GetViosReport.Instance).ConfigureAwait(false);
        if (report.Path is { } path)
        {
            table.Add(
                name, path.Name, path.State.ToString().ToUpperInvariant(), path.Fault?.GetType().Name ?? "none",
                    path.Figures.InFlight, path.Figures.Answered,
                path.Figures.Failed);
        }
    }

    private async Task HistoryAsync(Command command, Table table)
    {
        var report = await AskAsync<ViosReport>(ViosNamed(Required(command, "VIOS", "-n")), GetViosReport.Instance).ConfigureAwait(false);
        foreach (var change in report.Path?.History ?? [])
            table.Add(change.AtUtc, change.To.ToString().ToUpperInvariant(), change.Cause.ToString(), change.Detail);
    }

    private async Task<string> InjectAsync(Command command, InjectedFault? fault)
    {
        var report = await AskAsync<PathReport>(ViosNamed(Required(command, "VIOS", "-n")),
            new InjectPathFault(fault)).ConfigureAwait(false);
        return $"Path {report.Name} is {report.State}{(report.Fault is { } set ? $" with fault {set.GetType().Name}" : "")}.";
    }

    private async Task ShowAsync(Command command, Table table)
    {
        var report = await AskAsync<ViosReport>(ViosNamed(Required(command, "VIOS", "-n")), GetViosReport.Instance).ConfigureAwait(false);
        if (report.Path is not { } path)
            return;
        var last = path.History.LastOrDefault();
        table.Add("path", path.Name);
        table.Add("state", path.State.ToString().ToUpperInvariant());
        table.Add("since", last is null ? "start" : last.AtUtc.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        table.Add("reason", last is null ? "It is up since the start." : $"{last.Cause}: {last.Detail}");
        table.Add("losses", path.History.Count(change => change.To == PathState.Down));
        table.Add("fault", path.Fault?.ToString() ?? "none");
        if (path.Watch is { } watch)
        {
            table.Add("last probe", watch.Last.Detail.Length == 0 ? "clean" : watch.Last.Detail);
            table.Add("probe ms", Milliseconds(watch.Last.Latency));
            if (watch.CleanProbesNeeded > 0 && path.State == PathState.Down)
                table.Add("clean probes", $"{watch.CleanProbes} of {watch.CleanProbesNeeded}");
        }

        table.Add("inflight", path.Figures.InFlight);
        table.Add("answered", path.Figures.Answered);
        table.Add("failed", path.Figures.Failed);
        var waited = Math.Max(1, path.Figures.Waited);
        table.Add("average ms", Milliseconds(path.Figures.WaitedTime / waited));
    }

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.###", CultureInfo.InvariantCulture);

    private static TimeSpan MillisecondsOf(Command command, string name, string @switch)
    {
        var text = Required(command, name, @switch);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds is >= 1 and <= 60_000
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new CommandRefusedException($"The {name} [{text}] is not a number of milliseconds from 1 to 60000.");
    }
}
