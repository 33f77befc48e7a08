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
    private static readonly Func<CommandDefinitionBuilder, CommandDefinitionBuilder> OfVolume =
        VioPalette.Optional("volume", "-pv", "name of one volume; without it the whole path");

    public static readonly CommandPalette Palette = new("fabric",
    [
        VioPalette.Define("list", "Physical paths of every VIOS.", VioPalette.WithTable),
        VioPalette.Define("volumes", "Volumes on the path of every VIOS: whether each is reached, and why not.", VioPalette.WithTable),
        VioPalette.Define("history", "Changes of a VIOS's path and of the volumes on it, with their reasons.",
            VioPalette.Mandatory("vios", "-n", "name of the VIOS"), VioPalette.WithTable),
        VioPalette.Define("cut", "Cuts a VIOS's path, or one volume on it, until it is restored.",
            VioPalette.Mandatory("vios", "-n", "name of the VIOS"), OfVolume),
        VioPalette.Define(
            "slow", "Holds every I/O of a VIOS back, or that to one volume.", VioPalette.Mandatory("vios", "-n", "name of the VIOS"),
            VioPalette.Mandatory("latency", "-ms", "milliseconds, 1 to 60000"), OfVolume),
        VioPalette.Define(
            "flap", "Makes a VIOS's path usable and cut in turn, until it is restored.",
            VioPalette.Mandatory("vios", "-n", "name of the VIOS"),
            VioPalette.Mandatory("usable", "-up", "milliseconds usable, 1 to 60000"),
            VioPalette.Mandatory("cut", "-down", "milliseconds cut, 1 to 60000")),
        VioPalette.Define("show", "A VIOS's path: its state and why, its last probe, its figures.",
            VioPalette.Mandatory("vios", "-n", "name of the VIOS"), VioPalette.WithTable),
        VioPalette.Define("restore", "Takes the disturbance away; what is down returns after clean probes.",
            VioPalette.Mandatory("vios", "-n", "name of the VIOS"), OfVolume),
    ]);

    private static readonly TableColumn[] ListColumns =
        [TableColumn.Of("vios"), TableColumn.Of("path"), TableColumn.Of("state"), TableColumn.Of("fault"),
            TableColumn.Of("volumes"), TableColumn.Of("inflight", true), TableColumn.Of("answered", true), TableColumn.Of("failed", true)];

    private static readonly TableColumn[] VolumeColumns =
        [TableColumn.Of("vios"), TableColumn.Of("volume"), TableColumn.Of("state"), TableColumn.Of("fault"),
            TableColumn.Of("inflight", true), TableColumn.Of("answered", true), TableColumn.Of("failed", true),
            TableColumn.Of("probes"), TableColumn.Of("reason")];

    private static readonly TableColumn[] ShowColumns = [TableColumn.Of("what"), TableColumn.Of("value")];

    private static readonly TableColumn[] HistoryColumns = [TableColumn.Of("time"), TableColumn.Of("volume"), TableColumn.Of("state"),
        TableColumn.Of("cause"), TableColumn.Of("detail")];

    public FabricPaletteActor(PbmContext context)
        : base(Palette, context)
    {
        RunTableOfVioses("list", ListColumns, ListAsync);
        RunTableOfVioses("volumes", VolumeColumns, VolumesAsync);
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
                    $"{path.Volumes.Count(volume => volume.View.State == PathState.Up)} of {path.Volumes.Count} up",
                    path.Figures.InFlight, path.Figures.Answered,
                path.Figures.Failed);
        }
    }

    private static async Task VolumesAsync(string name, IActorRef vios, Table table)
    {
        var report = await AskAsync<ViosReport>(vios, GetViosReport.Instance).ConfigureAwait(false);
        foreach (var (volume, view, watch) in report.Path?.Volumes ?? [])
        {
            table.Add(
                name, volume, view.State.ToString().ToUpperInvariant(), view.Fault?.GetType().Name ?? "none",
                view.Figures.InFlight, view.Figures.Answered, view.Figures.Failed, Probes(view.State, watch),
                view.History.LastOrDefault() is { } last ? $"{last.Cause}: {last.Detail}" : "It is up since the start.");
        }
    }

    private async Task HistoryAsync(Command command, Table table)
    {
        var report = await AskAsync<ViosReport>(ViosNamed(Required(command, "VIOS", "-n")), GetViosReport.Instance).ConfigureAwait(false);
        if (report.Path is not { } path)
            return;
        var changes = path.History.Select(change => (Volume: "all", Change: change)).Concat(
            path.Volumes.SelectMany(volume => volume.View.History.Select(change => (Volume: volume.Name, Change: change))));
        foreach (var (volume, change) in changes.OrderBy(entry => entry.Change.AtUtc))
            table.Add(change.AtUtc, volume, change.To.ToString().ToUpperInvariant(), change.Cause.ToString(), change.Detail);
    }

    private async Task<string> InjectAsync(Command command, InjectedFault? fault)
    {
        var vios = ViosNamed(Required(command, "VIOS", "-n"));
        if (Value(command, "-pv") is not { } volume)
        {
            var report = await AskAsync<PathReport>(vios, new InjectPathFault(fault)).ConfigureAwait(false);
            return $"Path {report.Name} is {report.State}{(report.Fault is { } set ? $" with fault {set.GetType().Name}" : "")}.";
        }

        var known = await AskAsync<ViosReport>(vios, GetViosReport.Instance).ConfigureAwait(false);
        var pvIndex = known.Path?.Volumes.FirstOrDefault(one => one.Name == volume)?.View.PvIndex
            ?? throw new CommandRefusedException($"The path of {known.Name} does not reach a volume [{volume}].");
        var after = await AskAsync<PathReport>(vios, new InjectPathFault(fault, pvIndex)).ConfigureAwait(false);
        var view = after.Volumes.Single(one => one.View.PvIndex == pvIndex).View;
        return $"Volume {volume} is {view.State} on path {after.Name}{(view.Fault is { } own ? $" with fault {own.GetType().Name}" : "")}.";
    }

    private static string Probes(PathState state, PathWatch? watch) => watch switch
    {
        null => "none yet",
        { CleanProbesNeeded: > 0 } when state == PathState.Down =>
            $"{watch.CleanProbes} of {watch.CleanProbesNeeded} clean{(watch.Last.Detail.Length == 0 ? "" : $": {watch.Last.Detail}")}",
        { Last.Detail.Length: 0 } => "clean",
        _ => watch.Last.Detail,
    };

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

        foreach (var (volume, view, probes) in path.Volumes)
            table.Add($"volume {volume}", $"{view.State.ToString().ToUpperInvariant()}, {Probes(view.State, probes)}");
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
