using Akka.Actor;
using VioActors.Actors.Lpar.Guest;
using VioActors.Actors.Phyp.Dispatching;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Actors.Lpar;

/// <summary>
/// A built-in client partition: its client adapters and its guest. One for each partition, made and supervised by the CEC. It knows
/// PHYP and no VIOS (SYS-6).
/// A failed adapter is restarted and connects again; a failed guest starts its verified I/O anew from what the disk holds.
/// </summary>
internal sealed partial class LparActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan AttachInterval = TimeSpan.FromSeconds(2);

    private readonly LparDefinition _definition;
    private readonly IActorRef _phyp;
    private readonly Dictionary<SlotNumber, IActorRef> _adapters = [];
    private readonly Dictionary<SlotNumber, AdapterState> _states = [];
    private readonly HashSet<IActorRef> _moving = [];
    private IActorRef _guest;
    private bool _isStopped;
    private int _boots;
    private int _renamed;
    private readonly Dictionary<IActorRef, IActorRef> _leaving = [];

    public LparActor(LparDefinition definition, IActorRef phyp)
    {
        (_definition, _phyp) = (definition, phyp);
        var partition = definition.Partition.Id;
        foreach (var slot in definition.Slots)
            Connect(slot, isFibreChannel: false);
        foreach (var slot in definition.FcSlots)
            Connect(slot, isFibreChannel: true);
        _guest = Boot();
        ReceiveSystems();
        Receive<AdapterState>(state =>
        {
            _states[state.Slot] = state;
            _guest.Forward(state);
        });
        Receive<SetGuestRate>(set => _guest.Forward(set));
        Receive<VerifyEveryBlock>(verify => _guest.Forward(verify));
        Receive<GetGuestReport>(get => _guest.Forward(get));
        Receive<ActivateGuest>(activate => _guest.Forward(activate));
        Receive<AddClientAdapter>(add =>
        {
            if (!_adapters.ContainsKey(add.Slot))
                _guest.Tell(new GuestAdapterAdded(add.Slot, Connect(add.Slot, add.IsFibreChannel)));
            _guest.Forward(GetGuestReport.Instance);
        });
        Receive<RemoveClientAdapter>(remove =>
        {
            if (!_adapters.Remove(remove.Slot, out var adapter))
            {
                _guest.Forward(GetGuestReport.Instance);
                return;
            }

            _states.Remove(remove.Slot);
            _leaving[adapter] = Sender;
            Context.Watch(adapter);
            _guest.Tell(new GuestAdapterRemoved(remove.Slot, adapter));
        });
        Receive<Terminated>(ended =>
        {
            if (_leaving.Remove(ended.ActorRef, out var asker))
                _guest.Tell(GetGuestReport.Instance, asker);
        });
        Receive<RebootGuest>(reboot =>
        {
            Context.Stop(_guest);
            _guest = Boot();
            foreach (var state in _states.Values)
                _guest.Tell(state);
            if (_os is { } os)
                _guest.Tell(os);
            if (_isStopped)
                StopGuest();
            _guest.Tell(GetGuestReport.Instance, reboot.Asker);
        });
        Receive<Announce>(_ => _phyp.Tell(new AttachLpar(partition) { IsStill = _isFrozen }));
        Receive<StopDispatch>(_ =>
        {
            _isFrozen = true;
            StopDispatching();
        });
        Receive<GuestStopped>(_ => StopAdapters());
        Receive<AdapterStopped>(_ => Confirm());
        Receive<ResumeDispatch>(_ =>
        {
            _isFrozen = false;
            GoOn();
        });
        Receive<RunSlice>(slice => _guest.Tell(slice));
        Receive<IReply>(_ => { });
        Receive<HypervisorResult>(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        // Hypervisor call of the guest's kernel as it boots (NPV-4).
        _phyp.Tell(new RegisterEvents(_definition.Partition.Id, _definition.FreezeOn));
        _phyp.Tell(new AttachLpar(_definition.Partition.Id));
        Timers.StartPeriodicTimer(nameof(Announce), Announce.Instance, AttachInterval, AttachInterval);
    }

    // The name of one that was taken away is free only some time after its end.
    private IActorRef Connect(SlotNumber slot, bool isFibreChannel)
    {
        var (partition, phyp) = (_definition.Partition.Id, _phyp);
        var name = $"{(isFibreChannel ? "vfc" : "vscsi")}-c{slot}";
        return _adapters[slot] = Context.ActorOf(
            Props.Create(() => new ClientAdapterActor(partition, slot, phyp)),
            Context.Child(name).IsNobody() ? name : $"{name}-{++_renamed}");
    }

    // A name of its own for each boot: that of a former one is free only some time after its end.
    private IActorRef Boot()
    {
        _boots++;
        var (partition, workload, adapters, phyp) = (_definition.Partition.Id, _definition.Workload, _adapters.ToDictionary(), _phyp);
        _phyp.Tell(new ResetProcessors(partition));
        return Context.ActorOf(Props.Create(() => new GuestActor(partition, workload, adapters, phyp)), $"guest-{_boots}");
    }

    private void StopDispatching()
    {
        if (_isStopped && _moving.Count == 0 && _hasGuestStopped)
        {
            TellStopped();
            return;
        }

        _isStopped = true;
        _moving.UnionWith(_adapters.Values);
        StopGuest();
    }

    /// <summary>A guest that was booted meanwhile has not been told.</summary>
    private void StopGuest()
    {
        _hasGuestStopped = false;
        _guest.Tell(Lpar.StopGuest.Instance);
    }

    /// <summary>Also those that were taken away since, and are not let go of before it goes on.</summary>
    private void StopAdapters()
    {
        // It went on before the guest had stopped: nobody would wake its adapters.
        if (!_isStopped)
            return;
        _hasGuestStopped = true;
        if (_moving.Count == 0)
            TellStopped();
        foreach (var adapter in _adapters.Values.Union(_moving))
            adapter.Tell(StopAdapter.Instance);
    }

    /// <summary>
    /// The last of its adapters has handed on what the guest had given it: nothing more comes. Told on the way that its requests take, so
    /// that it arrives after them.
    /// </summary>
    private void Confirm()
    {
        if (_moving.Remove(Sender) && _moving.Count == 0 && _isStopped)
            TellStopped();
    }

    private void ResumeDispatching()
    {
        if (!_isStopped)
            return;
        _isStopped = false;
        _moving.Clear();
        foreach (var adapter in _adapters.Values.Concat(_leaving.Keys))
            adapter.Tell(ResumeDispatch.Instance);
        _guest.Tell(ResumeDispatch.Instance);
    }

    private sealed record Announce
    {
        public static Announce Instance { get; } = new();
    }
}

/// <summary>From a guest that crashed: an administrator wants it to boot again.</summary>
internal sealed record RebootGuest(IActorRef Asker);

/// <summary>To a guest: there is one more adapter, a path to its disk.</summary>
internal sealed record GuestAdapterAdded(SlotNumber Slot, IActorRef Adapter);

/// <summary>To a guest: that adapter is taken away; it is told <see cref="RetireAdapter"/> when nothing more is given to it.</summary>
internal sealed record GuestAdapterRemoved(SlotNumber Slot, IActorRef Adapter);

/// <summary>To a client adapter: end when everything that was given to it has its answer.</summary>
internal sealed record RetireAdapter
{
    public static RetireAdapter Instance { get; } = new();
}

/// <summary>To a guest: make no more slices. Answered with <see cref="GuestStopped"/>.</summary>
internal sealed record StopGuest
{
    public static StopGuest Instance { get; } = new();
}

/// <summary>Answer to <see cref="StopGuest"/>: it gives its adapters nothing more.</summary>
internal sealed record GuestStopped
{
    public static GuestStopped Instance { get; } = new();
}

/// <summary>To a client adapter of a partition that is being frozen. Answered with <see cref="AdapterStopped"/>.</summary>
internal sealed record StopAdapter
{
    public static StopAdapter Instance { get; } = new();
}

/// <summary>Answer to <see cref="StopAdapter"/>: it has handed on all that it was given.</summary>
internal sealed record AdapterStopped
{
    public static AdapterStopped Instance { get; } = new();
}
