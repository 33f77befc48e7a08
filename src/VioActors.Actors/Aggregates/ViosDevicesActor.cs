using Akka.Actor;
using VioActors.Domain.Cec;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;

namespace VioActors.Actors.Aggregates;

/// <summary>
/// What the shared VIOS DB keeps of one VIOS's devices (REG-11). One per VIOS in the cluster; not on the VIOS itself, so that its devices
/// can be changed while it is down (REG-12). See <see cref="AggregateActor{TState, TEvent, TMessage}"/>.
/// </summary>
public sealed class ViosDevicesActor : AggregateActor<ViosState, IViosEvent, IViosMessage>
{
    private readonly VioUuid _vios;
    private readonly IAggregateDirectory _directory;
    private readonly IAnnouncer _announcer;

    public ViosDevicesActor(VioUuid vios, IAggregateDirectory directory, IAnnouncer announcer, AggregateSettings settings)
        : base($"vios-{vios}", ViosState.Empty, settings) =>
        (_vios, _directory, _announcer) = (vios, directory, announcer);

    public static Props Props(VioUuid vios, IAggregateDirectory directory, IAnnouncer announcer, AggregateSettings settings) =>
        Akka.Actor.Props.Create(() => new ViosDevicesActor(vios, directory, announcer, settings));

    protected override Decision<IViosEvent> Decide(ViosState state, IViosMessage message) => ViosDecisions.Decide(state, message);

    protected override ViosState Apply(ViosState state, IViosEvent @event) => state.Apply(@event);

    protected override ViosState FromSnapshot(object snapshot) => ViosState.From((ViosSnapshot)snapshot);

    protected override ISnapshot ToSnapshot(ViosState state) => state.ToSnapshot();

    protected override ValueList<IEffect> Resume(ViosState state) => ViosDecisions.Resume(state);

    protected override void Run(IEffect effect)
    {
        switch (effect)
        {
            case ReserveNameAtCec reserve:
                Ask(
                    effect,
                    _directory.Cec,
                    new ReserveAdapterName(reserve.Cec, _vios, reserve.Slot, reserve.Prefix, reserve.Wanted),
                    reply => reply is AdapterNameReserved reserved ? Named(reserve.Slot, reserved.Name, null)
                        : reply is Rejected rejected ? Named(reserve.Slot, null, rejected.Reason)
                        : Conclusion.Retry);
                break;
            case FreeNameAtCec free:
                Ask(effect, _directory.Cec, new FreeAdapterName(free.Cec, _vios, free.Name), _ => Conclusion.Nothing);
                break;
            case BindAtLu bind:
                Ask(
                    effect,
                    _directory.LogicalUnits,
                    new BindLu(bind.Lu, new LuBinding(_vios, bind.Adapter, bind.Client, bind.Shared)),
                    reply => reply is LuFound found ? Bound(bind, found.Identity.Name, null)
                        : reply is Rejected rejected ? Bound(bind, null, rejected)
                        : Conclusion.Retry);
                break;
            case UnbindAtLu unbind:
                Ask(
                    effect,
                    _directory.LogicalUnits,
                    new UnbindLu(unbind.Lu, _vios, unbind.Adapter),
                    reply => reply is Rejected ? Conclusion.Retry : Conclusion.Of(new ConcludeUnbinding(_vios, unbind.Adapter, unbind.Lu)));
                break;
            case AnnounceDevices announce:
                _announcer.Tell(_vios, new DevicesChanged(_vios, announce.Version));
                _announcer.Publish(new DevicesChanged(_vios, announce.Version));
                break;
            default:
                throw new InvalidOperationException($"The devices of a VIOS have no effect {effect}.");
        }
    }

    private Conclusion Named(SlotNumber slot, AdapterName? name, string? problem) =>
        Conclusion.Of(new ConcludeAdapterName(_vios, slot, name, problem));

    private Conclusion Bound(BindAtLu bind, LuName? name, Rejected? refusal) =>
        Conclusion.Of(new ConcludeBinding(_vios, bind.Adapter, bind.Lu, name, refusal));
}
