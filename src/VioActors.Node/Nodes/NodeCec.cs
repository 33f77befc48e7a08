using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Cec;
using VioActors.Actors.Lpar.Qemu;
using VioActors.Actors.Settings;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Transport;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Node.Dev;
using VioActors.Node.Iscsi;

namespace VioActors.Node.Nodes;

/// <summary>
/// What the process of a CEC has besides its hypervisor: the portal that sends initiators to a VIOS, and the built-in partition. Open once,
/// stop once.
/// </summary>
internal sealed class NodeCec
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly DevEnvironment _environment;
    private readonly IActorRef _cec;
    private readonly CecPortal _portal;
    private readonly ILoggingAdapter _log;
    private readonly CancellationTokenSource _stopping = new();
    private volatile IActorRef? _lpar;

    private NodeCec(DevEnvironment environment, IActorRef cec, CecPortal portal, ILoggingAdapter log) =>
        (_environment, _cec, _portal, _log) = (environment, cec, portal, log);

    /// <summary>Where initiators without paths of their own to several VIOSes are sent to one that serves them.</summary>
    public string Portal => _portal.Address;

    /// <summary>Takes commands for the CEC and its partitions; it is in this process.</summary>
    public IActorRef Cec => _cec;

    /// <summary>The built-in partition; null: it is switched off, or does not run yet.</summary>
    public IActorRef? Lpar => _lpar;

    /// <summary>What its virtual machines run with. They go on when this process ends by itself, and are taken over.</summary>
    public MachineEnvironment Machines => new(_environment.Settings.Qemu, _portal.Address, TargetNameOf, _environment.Time)
    {
        OutliveSystem = true,
    };

    /// <param name="chap">Finds what initiators must prove.</param>
    /// <param name="cec">Reaches the CEC, which may start later.</param>
    /// <exception cref="DevStartException">The portal cannot listen.</exception>
    public static NodeCec Open(
        ActorSystem system, DevEnvironment environment, Func<CancellationToken, Task<ChapDemands>> chap, IActorRef cec)
    {
        var log = Logging.GetLogger(system, "iscsi-cec");
        try
        {
            var portal = CecPortal.Start(
                environment.Settings, cec, client => TargetEntries.NameOf(environment.Settings, client), chap,
                environment.Time, line => log.Info("{0}", line));
            return new NodeCec(environment, cec, portal, log);
        }
        catch (IOException cause)
        {
            throw new DevStartException(cause.Message);
        }
    }

    /// <summary>Activates the built-in partition as soon as it is defined; does not wait for that.</summary>
    public void BeginPartition(CancellationToken cancellation)
    {
        if (_environment.Settings.Lpar.Enabled)
            _ = ActivateAsync(CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stopping.Token).Token);
    }

    /// <param name="wasRemoved">The process is no member any more and is to be started again: its machines go on.</param>
    public async Task StopAsync(bool wasRemoved)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (!wasRemoved)
        {
            try
            {
                await _cec.Ask<Ok>(
                    new ShutDownMachines(), _environment.Settings.Qemu.ShutdownLimit + DevEnvironment.AnswerLimit).ConfigureAwait(false);
            }
            catch (AskTimeoutException)
            {
                _log.Warning("Not every machine shut down; the next start of this process takes over what is left.");
            }
        }

        await _portal.DisposeAsync().ConfigureAwait(false);
    }

    private string TargetNameOf(string client) => TargetEntries.NameOf(_environment.Settings, client);

    /// <summary>Asks until it runs: each question is safe to repeat, and a CEC that moves or is busy answers later.</summary>
    private async Task ActivateAsync(CancellationToken cancellation)
    {
        var settings = _environment.Settings.Lpar;
        using var polls = new PeriodicTimer(Pause, _environment.Time);
        try
        {
            do
            {
                if (await FindAsync(settings.Name, cancellation).ConfigureAwait(false) is { } found)
                    _lpar = await StartAsync(settings, found.Partition, found.Pairs, cancellation).ConfigureAwait(false);
            }
            while (_lpar is null && await polls.WaitForNextTickAsync(cancellation).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    /// <summary>Null: not yet.</summary>
    private async Task<IActorRef?> StartAsync(
        LparSettings settings, Partition partition, IReadOnlyList<AdapterPair> pairs, CancellationToken cancellation)
    {
        var definition = DevProvisioning.BuiltIn(
            settings, partition, pairs.Select(pair => pair.ClientSlot).ToValueList(), DevProvisioning.FirstLun);
        try
        {
            switch (await _cec.Ask<object>(new StartLpar(definition), DevEnvironment.AnswerLimit, cancellation).ConfigureAwait(false))
            {
                case LparStarted started:
                    return started.Lpar;
                case Rejected refused:
                    _log.Warning("The built-in partition {0} is not activated yet: {1}", settings.Name, refused.Reason);
                    break;
            }
        }
        catch (AskTimeoutException)
        {
            _log.Warning(
                "The built-in partition {0} is not activated yet: the CEC does not answer within {1}; it is asked again.", settings.Name,
                DevEnvironment.AnswerLimit);
        }

        return null;
    }

    /// <summary>The partition with its adapters; null: it is not defined, or not whole.</summary>
    private async Task<(Partition Partition, IReadOnlyList<AdapterPair> Pairs)?> FindAsync(string name, CancellationToken cancellation)
    {
        try
        {
            var known = await _cec.Ask<PartitionsReply>(new GetPartitions(), DevEnvironment.AnswerLimit, cancellation)
                .ConfigureAwait(false);
            var partition = known.Partitions.FirstOrDefault(one => one.Name == name && one.Kind == PartitionKind.Client);
            var vioses = known.Partitions.Count(one => one.Kind == PartitionKind.Vios);
            var pairs = known.Pairs.Where(pair => pair.Client == partition?.Id).ToList();
            return partition is not null && vioses > 0 && pairs.Select(pair => pair.Vios).Distinct().Count() == vioses
                ? (partition, pairs)
                : null;
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
