using Akka.Actor;
using VioActors.Actors.Lpar.Guest;
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
internal sealed class LparActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan AttachInterval = TimeSpan.FromSeconds(2);

    private readonly LparDefinition _definition;
    private readonly IActorRef _phyp;
    private readonly Dictionary<SlotNumber, IActorRef> _adapters = [];
    private readonly HashSet<IActorRef> _moving = [];
    private IActorRef _guest;
    private bool _isStopped;
    private int _boots;

    public LparActor(LparDefinition definition, IActorRef phyp)
    {
        (_definition, _phyp) = (definition, phyp);
        var partition = definition.Partition.Id;
        foreach (var slot in definition.Slots)
            _adapters.Add(slot, Context.ActorOf(Props.Create(() => new ClientAdapterActor(partition, slot, phyp)), $"vscsi-c{slot}"));
        _guest = Boot();
        Receive<AdapterState>(state => _guest.Forward(state));
        Receive<SetGuestRate>(set => _guest.Forward(set));
        Receive<VerifyEveryBlock>(verify => _guest.Forward(verify));
        Receive<GetGuestReport>(get => _guest.Forward(get));
        Receive<ActivateGuest>(activate => _guest.Forward(activate));
        Receive<RebootGuest>(reboot =>
        {
            Context.Stop(_guest);
            _guest = Boot();
            _guest.Tell(GetGuestReport.Instance, reboot.Asker);
        });
        Receive<Announce>(_ => _phyp.Tell(new AttachLpar(partition)));
        Receive<StopDispatch>(_ => StopDispatching());
        Receive<GuestStopped>(_ =>
        {
            foreach (var adapter in _adapters.Values)
                adapter.Tell(StopAdapter.Instance);
        });
        Receive<AdapterStopped>(_ => Confirm());
        Receive<ResumeDispatch>(_ => ResumeDispatching());
        Receive<IReply>(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        // Hypervisor call of the guest's kernel as it boots (NPV-4).
        _phyp.Tell(new RegisterEvents(_definition.Partition.Id, _definition.FreezeOn));
        Timers.StartPeriodicTimer(nameof(Announce), Announce.Instance, TimeSpan.Zero, AttachInterval);
    }

    // A name of its own for each boot: that of a former one is free only some time after its end.
    private IActorRef Boot()
    {
        _boots++;
        var (partition, workload, adapters) = (_definition.Partition.Id, _definition.Workload, _adapters);
        return Context.ActorOf(Props.Create(() => new GuestActor(partition, workload, adapters)), $"guest-{_boots}");
    }

    private void StopDispatching()
    {
        if (_isStopped && _moving.Count == 0)
        {
            _phyp.Tell(new DispatchStopped(_definition.Partition.Id));
            return;
        }

        _isStopped = true;
        _moving.UnionWith(_adapters.Values);
        _guest.Tell(StopGuest.Instance);
    }

    /// <summary>
    /// The last of its adapters has handed on what the guest had given it: nothing more comes. Told on the way that its requests take, so
    /// that it arrives after them.
    /// </summary>
    private void Confirm()
    {
        if (_moving.Remove(Sender) && _moving.Count == 0 && _isStopped)
            _phyp.Tell(new DispatchStopped(_definition.Partition.Id));
    }

    private void ResumeDispatching()
    {
        if (!_isStopped)
            return;
        _isStopped = false;
        _moving.Clear();
        foreach (var adapter in _adapters.Values)
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
