using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Vios.Daemon;
using VioActors.Actors.Vios.Registration;
using VioActors.Domain.Cec;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;

namespace VioActors.Actors.Vios.Devices;

/// <summary>
/// Keeps the inventory of a VIOS true: finds its hardware when the VIOS becomes cluster aware, records it in the VIOS DB, and has every
/// change stored in the local store. One for each VIOS, made and supervised by it.
/// <para>Looking (asks CEC and DB, again after a pause until both answered) → Keeping (reads the inventory when it changed, once for all
/// changes that are told during a reading).</para>
/// Guarantee: the local store has an inventory that the DB had. A reading that gets no answer is repeated. Gap: a change whose announcement
/// is lost is read with the next one, or at the next start.
/// </summary>
internal sealed class InventoryKeeperActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan RetryFirst = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryLongest = TimeSpan.FromSeconds(30);

    private readonly ViosDefinition _definition;
    private readonly IActorRef _daemon;
    private readonly IActorRef _vios;
    private readonly RetryPause _pause;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private bool _isReading;
    private bool _isOutdated;

    public InventoryKeeperActor(ViosDefinition definition, IActorRef daemon)
    {
        _definition = definition;
        _daemon = daemon;
        _vios = Context.Parent;
        _pause = new RetryPause(definition.Vios, RetryFirst, RetryLongest);
        Receive<FindHardware>(_ =>
        {
            _pause.Reset();
            LookForHardware();
        });
        Receive<Look>(_ => LookForHardware());
        Receive<CecFound>(found => _definition.ViosDb.Tell(new DiscoverDevices(_definition.Vios, HardwareIn(found.Hardware))));
        Receive<InventoryFound>(Keep);
        Receive<InventoryChanged>(_ => Read());
        Receive<InventoryStored>(stored =>
        {
            _vios.Tell(stored);
            EndReading();
        });
        Receive<ReadOverdue>(_ =>
        {
            _isOutdated = true;
            EndReading();
        });
        Receive<Rejected>(rejected =>
        {
            _log.Warning("VIOS {0}: the inventory is not recorded: {1}", _definition.Name, rejected.Reason);
            EndReading();
        });
        Receive<IReply>(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private ValueList<Device> HardwareIn(CecHardware hardware) => FoundHardware.Of(
        hardware, _definition.Vios, ViosService.PathNameOf(_definition), _definition.Settings.StoragePath.ProbeInterval,
        _definition.Settings.StoragePath.CleanProbesToReturn);

    private void LookForHardware()
    {
        _definition.ViosDb.Tell(new GetCec(_definition.Drc.Cec));
        Timers.StartSingleTimer(nameof(Look), Look.Instance, _pause.Next());
    }

    /// <summary>One reading at a time: a restore changes thousands of devices in a row, and each reading brings all of them.</summary>
    private void Read()
    {
        if (_isReading)
        {
            _isOutdated = true;
            return;
        }

        _isReading = true;
        _definition.ViosDb.Tell(new GetInventory(_definition.Vios));
        Timers.StartSingleTimer(nameof(ReadOverdue), ReadOverdue.Instance, RetryLongest);
    }

    private void EndReading()
    {
        Timers.Cancel(nameof(ReadOverdue));
        var isOutdated = _isOutdated;
        (_isReading, _isOutdated) = (false, false);
        if (isOutdated)
            Read();
    }

    private void Keep(InventoryFound found)
    {
        Timers.Cancel(nameof(Look));
        _daemon.Tell(new StoreInventory(found.Inventory));
    }

    /// <summary>A question or its answer was lost.</summary>
    private sealed record ReadOverdue
    {
        public static ReadOverdue Instance { get; } = new();
    }

    private sealed record Look
    {
        public static Look Instance { get; } = new();
    }
}

/// <summary>Told by the VIOS when it became cluster aware: find the hardware and record it. Safe to repeat.</summary>
internal sealed record FindHardware
{
    public static FindHardware Instance { get; } = new();
}
