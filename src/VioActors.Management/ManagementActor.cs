using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Aggregates;
using VioActors.Api.Objects;
using VioActors.Domain.Events;
using VioActors.Domain.Jobs;
using VioActors.Domain.Restore;
using VioActors.Domain.Tool;
using VioActors.Management.Events;
using VioActors.Management.Jobs;
using VioActors.Management.Tool;
using VioActors.Management.View;

namespace VioActors.Management;

/// <summary>
/// The management tool (MGT-1, MGT-2): parent of the view, the event feed with its log, the jobs, and the tool's own data; gives what the
/// view finds to the others. May run on any node: what must last is event-sourced, the view is read anew. One in the cluster; each child
/// that fails is restarted alone.
/// </summary>
internal sealed class ManagementActor : ReceiveActor
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);

    private static readonly Type[] Refusals = [typeof(RestoreRefused), typeof(ClusterRestoreRefused), typeof(RefusalElsewhere)];

    private readonly IActorRef _view;
    private readonly IActorRef _feed;
    private readonly IActorRef _tool;
    private readonly IActorRef _jobs;
    private bool _isReporting;
    private bool _reportIsDue;

    public ManagementActor(ManagementParts parts)
    {
        _feed = Context.ActorOf(parts.Feed, "events");
        _jobs = Context.ActorOf(AggregateKeeperActor.Of(parts.Jobs), "jobs");
        _tool = Context.ActorOf(AggregateKeeperActor.Of(parts.Tool), "tool");
        _view = Context.ActorOf(ViewActor.Props(parts.Reader, parts.View, Self), "view");
        Receive<ViewChanged>(Changed);
        Receive<RefreshAll>(refresh => _view.Forward(refresh));
        Receive<ObjectChanged>(changed => _view.Forward(changed));
        Receive<FindObjects>(find => _view.Forward(find));
        Receive<PollFeed>(poll => _feed.Forward(poll));
        Receive<ReadLatestEvents>(latest => _feed.Forward(latest));
        Receive<IJobsMessage>(message => _jobs.Forward(message));
        Receive<IToolMessage>(message => _tool.Forward(message));
        Receive<RestoreRefused>(refused => _feed.Tell(RefusalTranslation.ObservationOf(refused)));
        Receive<ClusterRestoreRefused>(refused => _feed.Tell(RefusalTranslation.ObservationOf(refused)));
        Receive<RefusalElsewhere>(elsewhere => _feed.Tell(RefusalTranslation.ObservationOf(elsewhere.Refusal)));
        Receive<JobRow>(job => _feed.Tell(JobTranslation.ObservationOf(job)));
        Receive<ObjectsFound>(found => found.IsWhole, found => Report(found.Objects));
        Receive<ObjectsFound>(_ => Self.Tell(new Reported()));
        Receive<Reported>(_ => ReportAgain());
        Receive<NotFound>(failed =>
        {
            _reportIsDue |= failed.IsSilent;
            ReportAgain();
        });
    }

    public static Props Props(ManagementParts parts) => Akka.Actor.Props.Create(() => new ManagementActor(parts));

    protected override void PreStart()
    {
        foreach (var type in Refusals)
        {
            Context.System.EventStream.Subscribe(Self, type);
        }
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void Changed(ViewChanged changed)
    {
        _feed.Tell(changed);
        var concerns = changed.Complete is not null
            || changed.Changes.Any(change => change.Kind is VioObjectKind.Cluster or VioObjectKind.Vios or VioObjectKind.Adapter);
        if (!concerns)
        {
            return;
        }

        _reportIsDue = true;
        ReportAgain(isEnd: false);
    }

    private void ReportAgain(bool isEnd = true)
    {
        _isReporting = _isReporting && !isEnd;
        if (_isReporting || !_reportIsDue)
        {
            return;
        }

        (_isReporting, _reportIsDue) = (true, false);

        // A view that fails has forgotten the question; one that is too busy for it tells of its next change.
        _view.Ask<ObjectsFound>(new FindObjects(VioObjectKind.All, Fresh: false), AnswerLimit).PipeTo(
            Self, success: found => found, failure: cause => new NotFound(cause is AskTimeoutException));
    }

    private void Report(IReadOnlyList<VioObject> view)
    {
        if (ToolTranslation.ReportOf(view) is not { } report)
        {
            Self.Tell(new Reported());
            return;
        }

        _tool.Ask<object>(report, AnswerLimit).PipeTo(Self, success: _ => new Reported(), failure: _ => new Reported());
    }

    private sealed record Reported : INoSerializationVerificationNeeded;

    private sealed record NotFound(bool IsSilent) : INoSerializationVerificationNeeded;
}

/// <summary>What the management tool is made of. Immutable.</summary>
internal sealed record ManagementParts(SourceReader Reader, ViewSettings View, Props Feed, Props Jobs, Props Tool);
