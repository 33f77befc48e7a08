using Akka.Actor;

namespace Akka.TestKit.Internal;

/// <summary>The strategy of a test actor: each child has the one it was started with. Belongs to the thread of the test actor.</summary>
internal sealed class PerChildStrategy : SupervisorStrategy
{
    private readonly Dictionary<IActorRef, SupervisorStrategy> _strategies;

    public PerChildStrategy(Dictionary<IActorRef, SupervisorStrategy> strategies)
    {
        _strategies = strategies;
    }

    public override IDecider Decider => DefaultDecider;

    public override void ProcessFailure(
        IActorContext context,
        bool restart,
        IActorRef child,
        Exception cause,
        ChildRestartStats stats,
        IReadOnlyCollection<ChildRestartStats> children) =>
        Of(child).ProcessFailure(context, restart, child, cause, stats, children);

    public override void HandleChildTerminated(IActorContext actorContext, IActorRef child, IEnumerable<IInternalActorRef> children)
    {
        Of(child).HandleChildTerminated(actorContext, child, children);
        _strategies.Remove(child);
    }

    protected override Directive Handle(IActorRef child, Exception exception) => Of(child).Decider.Decide(exception);

    private SupervisorStrategy Of(IActorRef child) => _strategies.GetValueOrDefault(child) ?? DefaultStrategy;
}
