using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using VioActors.Actors.Lpar;
using VioActors.Actors.Settings;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Cke;
using VioActors.Actors.Vios.Dsa;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Node.Cli;
using VioActors.Node.Configuration;
using VioActors.Node.Dev;
using VioActors.Storage.Paths;

namespace VioActors.Node.Demo;

/// <summary>
/// The guided tour: builds a system, lets its built-in client write, breaks things under it, and verifies every block. It shows what
/// happens and nothing else;
/// each promise is held against what was measured.
/// </summary>
internal sealed partial class DemoTour(string folder, IDemoDisplay display)
{
    private const int RatePerSecond = 2000;
    private const long WritesBetweenEvents = 1500;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(60);

    private readonly List<Promise> _promises = [];

    /// <summary>Runs the tour; gives every promise with what was seen.</summary>
    /// <exception cref="DevStartException">A part did not start.</exception>
    public async Task<IReadOnlyList<Promise>> RunAsync(CancellationToken cancellation)
    {
        var before = await FirstLifeAsync(cancellation).ConfigureAwait(false);
        await SecondLifeAsync(before, cancellation).ConfigureAwait(false);
        return _promises;
    }

    private async Task<IReadOnlyList<string>> FirstLifeAsync(CancellationToken cancellation)
    {
        await using var system = await BuildAsync("Building a system: one CEC, two VIOSes, a pool on two physical volumes",
            cancellation).ConfigureAwait(false);
        await ShowAsync(system).ConfigureAwait(false);
        await display.StepAsync("The client partition writes stamped blocks through vios1", voice =>
            WriteAsync(system, voice, cancellation)).ConfigureAwait(false);
        await CutFabricAsync(system, cancellation).ConfigureAwait(false);
        await StopViosAsync(system, cancellation).ConfigureAwait(false);
        await VerifyAsync(system, "Reading every block of the working set back", "No acknowledged write is lost, torn or misplaced",
            cancellation).ConfigureAwait(false);
        await BackUpAndRestoreAsync(system).ConfigureAwait(false);
        var identities = await IdentitiesAsync(system).ConfigureAwait(false);
        await display.StepAsync("Stopping the whole system in order", async _ =>
            await system.DisposeAsync().ConfigureAwait(false)).ConfigureAwait(false);
        return identities;
    }

    private async Task SecondLifeAsync(IReadOnlyList<string> before, CancellationToken cancellation)
    {
        await using var system = await BuildAsync("Starting it again from its folder", cancellation).ConfigureAwait(false);
        var after = await IdentitiesAsync(system).ConfigureAwait(false);
        Note("Every identity is the same after a restart", $"{after.Count} identities compared", before.SequenceEqual(after));
        await VerifyAsync(system, "Reading every block again after the restart", "Every block is there after a restart",
            cancellation).ConfigureAwait(false);
    }

    private async Task<DevSystem> BuildAsync(string title, CancellationToken cancellation)
    {
        DevSystem? system = null;
        await display.StepAsync(title, async voice =>
        {
            voice.Tell($"in {folder}");
            var config = ConfigurationFactory.ParseString(
                $"vio-actors.lpar.rate = 0\npetabridge.cmd.port = 0\nvio-actors.management.api.port = 0\n"
                + "akka.loglevel = OFF\nakka.stdout-loglevel = OFF")
                .WithFallback(NodeConfiguration.Load(new SettingsOverrides([], ["vio-actors.iscsi.port-first=0"], folder),
                    new Dictionary<string, string>()));
            system = await DevSystem.StartAsync(config, DevEnvironment.Real(VioActorsSettings.Read(config)),
                cancellation).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return system!;
    }

    private async Task ShowAsync(DevSystem system)
    {
        var reports = await Task.WhenAll(system.Settings.ViosNames.Select(system.ReportOfAsync)).ConfigureAwait(false);
        display.Table(
            ["VIOS", "DRC name", "phase", "portal"],
            reports.Select(IReadOnlyList<string> (report) =>
                [report.Name, report.Drc.ToString(), report.Phase.ToString(), string.Join(' ', report.Portals)]));
        Note(
            "Both VIOSes register in the shared VIOS DB and serve",
                string.Join(", ", reports.Select(report => $"{report.Name} {report.Phase}")),
            reports.All(report => report.Phase == ViosPhase.Serving));
    }

    private async Task CutFabricAsync(DevSystem system, CancellationToken cancellation)
    {
        var before = await GuestAsync(system).ConfigureAwait(false);
        var servedBefore = await ServedByPeerAsync(system).ConfigureAwait(false);
        await display.StepAsync("Cutting the fabric of vios1 under the running writes", async voice =>
        {
            await InjectAsync(system, new InjectedFault.Cut()).ConfigureAwait(false);
            voice.Tell("vios1 has vios2 run its clients' I/O; the client sees nothing of it");
            await WriteAsync(system, voice, cancellation).ConfigureAwait(false);
            await InjectAsync(system, null).ConfigureAwait(false);
            await UntilAsync(async () =>
                (await system.ReportOfAsync("vios1").ConfigureAwait(false)).Path?.State == PathState.Up,
                cancellation).ConfigureAwait(false);
            voice.Tell("the path answered its probes and is used again");
        }).ConfigureAwait(false);
        var after = await GuestAsync(system).ConfigureAwait(false);
        var served = await ServedByPeerAsync(system).ConfigureAwait(false) - servedBefore;
        Note(
            "A cut fabric costs the client no error",
            $"{Progress(before, after)}, {served} requests of vios1 run by vios2",
            WentOn(before, after) && served > 0);
    }

    private async Task StopViosAsync(DevSystem system, CancellationToken cancellation)
    {
        var before = await GuestAsync(system).ConfigureAwait(false);
        var preferred = before.PathSwitches > 0 ? "vios2" : "vios1";
        await display.StepAsync($"Stopping {preferred} under the running writes, then starting it again", async voice =>
        {
            await SetRateAsync(system, RatePerSecond).ConfigureAwait(false);
            await system.StopViosAsync(preferred, "the tour stopped it").ConfigureAwait(false);
            voice.Tell($"{preferred} is stopped; the client goes on through the other");
            await WriteAsync(system, voice, cancellation).ConfigureAwait(false);
            await system.StartViosAsync(preferred, cancellation).ConfigureAwait(false);
            voice.Tell($"{preferred} registered again and serves");
            await WriteAsync(system, voice, cancellation).ConfigureAwait(false);
        }).ConfigureAwait(false);
        var after = await GuestAsync(system).ConfigureAwait(false);
        Note(
            "A stopped VIOS costs the client no error",
            $"{Progress(before, after)}, {after.PathSwitches - before.PathSwitches} commands repeated on the other path",
            WentOn(before, after) && after.PathSwitches > before.PathSwitches);
    }

    private async Task VerifyAsync(DevSystem system, string title, string promise, CancellationToken cancellation)
    {
        GuestReport? report = null;
        var before = await GuestAsync(system).ConfigureAwait(false);
        await display.StepAsync(title, async _ =>
        {
            await SetRateAsync(system, 0).ConfigureAwait(false);
            report = await system.Lpar!.Ask<GuestReport>(VerifyEveryBlock.Instance, StepLimit, cancellation).ConfigureAwait(false);
        }).ConfigureAwait(false);
        var compared = report!.Reads - before.Reads;
        Note(
            promise, $"{compared} blocks compared, {report.Contradictions} contradictions",
            report.Contradictions == 0 && compared >= system.Settings.Lpar.WorkingSetBlocks);
    }

    /// <summary>Lets the client write until it has a fair number of writes more.</summary>
    private static async Task WriteAsync(DevSystem system, StepVoice voice, CancellationToken cancellation)
    {
        var goal = (await GuestAsync(system).ConfigureAwait(false)).Writes + WritesBetweenEvents;
        await SetRateAsync(system, RatePerSecond).ConfigureAwait(false);
        await UntilAsync(
            async () =>
            {
                var report = await GuestAsync(system).ConfigureAwait(false);
                voice.Progress(string.Create(CultureInfo.InvariantCulture,
                    $"{report.Writes} writes acknowledged, {report.Reads} reads compared, {report.PathSwitches} path switches"));
                return report.Writes >= goal;
            },
            cancellation).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<string>> IdentitiesAsync(DevSystem system)
    {
        var reports = await Task.WhenAll(system.Settings.ViosNames.Select(system.ReportOfAsync)).ConfigureAwait(false);
        var pool = await system.ViosDb.Ask<PoolFound>(new GetPool(PoolName.Parse(system.Settings.Pool.Name)),
            StepLimit).ConfigureAwait(false);
        return
        [
            .. reports.Select(report => $"{report.Name} {report.Vios} {report.Drc}"),
            .. pool.Pvs.Select(pv => $"{pv.Definition.Name} {pv.Definition.Id}"),
            .. pool.Lus.Select(lu => $"{lu.Name} {lu.Lu}"),
        ];
    }

    private static string Progress(GuestReport before, GuestReport after) =>
        $"{after.Writes - before.Writes} writes acknowledged meanwhile, {after.IoErrors - before.IoErrors} I/O errors";

    private static bool WentOn(GuestReport before, GuestReport after) =>
        after.Writes > before.Writes && after.IoErrors == before.IoErrors && after.Contradictions == 0;

    private static async Task<long> ServedByPeerAsync(DevSystem system) =>
        (await system.Vioses["vios2"].Ask<CkeReport>(GetCkeReport.Instance, StepLimit).ConfigureAwait(false)).ServedForPeers;

    private void Note(string what, string seen, bool held) => _promises.Add(new Promise(what, seen, held));

    private static Task<GuestReport> GuestAsync(DevSystem system) => system.Lpar!.Ask<GuestReport>(GetGuestReport.Instance, StepLimit);

    private static Task SetRateAsync(DevSystem system, int rate) => system.Lpar!.Ask<GuestReport>(new SetGuestRate(rate), StepLimit);

    private static Task InjectAsync(DevSystem system, InjectedFault? fault) =>
        system.Vioses["vios1"].Ask<PathReport>(new InjectPathFault(fault), StepLimit);

    private static async Task UntilAsync(Func<Task<bool>> reached, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StepLimit);
        while (!await reached().ConfigureAwait(false))
            await Task.Delay(PollInterval, limit.Token).ConfigureAwait(false);
    }
}
