using Akka.Actor;
using VioActors.Actors.Aggregates;
using VioActors.Domain.Common;
using VioActors.Domain.Jobs;

namespace VioActors.Management.Jobs;

/// <summary>
/// The jobs of the VIOS API. One for each node that runs jobs, with a journal of its own. See
/// <see cref="AggregateActor{TState, TEvent, TMessage}"/>.
/// </summary>
internal sealed class JobsActor : AggregateActor<JobsState, IJobsEvent, IJobsMessage>
{
    private readonly TimeProvider _time;

    /// <param name="node">Name of the node; part of the name of the journal.</param>
    public JobsActor(string node, TimeProvider time, AggregateSettings settings)
        : base($"jobs-{node}", JobsState.Empty, settings) => _time = time;

    public static Props Props(string node, TimeProvider time, AggregateSettings settings) =>
        Akka.Actor.Props.Create(() => new JobsActor(node, time, settings));

    protected override Decision<IJobsEvent> Decide(JobsState state, IJobsMessage message) =>
        JobsDecisions.Decide(state, message, _time.GetUtcNow());

    protected override JobsState Apply(JobsState state, IJobsEvent @event) => state.Apply(@event);

    protected override JobsState FromSnapshot(object snapshot) => JobsState.From((JobsSnapshot)snapshot);

    protected override ISnapshot ToSnapshot(JobsState state) => state.ToSnapshot();
}
