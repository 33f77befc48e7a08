using Akka.Actor;
using VioActors.Actors.Aggregates;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Vios;

namespace VioActors.Actors.Cluster;

/// <summary>
/// The cluster's configuration, node list and policies in the shared VIOS DB. One in the cluster, a singleton. See
/// <see cref="AggregateActor{TState, TEvent, TMessage}"/>.
/// </summary>
public sealed class ClusterActor : AggregateActor<ClusterState, IClusterEvent, IClusterMessage>
{
    /// <summary>Events back to which changes are known.</summary>
    private const int HistoryCountMax = 4096;

    private readonly IAggregateDirectory _directory;
    private readonly IAnnouncer _announcer;
    private readonly TimeProvider _clock;
    private readonly ClusterHistory _history = new(HistoryCountMax);
    private readonly ClusterAnswers _answers;
    private long _primaryRenewedAt;

    public ClusterActor(IAggregateDirectory directory, IAnnouncer announcer, TimeProvider clock, AggregateSettings settings)
        : base("cluster", ClusterState.Empty, settings) =>
        (_directory, _announcer, _clock, _primaryRenewedAt, _answers) =
            (directory, announcer, clock, clock.GetTimestamp(), new ClusterAnswers(_history));

    public static Props Props(IAggregateDirectory directory, IAnnouncer announcer, TimeProvider clock, AggregateSettings settings) =>
        Akka.Actor.Props.Create(() => new ClusterActor(directory, announcer, clock, settings));

    protected override Decision<IClusterEvent> Decide(ClusterState state, IClusterMessage message)
    {
        if (state.Name is not null && message is GetCluster or GetClusterChanges)
            return Decision.Answer<IClusterEvent>(new ClusterWanted(false, (message as GetClusterChanges)?.Since));
        if (message is not ClaimPrimary claim)
        {
            var decided = ClusterDecisions.Decide(state, message, _clock.GetUtcNow());
            return message is RegisterVios { KnownPolicies.Count: 0 } register && decided.Reply is ViosRegistered
                ? decided with { Reply = new ClusterWanted(true, register.KnownVersion) }
                : decided;
        }

        // Renewals are not stored: after a restart of this actor a whole lease passes before the office goes to another.
        var decision = PrimaryElection.Claim(
            state, claim, Settings.PrimaryLease, _clock.GetElapsedTime(_primaryRenewedAt), _clock.GetUtcNow());
        if (decision.Reply is PrimaryGranted)
            _primaryRenewedAt = _clock.GetTimestamp();
        return decision;
    }

    protected override IReply AnswerOf(IReply reply) => reply is ClusterWanted wanted ? _answers.Of(State, wanted) : reply;

    protected override ClusterState Apply(ClusterState state, IClusterEvent @event)
    {
        var next = state.Apply(@event);
        _history.Note(@event, next.Version);
        return next;
    }

    protected override ClusterState FromSnapshot(object snapshot) => ClusterState.From((ClusterSnapshot)snapshot);

    protected override ISnapshot ToSnapshot(ClusterState state) => state.ToSnapshot();

    protected override ValueList<IEffect> Resume(ClusterState state) => ClusterDecisions.Resume(state);

    protected override void Run(IEffect effect)
    {
        switch (effect)
        {
            case RetireDevices retire:
                Ask(
                    effect,
                    _directory.Vios,
                    new RetireVios(retire.Vios, retire.Forced),
                    reply => Conclusion.Of(new ConcludeNodeRemoval(retire.Vios, (reply as Rejected)?.Reason)));
                break;
            case AnnounceClusterChange announce:
                var subject = ClusterSubject.Of(announce.Change);
                _announcer.Publish(new ClusterChanged(announce.Change.GetType().Name, subject, announce.Version));
                break;
            default:
                throw new InvalidOperationException($"The cluster has no effect {effect}.");
        }
    }
}
