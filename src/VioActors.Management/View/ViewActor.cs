using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Aggregates;
using VioActors.Api.Objects;
using VioActors.Domain.Events;
using VioActors.Domain.Values;

namespace VioActors.Management.View;

/// <summary>
/// Keeps the comprehensive view of the machine (REG-10) in memory: reads every aggregate once, then again whatever is told to have
/// changed, and everything from time to time, since a notice may be lost. One on each node that serves the API; made by
/// <see cref="ManagementActor"/>, and after a crash it reads everything anew. Guarantee: an answer shows every change whose command was
/// answered on this node before the question. Gaps: a change made on another node is shown after its notice has come; what a hypervisor
/// says is waited for by questions for it only, and one that has not answered twice is shown as silent until it does.
/// <code>
///   reading all ──idle──> up to date ──notice, question for fresh data──> reading ──idle──> up to date
/// </code>
/// </summary>
internal sealed class ViewActor : ReceiveActor, IWithTimers
{
    /// <summary>Before what could not be read is read again.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>The same for a hypervisor that does not answer; a notice of it comes before.</summary>
    private static readonly TimeSpan SilentRetryDelay = TimeSpan.FromSeconds(5);

    /// <summary>Between a notice of a hypervisor and the read, at least.</summary>
    private static readonly TimeSpan MachineDelay = TimeSpan.FromMilliseconds(500);

    private readonly SourceReader _reader;
    private readonly ViewSettings _settings;
    private readonly IActorRef _listener;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ViewContent _content = new();
    private readonly ReadLines _reads;
    private readonly Dictionary<ViewSource, HashSet<string>> _causes = [];
    private readonly Dictionary<ViewSource, HashSet<string>> _begun = [];
    private readonly List<(ReadsAwaited Reads, FindObjects Question, IActorRef Asker)> _waiting = [];
    private readonly HashSet<ViewSource> _failed = [];
    private readonly SilentMachines _silent = new();
    private bool _completeIsDue = true;

    public ViewActor(SourceReader reader, ViewSettings settings, IActorRef listener)
    {
        (_reader, _settings, _listener) = (reader, settings, listener);
        _reads = new ReadLines(settings.ReadsMax);
        Receive<ObjectNotice>(notice => Note(notice.Aggregate, notice.Changes));
        Receive<AggregateChanged>(changed => Note(changed.Aggregate, changed.Changes));
        Receive<FindObjects>(Find);
        Receive<ObjectChanged>(ReadAgain);
        Receive<SourceRead>(Read);
        Receive<SourceUnread>(Unread);
        Receive<ReadSourceAgain>(again => Retry(again.Source));
        Receive<RefreshAll>(_ => Refresh());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(SourceReader reader, ViewSettings settings, IActorRef listener) =>
        Akka.Actor.Props.Create(() => new ViewActor(reader, settings, listener));

    protected override void PreStart()
    {
        // First the ear, then the eye: nothing falls between.
        Context.System.EventStream.Subscribe(Self, typeof(ObjectNotice));
        Context.System.EventStream.Subscribe(Self, typeof(AggregateChanged));
        _content.AddRoot(ViewSource.Cluster);
        foreach (var pool in _settings.Pools)
        {
            _content.AddRoot(new ViewSource(ViewSourceKind.Pool, pool));
        }

        Refresh();
        Timers.StartPeriodicTimer(nameof(RefreshAll), RefreshAll.Instance, _settings.RefreshInterval);
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void Refresh()
    {
        _completeIsDue = true;
        _reads.Change(ViewSource.Cluster);
        foreach (var pool in _settings.Pools)
        {
            _reads.Change(new ViewSource(ViewSourceKind.Pool, pool));
        }

        foreach (var source in _content.Sources.ToList())
        {
            _reads.Change(source);
        }

        Advance();
    }

    private void Note(string aggregate, IEnumerable<string> changes)
    {
        if (ViewSource.Of(aggregate) is not { } source)
        {
            return;
        }

        if (source.Kind == ViewSourceKind.Pool && !_content.IsWanted(source))
        {
            _content.AddRoot(source);
        }

        CausesOf(source).UnionWith(changes);
        if (source.Kind == ViewSourceKind.Cec)
        {
            ReadSoon(source);
            return;
        }

        _reads.Change(source);
        Advance();
    }

    // A storm freezes hundreds of partitions one by one: what a hypervisor shows is read once for many of them.
    private void ReadSoon(ViewSource machine)
    {
        var key = (nameof(ReadSoon), machine);
        if (!Timers.IsTimerActive(key))
        {
            Timers.StartSingleTimer(key, new ReadSourceAgain(machine), MachineDelay);
        }
    }

    private HashSet<string> CausesOf(ViewSource source)
    {
        if (!_causes.TryGetValue(source, out var causes))
        {
            _causes[source] = causes = [];
        }

        return causes;
    }

    private void Find(FindObjects question)
    {
        if (_waiting.Count >= _settings.WaitingMax)
        {
            Sender.Tell(new Status.Failure(new InvalidOperationException($"{_waiting.Count} questions wait for the view already.")));
            return;
        }

        if (question.Fresh)
        {
            foreach (var source in _content.Sources
                .Where(source => IsStale(source, question.Kind) && !_silent.Contains(source)).ToList())
            {
                _reads.Change(source);
            }
        }

        var needsHypervisors = question.Kind is VioObjectKind.Cec or VioObjectKind.All;
        _waiting.Add((_reads.Await(needsHypervisors), question, Sender));
        Advance();
    }

    private void ReadAgain(ObjectChanged changed)
    {
        foreach (var source in _content.SourcesOf(changed.Kind, changed.Id).ToList())
        {
            _reads.Change(source);
        }

        Advance();
    }

    private static bool IsStale(ViewSource source, VioObjectKind wanted) => source.Kind switch
    {
        ViewSourceKind.Pool => wanted is VioObjectKind.Pool or VioObjectKind.Pv or VioObjectKind.All,
        ViewSourceKind.Lu => wanted is VioObjectKind.Lu or VioObjectKind.Snapshot or VioObjectKind.All,
        ViewSourceKind.Cec => wanted is VioObjectKind.Cec or VioObjectKind.All,
        _ => false,
    };

    private void Read(SourceRead read)
    {
        if (_reads.End(read.Source) is not { } ticket)
        {
            return;
        }

        _failed.Remove(read.Source);
        _silent.Heard(read.Source);
        // What was noted since the read began may be in it or not: it is a cause of the next read too, which is due already.
        var causes = _begun.Remove(read.Source, out var begun) ? begun : [];
        causes.UnionWith(_causes.GetValueOrDefault(read.Source, []));
        Apply(read, ticket, [.. causes]);
        _reads.Close(read.Source, ticket);
        Advance();
    }

    private void Apply(SourceRead read, long ticket, IReadOnlyList<string> causes)
    {
        var changes = _content.Apply(read.Source, read.Content, causes, out var discovered);
        foreach (var source in discovered)
        {
            _reads.Discover(source, ticket);
        }

        if (changes.Count > 0)
        {
            _listener.Tell(new ViewChanged(changes, null));
        }
    }

    private void Unread(SourceUnread unread)
    {
        if (_reads.End(unread.Source) is not { } ticket)
        {
            return;
        }

        if (_begun.Remove(unread.Source, out var begun))
        {
            CausesOf(unread.Source).UnionWith(begun);
        }

        if (_silent.Missed(unread.Source))
        {
            FallSilent(unread, ticket);
        }
        else if (_failed.Add(unread.Source))
        {
            _log.Warning("The view of {0} {1} is out of date: {2}", unread.Source.Kind, unread.Source.Id, unread.Reason);
        }

        _reads.Close(unread.Source, ticket);
        var delay = _silent.Contains(unread.Source) ? SilentRetryDelay : RetryDelay;
        Timers.StartSingleTimer(unread.Source, new ReadSourceAgain(unread.Source), delay);
        Advance();
    }

    // That it is silent is what is known of it from then on, and no part of the view is out of date.
    private void FallSilent(SourceUnread unread, long ticket)
    {
        if (_failed.Remove(unread.Source))
        {
            _log.Warning("The hypervisor of {0} is silent: {1}", unread.Source.Id, unread.Reason);
            var known = CecTranslation.Silent(unread.Source.Id, _content.Of(unread.Source));
            Apply(new SourceRead(unread.Source, known), ticket, []);
        }
    }

    private void Retry(ViewSource source)
    {
        if (_content.IsWanted(source))
        {
            _reads.Change(source);
        }

        Advance();
    }

    private void Advance()
    {
        while (_reads.TryBegin(out var source))
        {
            if (_causes.Remove(source, out var causes))
            {
                _begun[source] = causes;
            }

            Begin(source);
        }

        if (_completeIsDue && _reads.IsIdle && _failed.Count == 0)
        {
            _completeIsDue = false;
            _listener.Tell(new ViewChanged([], [.. _content.All()]));
        }

        for (var index = _waiting.Count - 1; index >= 0; index--)
        {
            var (awaited, question, asker) = _waiting[index];
            if (_reads.IsDone(awaited))
            {
                _waiting.RemoveAt(index);
                asker.Tell(Answer(question));
            }
        }
    }

    // The first messages of a read are sent here, in this turn; what changed before is in the mailbox of the aggregate already.
    private void Begin(ViewSource source) => _reader.ReadAsync(source).PipeTo(
        Self,
        success: content => new SourceRead(source, content),
        failure: cause => new SourceUnread(source, cause.Message));

    private ObjectsFound Answer(FindObjects question)
    {
        var all = _content.All().ToList();
        var wanted = question.Kind == VioObjectKind.All ? all : all.Where(thing => ObjectKinds.Of(thing) == question.Kind);
        var vioses = all.OfType<ViosObject>().CountBy(vios => vios.Cec).ToDictionary();
        var clients = all.OfType<ClientObject>().Select(client => ClientKey.Parse(client.Id).Cec?.ToString() ?? string.Empty)
            .CountBy(cec => cec).ToDictionary();
        var counted = wanted.Select(thing => thing is not CecObject cec ? thing : cec with
        {
            Vioses = vioses.GetValueOrDefault(cec.Id),
            Clients = clients.GetValueOrDefault(cec.Id),
        });

        // What is missing and did not fail was found after the question, so it came after it.
        return new ObjectsFound(
            [.. counted.OrderBy(ObjectKinds.Of).ThenBy(thing => thing.Id, StringComparer.Ordinal)],
            IsWhole: !_content.Missing.Any(_failed.Contains));
    }
}

/// <summary>Limits of the view. Immutable; thread-safe.</summary>
/// <param name="Pools">Pools that are known before any notice names one.</param>
/// <param name="RefreshInterval">Time between reads of everything, which find what a lost notice hid.</param>
/// <param name="ReadsMax">Reads that run at once; fewer spare the VIOS DB, more are quicker.</param>
/// <param name="WaitingMax">Questions that wait at once; more are refused.</param>
internal sealed record ViewSettings(IReadOnlyList<string> Pools, TimeSpan RefreshInterval, int ReadsMax, int WaitingMax);
