using Akka.Actor;
using VioActors.Actors.Aggregates;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Values;

namespace VioActors.Actors.Vios.Devices;

/// <summary>
/// The recorded devices of one VIOS in the shared VIOS DB (BR-2). One per VIOS in the cluster; not on the VIOS itself, so that they can be
/// read and changed while it is down. See <see cref="AggregateActor{TState, TEvent, TMessage}"/>.
/// </summary>
public sealed class DeviceInventoryActor : AggregateActor<InventoryState, IInventoryEvent, IInventoryMessage>
{
    private readonly IAnnouncer _announcer;

    public DeviceInventoryActor(VioUuid vios, IAnnouncer announcer, AggregateSettings settings)
        : base($"devices-{vios}", InventoryState.Empty, settings) => _announcer = announcer;

    public static Props Props(VioUuid vios, IAnnouncer announcer, AggregateSettings settings) =>
        Akka.Actor.Props.Create(() => new DeviceInventoryActor(vios, announcer, settings));

    protected override Decision<IInventoryEvent> Decide(InventoryState state, IInventoryMessage message) =>
        InventoryDecisions.Decide(state, message);

    protected override InventoryState Apply(InventoryState state, IInventoryEvent @event) => state.Apply(@event);

    protected override InventoryState FromSnapshot(object snapshot) => InventoryState.From((InventorySnapshot)snapshot);

    protected override ISnapshot ToSnapshot(InventoryState state) => state.ToSnapshot();

    protected override void Run(IEffect effect)
    {
        if (effect is not AnnounceInventory announce)
        {
            throw new InvalidOperationException($"An inventory has no effect {effect}.");
        }

        _announcer.Tell(announce.Vios, new InventoryChanged(announce.Vios, announce.Version));
        _announcer.Publish(new InventoryChanged(announce.Vios, announce.Version));
    }
}
