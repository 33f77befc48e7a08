using Akka.Actor;
using Akka.Configuration;
using VioActors.Actors.Cec;
using VioActors.Actors.Lpar;
using VioActors.Actors.Phyp;
using VioActors.Actors.Phyp.Dispatching;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.Vios.Adapters;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Dispatch;
using VioActors.Domain.Values;
using VioActors.Persistence.Wire;

namespace VioActors.Benchmarks.Freeze;

/// <summary>A real hypervisor with real built-in partitions, and one VIOS that is played. The journal is in memory.</summary>
internal sealed class FreezeRig : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ActorSystem _system;
    private readonly List<IActorRef> _lpars = [];
    private IActorRef _cec = ActorRefs.Nobody;
    private PartitionId _vios;
    private int _starts;

    private FreezeRig(ActorSystem system) => _system = system;

    public CountingDisk Disk { get; } = new();

    public IActorRef Phyp { get; private set; } = ActorRefs.Nobody;

    public IActorRef Vios { get; private set; } = ActorRefs.Nobody;

    /// <param name="rate">Operations a second of each partition.</param>
    public static async Task<FreezeRig> StartAsync(int partitions, int rate)
    {
        var config = ConfigurationFactory.ParseString("akka { loglevel = ERROR, stdout-loglevel = ERROR }")
            .WithFallback(DomainSerializer.DefaultConfiguration);
        var rig = new FreezeRig(ActorSystem.Create("bench", config));
        var cec = CecId.Parse("9009.42A.BENCH01");
        var definitions = Props.Create(() => new PartitionsActor(cec));
        var settings = PhypSettings.Default with { HeartbeatMissesMax = 10_000, Processors = 256 };
        rig._cec = rig._system.ActorOf(Props.Create(() => new CecActor(definitions, settings, TimeProvider.System)), "cec");
        rig.Phyp = (await rig._cec.Ask<PhypFound>(new GetPhyp(), Patience)).Phyp;
        rig._vios = (await rig.AskAsync<PartitionReply>(new DefinePartition("vios1", PartitionKind.Vios, []))).Partition.Id;
        await rig.StartViosAsync();
        for (var number = 1; number <= partitions; number++)
            await rig.AddPartitionAsync($"lpar{number}", rate);
        await rig.UntilAsync(report => report.Partitions.Count == partitions);
        foreach (var lpar in rig._lpars)
            await rig.UntilGuestAsync(lpar, report => report.Writes > 2 && report.Paths.All(path => path.Enabled));
        return rig;
    }

    /// <summary>Completes when PHYP watches it.</summary>
    public async Task StartViosAsync()
    {
        var (phyp, vios, disk) = (Phyp, _vios, Disk);
        Vios = _system.ActorOf(Props.Create(() => new PlayedVios(phyp, vios, disk)), $"vios-{++_starts}");
        await Vios.Ask<TargetPortFound>(new FindTargetPortAt(new SlotNumber(2)), Patience);
    }

    /// <summary>PHYP is told that its VIOS has failed; completes when every partition stands still.</summary>
    public Task<InterruptionReady> FailAsync() =>
        AskAsync<InterruptionReady>(new InterruptVios(_vios, ViosEventKind.Failure, "the benchmark says so"));

    /// <summary>Its VIOS registers again.</summary>
    public void Return() => Phyp.Tell(new EndInterruption(_vios), ActorRefs.NoSender);

    /// <summary>Asks again and again, at once.</summary>
    public async Task<DispatchReport> UntilAsync(Predicate<DispatchReport> isSo)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var report = await Phyp.Ask<DispatchReport>(GetDispatchReport.Instance, Patience);
            if (isSo(report))
                return report;
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>A partition that does nothing in its slices; completes when PHYP dispatches it.</summary>
    public async Task<IActorRef> AddIdleAsync()
    {
        var partition = (await AskAsync<PartitionReply>(new DefinePartition("idle", PartitionKind.Client, []))).Partition.Id;
        var phyp = Phyp;
        var idle = _system.ActorOf(Props.Create(() => new IdleLpar(phyp, partition)));
        using var limit = new CancellationTokenSource(Patience);
        while ((await ProcessorsAsync()).Partitions.All(figures => figures.Client != partition))
            limit.Token.ThrowIfCancellationRequested();
        return idle;
    }

    public Task<ProcessorFigures> ProcessorsAsync() => Phyp.Ask<ProcessorFigures>(GetProcessorFigures.Instance, Patience);

    public async Task<IReadOnlyList<GuestReport>> GuestsAsync() =>
        await Task.WhenAll(_lpars.Select(lpar => lpar.Ask<GuestReport>(GetGuestReport.Instance, Patience)));

    /// <summary>Every guest writes more than it has.</summary>
    public async Task UntilAllWriteAsync()
    {
        var before = await GuestsAsync();
        for (var index = 0; index < _lpars.Count; index++)
        {
            var writes = before[index].Writes;
            await UntilGuestAsync(_lpars[index], report => report.Writes > writes);
        }
    }

    public async ValueTask DisposeAsync() => await _system.Terminate();

    private async Task AddPartitionAsync(string name, int rate)
    {
        var partition = (await AskAsync<PartitionReply>(new DefinePartition(name, PartitionKind.Client, []))).Partition;
        var slot = (await AskAsync<AdapterPairReply>(new PairAdapters(partition.Id, _vios))).Pair.ClientSlot;
        await AskAsync<IReply>(new AssignProfile(new PartitionProfile(partition.Id, ProcessorMode.Uncapped, 10, 1, 128, 16)));
        var definition = new LparDefinition(
            partition, [slot], new WorkloadDefinition(1UL << 48, 16, rate, partition.Id.Value, TimeSpan.FromSeconds(5)),
            [ViosEventKind.Failure, ViosEventKind.Reboot, ViosEventKind.PowerDown, ViosEventKind.Exception]);
        _lpars.Add((await _cec.Ask<LparStarted>(new StartLpar(definition), Patience)).Lpar);
    }

    private async Task UntilGuestAsync(IActorRef lpar, Predicate<GuestReport> isSo)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!isSo(await lpar.Ask<GuestReport>(GetGuestReport.Instance, Patience)))
            await polls.WaitForNextTickAsync(limit.Token);
    }

    private async Task<T> AskAsync<T>(object message) => await Phyp.Ask<object>(message, Patience) switch
    {
        T expected => expected,
        var other => throw new InvalidOperationException($"{message} was answered with {other}."),
    };

    private sealed class PlayedVios : ReceiveActor
    {
        public PlayedVios(IActorRef phyp, PartitionId partition, CountingDisk disk)
        {
            Receive<FindTargetPortAt>(_ => Sender.Tell(new TargetPortFound(disk)));
            Receive<Heartbeat>(beat => Sender.Tell(new HeartbeatAnswer(beat.Number)));
            phyp.Tell(new AttachVios(partition));
        }
    }
}
