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
/// <para>Looking (asks CEC and DB, again after a pause until both answered) → Keeping (reads the inventory whenever it changed).</para>
/// Guarantee: the local store has an inventory that the DB had. Gap: a change that is announced while the DB cannot be reached is read with
/// the next one, or at the next start.
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
        Receive<InventoryChanged>(_ => _definition.ViosDb.Tell(new GetInventory(_definition.Vios)));
        Receive<InventoryStored>(stored => _vios.Tell(stored));
        Receive<Rejected>(rejected => _log.Warning("VIOS {0}: the inventory is not recorded: {1}", _definition.Name, rejected.Reason));
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

    private void Keep(InventoryFound found)
    {
        Timers.Cancel(nameof(Look));
        _daemon.Tell(new StoreInventory(found.Inventory));
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
