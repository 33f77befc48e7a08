using Akka.Actor;
using VioActors.Actors.Aggregates;
using VioActors.Domain.Common;
using VioActors.Domain.Tool;

namespace VioActors.Management.Tool;

/// <summary>
/// What the management tool keeps: UUID table, cluster state report, active nodes list (MGT-1). One in the cluster; event-sourced, so that
/// it goes on elsewhere with its data when its node is lost (MGT-2). See <see cref="AggregateActor{TState, TEvent, TMessage}"/>.
/// </summary>
internal sealed class ToolActor : AggregateActor<ToolState, IToolEvent, IToolMessage>
{
    private readonly TimeProvider _time;

    public ToolActor(TimeProvider time, AggregateSettings settings)
        : base("management-tool", ToolState.Empty, settings) => _time = time;

    public static Props Props(TimeProvider time, AggregateSettings settings) =>
        Akka.Actor.Props.Create(() => new ToolActor(time, settings));

    protected override Decision<IToolEvent> Decide(ToolState state, IToolMessage message) =>
        ToolDecisions.Decide(state, message, _time.GetUtcNow());

    protected override ToolState Apply(ToolState state, IToolEvent @event) => state.Apply(@event);

    protected override ToolState FromSnapshot(object snapshot) => ToolState.From((ToolSnapshot)snapshot);

    protected override ISnapshot ToSnapshot(ToolState state) => state.ToSnapshot();
}
