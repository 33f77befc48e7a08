using Akka.Actor;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Adapters;
using VioActors.Actors.Vios.Cke;
using VioActors.Actors.Vios.ClusterNetwork;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Benchmarks.Engine;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Management;
using VioActors.Management.Http;
using VioActors.Scsi.Transport;

namespace VioActors.Benchmarks.Registration;

/// <summary>
/// A cluster of many VIOSes in few actor systems: how long they take to register, to learn of a change, to catch up, what they need of
/// memory, and how long the comprehensive view of all of it takes.
/// </summary>
internal static class RegistrationBenchmark
{
    public const string Registered = "all VIOSes registered and serving, s";
    public const string Adapters = "server adapters made, a second";
    public const string Logins = "clients logged in, a second";
    public const string Memory = "memory of the process with all of it, MiB";
    public const string Change = "one change of the cluster seen and stored by all VIOSes, ms, median of 5";
    public const string DeviceChange = "one change of a VIOS's devices stored by that VIOS, ms, median of 5";
    public const string ViewRead = "the view read anew from the VIOS DB, s";
    public const string View = "comprehensive view of all objects over HTTP, ms, median of 3";
    public const string ViewObjects = "objects in the comprehensive view";
    public const string CatchUp = "a VIOS that was cut off catches up on the changes that it missed, ms";

    private const int OpenLogins = 64;

    public static async Task<int> RunAsync(string folder, RegistrationScale scale, TextWriter output)
    {
        var figures = await MeasureAsync(folder, scale, output);
        await output.WriteLineAsync(
            $"\n{scale.Vioses} VIOSes on {(scale.Vioses + 1) / 2} CECs in {scale.Systems} systems, {scale.ClientsPerVios} clients each; "
            + $"{scale.MissedChanges} changes missed.\n\n| what | |\n|---|---|");
        foreach (var name in figures.Names)
            await output.WriteLineAsync($"| {name} | {Figures.Text(figures.Median(name))} |");
        return 0;
    }

    /// <param name="phases">Where each phase is written when it ends; null: nowhere.</param>
    public static async Task<Figures> MeasureAsync(string folder, RegistrationScale scale, TextWriter? phases = null)
    {
        var figures = new Figures();
        var watch = new PhaseWatch(phases ?? TextWriter.Null);
        await using var rig = await RegistrationRig.StartAsync(scale, folder);
        watch.Begin();
        var clock = Clock.Start();
        for (var number = 0; number < scale.Vioses; number++)
            rig.StartVios(number);
        await rig.UntilAsync(rig.Vioses, report => report.Phase == ViosPhase.Serving);
        var cluster = (await rig.AskAsync<ClusterFound>(new GetCluster())).Cluster;
        if (cluster.ActiveNodes.Count != scale.Vioses)
            throw new InvalidOperationException($"{cluster.ActiveNodes.Count} VIOSes are active.");
        figures.Add(Registered, clock.Seconds);
        watch.End("registration");
        await LogInAsync(rig, scale, figures, watch);
        await ChangeAsync(rig, figures);
        watch.End("ten changes");
        await CatchUpAsync(rig, scale, figures);
        watch.End("changes that one VIOS misses, and its catching up");
        await ViewAsync(rig, figures);
        watch.End("comprehensive view");
        GC.Collect();
        figures.Add(Memory, Environment.WorkingSet / 1048576.0);
        return figures;
    }

    private static async Task LogInAsync(RegistrationRig rig, RegistrationScale scale, Figures figures, PhaseWatch watch)
    {
        var all = Enumerable.Range(0, scale.Vioses).SelectMany(vios => Enumerable.Range(0, scale.ClientsPerVios).Select(
            adapter => (Vios: vios, Adapter: adapter))).ToList();
        var names = new AdapterName[all.Count];
        var clock = Clock.Start();
        await ForAllAsync(all.Count, async index =>
        {
            var (vios, adapter) = all[index];
            var client = ClientKey.OfLpar(
                RegistrationRig.CecOf(vios / 2), PlayedPhyp.ClientOf(vios % 2, adapter, scale.ClientsPerVios));
            var made = await rig.AskAsync<ServerAdapterAnswer>(new AddServerAdapter(
                rig.Members[vios].Vios, ServerAdapterKind.VirtualScsi, new SlotNumber(PlayedPhyp.FirstSlot + adapter), client,
                PlayedPhyp.ClientSlot, null));
            names[index] = made.Adapter.Name;
        });
        figures.Add(Adapters, clock.Rate(all.Count));
        watch.End("server adapters");
        clock = Clock.Start();
        await ForAllAsync(all.Count, index => LogInAsync(rig.Vioses[all[index].Vios], names[index]));
        figures.Add(Logins, clock.Rate(all.Count));
        watch.End("logins");
    }

    private static async Task LogInAsync(IActorRef vios, AdapterName adapter)
    {
        using var limit = new CancellationTokenSource(RegistrationRig.Patience);
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        ITargetPort? port;
        while ((port = (await vios.Ask<TargetPortFound>(new FindTargetPort(adapter), RegistrationRig.Patience)).Port) is null)
            await polls.WaitForNextTickAsync(limit.Token);
        while (true)
        {
            var login = await port.LoginAsync(new InitiatorPort("lpar", 0, "bench"), new NoSink(), limit.Token);
            if (login.Nexus is not null)
                return;
            if (login.Refusal != LoginRefusal.ServiceUnavailable)
                throw new InvalidOperationException(login.Reason);
            await polls.WaitForNextTickAsync(limit.Token);
        }
    }

    private static async Task ChangeAsync(RegistrationRig rig, Figures figures)
    {
        var (cluster, devices) = (new List<double>(), new List<double>());
        for (var round = 0; round < 5; round++)
        {
            var clock = Clock.Start();
            await SetPolicyAsync(rig, "bench", $"{round}");
            var version = (await rig.AskAsync<ClusterFound>(new GetCluster())).Cluster.Version;
            await rig.UntilAsync(rig.Vioses, report => report.ClusterVersion is { } seen && seen.CompareTo(version) >= 0);
            cluster.Add(clock.Seconds * 1000);
            clock = Clock.Start();
            var made = await rig.AskAsync<ServerAdapterAnswer>(new AddServerAdapter(
                rig.Members[round].Vios, ServerAdapterKind.VirtualScsi, null,
                ClientKey.OfLpar(RegistrationRig.CecOf(round / 2), new PartitionId(500 + round)), PlayedPhyp.ClientSlot, null));
            await rig.UntilAsync([rig.Vioses[round]], report =>
                report.Devices?.Adapters.Any(adapter => adapter.Name == made.Adapter.Name) == true);
            devices.Add(clock.Seconds * 1000);
        }

        figures.Add(Change, Median(cluster));
        figures.Add(DeviceChange, Median(devices));
    }

    private static async Task CatchUpAsync(RegistrationRig rig, RegistrationScale scale, Figures figures)
    {
        var away = rig.Vioses[^1];
        await CutOffAsync(away, true);
        var before = await VersionAsync(away);
        for (var change = 0; change < scale.MissedChanges; change += 100)
        {
            await Task.WhenAll(Enumerable.Range(change, Math.Min(100, scale.MissedChanges - change)).Select(
                number => SetPolicyAsync(rig, $"bench{number % 100}", $"{number}")));
        }

        var version = (await rig.AskAsync<ClusterFound>(new GetCluster())).Cluster.Version;
        await rig.UntilAsync(rig.Vioses.SkipLast(1), report => report.ClusterVersion is { } seen && seen.CompareTo(version) >= 0);
        var meanwhile = await VersionAsync(away);
        if (meanwhile != before)
            throw new InvalidOperationException($"The VIOS that is cut off has learnt of version {meanwhile}; it was at {before}.");
        if (version.Value - before!.Value.Value < scale.MissedChanges)
            throw new InvalidOperationException($"The cluster is at version {version}, the VIOS at {before}: it did not miss enough.");
        var clock = Clock.Start();
        await CutOffAsync(away, false);
        await rig.UntilAsync([away], report => report.ClusterVersion is { } seen && seen.CompareTo(version) >= 0);
        figures.Add(CatchUp, clock.Seconds * 1000);
    }

    private static async Task<ObjectVersion?> VersionAsync(IActorRef vios) =>
        (await vios.Ask<ViosReport>(GetViosReport.Instance, RegistrationRig.Patience)).ClusterVersion;

    /// <summary>From its peers too: through one of them it would miss nothing (RED-5).</summary>
    private static async Task CutOffAsync(IActorRef vios, bool cut)
    {
        var interconnects = (await vios.Ask<CkeReport>(GetCkeReport.Instance, RegistrationRig.Patience)).Interconnects.Count;
        for (var index = 0; index < interconnects; index++)
            await vios.Ask<CkeReport>(new CutInterconnect(index, cut), RegistrationRig.Patience);
        await vios.Ask<ClusterNetworkReport>(new CutClusterNetwork(cut), RegistrationRig.Patience);
    }

    private static async Task ViewAsync(RegistrationRig rig, Figures figures)
    {
        var options = new ManagementOptions(
            rig.Db, new Dictionary<string, IActorRef>(), "bench", ["rootpool"], Path.Combine(rig.Folder, "management"),
            ApiSettings.Default with { RefreshInterval = TimeSpan.FromHours(1), AnswerTimeout = TimeSpan.FromMinutes(2) },
            TimeProvider.System, new RegistrationRig.Ids());
        var clock = Clock.Start();
        await using var management = await ManagementNode.StartAsync(rig.DbSystem, options, CancellationToken.None);
        var all = await management.Local.SendAsync(new VioRequest(null, new ListObjects(VioObjectKind.All)), CancellationToken.None);
        figures.Add(ViewRead, clock.Seconds);
        using var http = new HttpClient { Timeout = RegistrationRig.Patience };
        http.DefaultRequestHeaders.Authorization = new("Bearer", (await File.ReadAllTextAsync(management.AdminTokenPath)).Trim());
        var times = new List<double>();
        for (var round = 0; round < 3; round++)
        {
            clock = Clock.Start();
            using var body = new StringContent("<vioRequest xmlns=\"urn:vioactors:vios-api:1\"><list object=\"all\"/></vioRequest>");
            using var answer = await http.PostAsync(management.Address, body);
            await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
            times.Add(clock.Seconds * 1000);
        }

        figures.Add(View, Median(times));
        figures.Add(ViewObjects, all.Objects.Count);
    }

    private static Task<object> SetPolicyAsync(RegistrationRig rig, string name, string content) =>
        rig.AskAsync<object>(new SetPolicy(name, content, null));

    private static async Task ForAllAsync(int count, Func<int, Task> step)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, OpenLogins).Select(_ => Task.Run(async () =>
        {
            int index;
            while ((index = Interlocked.Increment(ref next)) < count)
                await step(index);
        })));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private sealed class NoSink : INexusSink
    {
        public void NexusLost(string reason)
        {
        }
    }
}
