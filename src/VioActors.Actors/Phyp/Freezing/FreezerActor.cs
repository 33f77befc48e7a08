using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Phyp.Dispatching;
using VioActors.Actors.Phyp.Memory;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Actors.Phyp.Freezing;

/// <summary>
/// Freezes client partitions before an interrupted VIOS can harm them, and lets them go on (NPV-4…NPV-11). One for each PHYP, made and
/// supervised by it.
/// <code>
///   Running ──VIOS interrupted, event registered, no other path──> Stopping ──confirmed──> Frozen (then noted)
///   Frozen ──a path to its disks is clean, or the operator says so──> Running (then noted)
/// </code>
/// Guarantee: an interruption that was announced is answered only when every dependent partition stands still and its disks have answered
/// it; what a frozen partition had sent is kept and sent again. Freezing comes before noting: when it cannot be noted the partition stays
/// frozen all the same.
/// </summary>
internal sealed partial class FreezerActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan NoteLimit = TimeSpan.FromSeconds(10);

    private readonly IActorRef _definitions;
    private readonly PhypSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SortedDictionary<PartitionId, DispatchedLpar> _lpars = [];
    private readonly Dictionary<PartitionId, WatchedVios> _vioses = [];
    private readonly List<AnnouncedInterruption> _announced = [];
    private ILookup<PartitionId, AdapterPair> _pairs = Array.Empty<AdapterPair>().ToLookup(pair => pair.Client);
    private Dictionary<PartitionId, FrozenPartition> _frozen = [];
    private PartitionsReply? _known;

    public FreezerActor(IActorRef definitions, PhypSettings settings, TimeProvider time)
    {
        (_definitions, _settings, _time) = (definitions, settings, time);
        Receive<PartitionsReply>(Know);
        ReceiveEvents();
        Receive<AttachLpar>(Attach);
        Receive<FindActiveClients>(find => Sender.Tell(ActiveClients(find.Vios)));
        Receive<Terminated>(Forget);
        Receive<ViosServes>(Serve);
        Receive<ViosEnded>(End);
        Receive<InterruptVios>(Interrupt);
        Receive<EndInterruption>(ended => Return(ended.Vios));
        Receive<DispatchStopped>(Stopped);
        Receive<StopOverdue>(GiveUpWaiting);
        Receive<DispatchSettled>(settled => Settle(settled.Client));
        Receive<PartitionStoodStill>(HoldStill);
        Receive<Reclaimed>(GoOnWithMemory);
        Receive<WaveOver>(_ => EndWave());
        Receive<PairLost>(Judge);
        Receive<PairDoubtful>(JudgeDoubtful);
        Receive<PairClean>(clean => Resume(clean.Pair));
        Receive<PairUnclean>(Note);
        Receive<ProbeAgain>(again => Probe(again.Client));
        Receive<SentWhileHeld>(sent => CountSent(sent.Client));
        Receive<ReleasePartition>(Release);
        Receive<GetDispatchReport>(_ => Sender.Tell(Report()));
        Receive<Noted>(Confirm);
        Receive<Remind>(TellOperator);
        ReceiveHeartbeats();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => StartHeartbeats();

    /// <summary>A frozen partition that was given one more path looks whether its disks answer there.</summary>
    private void Know(PartitionsReply known)
    {
        var before = _pairs;
        _known = known;
        _pairs = known.Pairs.ToLookup(pair => pair.Client);
        foreach (var lpar in _lpars.Values.Where(lpar => lpar.State == DispatchState.Frozen))
        {
            foreach (var pair in _pairs[lpar.Client].Except(before[lpar.Client]).Where(pair => Serves(pair.Vios)))
                Context.Parent.Tell(new ProbeWanted(pair, lpar.Luns));
        }
    }

    private void Attach(AttachLpar attach)
    {
        // It announces itself again: not before it is known what it depends on.
        if (_known is null)
            return;
        if (_lpars.TryGetValue(attach.Client, out var known))
        {
            if (known.Lpar.Equals(Sender))
            {
                StopAgain(known, attach.IsStill);
                return;
            }

            // Its end is told later than the beginning of the next one.
            Leave(known);
        }

        var lpar = _lpars[attach.Client] = new DispatchedLpar(attach.Client, Sender) { Luns = attach.Luns };
        Context.Watch(Sender);
        TakeOver(lpar, attach.IsStill);
    }

    private void Forget(Terminated ended)
    {
        foreach (var lpar in _lpars.Values.Where(lpar => lpar.Lpar.Equals(ended.ActorRef)).ToList())
            Leave(lpar);
        AnswerReady();
    }

    private void Leave(DispatchedLpar lpar)
    {
        _lpars.Remove(lpar.Client);
        TellPairs(lpar.Client, pair => new PairVerdict(pair, new ReleasePair("the partition ended")));
        if (lpar.State != DispatchState.Running)
            Context.Parent.Tell(new HoldProcessors(lpar.Client, false));
        NoteLooked(lpar.Client);
    }

    private void Serve(ViosServes serves)
    {
        _vioses[serves.Partition] = new WatchedVios(serves.Vios) { LastAnswered = _beat };
        Return(serves.Partition);
    }

    /// <summary>
    /// What it answered before does not bring it back, and that it is silent is no news: another life of it announces itself.
    /// </summary>
    private void End(ViosEnded ended)
    {
        Lose(ended.Partition, ViosEventKind.Failure, ended.Reason);
        _vioses.Remove(ended.Partition);
    }

    /// <summary>It may serve again: whoever waits for a path looks whether its disks answer there.</summary>
    private void Return(PartitionId vios)
    {
        if (_vioses.TryGetValue(vios, out var watched))
            (watched.Trouble, watched.InterruptedAt) = (null, null);
        foreach (var lpar in _lpars.Values.Where(lpar => lpar.State != DispatchState.Running && IsPaired(lpar.Client, vios)))
        {
            lpar.ProbeSoon();
            if (lpar is { State: DispatchState.Frozen, Pending: null })
                _looked.Add(lpar.Client);
            Probe(lpar.Client);
        }
    }

    private void Interrupt(InterruptVios interrupt)
    {
        var affected = Lose(interrupt.Vios, interrupt.Kind, interrupt.Reason);
        if (_vioses.TryGetValue(interrupt.Vios, out var watched))
            watched.InterruptedAt = _beat;
        _announced.Add(new AnnouncedInterruption(Sender, affected.ToValueList()));
        AnswerReady();
    }

    /// <summary>Gives the partitions that depended on it.</summary>
    private List<PartitionId> Lose(PartitionId vios, ViosEventKind kind, string reason)
    {
        if (_vioses.TryGetValue(vios, out var watched))
            watched.Trouble = reason;
        Withdraw(vios);
        var affected = _lpars.Values.Where(lpar => MustFreeze(lpar.Client, vios, kind)).ToList();
        foreach (var lpar in affected)
            Freeze(lpar, vios, kind, reason);
        return [.. affected.Select(lpar => lpar.Client)];
    }

    private void Freeze(DispatchedLpar lpar, PartitionId vios, ViosEventKind kind, string reason)
    {
        TellPairs(lpar.Client, pair => new PairVerdict(pair, HoldPair.Instance));
        if (lpar.State != DispatchState.Running)
            return;
        lpar.Freeze(vios, kind, reason, _time.GetUtcNow());
        _log.Warning("Partition {0} is frozen: {1} of the VIOS in partition {2}: {3}.", lpar.Client, kind, vios, reason);
        Context.Parent.Tell(new HoldProcessors(lpar.Client, true));
        lpar.Lpar.Tell(StopDispatch.Instance);
        Timers.StartSingleTimer((nameof(StopOverdue), lpar.Client), new StopOverdue(lpar.Client), StopLimit);
        Timers.StartSingleTimer((nameof(Remind), lpar.Client), new Remind(lpar.Client, _settings.OverdueAfter), _settings.OverdueAfter);
    }

    private void Stopped(DispatchStopped stopped)
    {
        Timers.Cancel((nameof(StopOverdue), stopped.Client));
        if (!_lpars.TryGetValue(stopped.Client, out var lpar) || lpar.State != DispatchState.Stopping)
            return;
        lpar.State = DispatchState.Frozen;
        lpar.Pending = null;
        if (stopped.IsUnsettled)
            AwaitDisks(lpar);
        Context.Parent.Tell(new LendMemory(lpar.Client));
        TellPairs(lpar.Client, pair => new PairVerdict(pair, StillPair.Instance));
        var note = new NoteFrozen(lpar.Client, lpar.Vios!.Value, lpar.Kind, lpar.Reason, lpar.SinceUtc!.Value);
        _definitions.Ask<object>(note, NoteLimit).PipeTo(
            Self, success: answer => new Noted(lpar.Client, answer), failure: cause => new Noted(lpar.Client, cause));
        AnswerReady();
        if (lpar.Pause == TimeSpan.Zero)
            Probe(lpar.Client);
        else
            Timers.StartSingleTimer((nameof(ProbeAgain), lpar.Client), new ProbeAgain(lpar.Client), lpar.Pause);
    }

    private void Confirm(Noted noted)
    {
        if (noted.Answer is not (Ok or NoOp) && _lpars.TryGetValue(noted.Client, out var lpar) && lpar.State == DispatchState.Frozen)
        {
            lpar.Detail = "that it is frozen could not be noted";
            _log.Error("Partition {0} is frozen, but that could not be noted: {1}", noted.Client, noted.Answer);
        }
    }

    private void AnswerReady()
    {
        foreach (var announced in _announced.ToList())
        {
            if (announced.Clients.Any(client => _lpars.TryGetValue(client, out var lpar) && lpar.IsInMotion))
                continue;
            _announced.Remove(announced);
            announced.Asker.Tell(new InterruptionReady(announced.Clients));
        }
    }

    private void GiveUpWaiting(StopOverdue overdue)
    {
        foreach (var announced in _announced.Where(announced => announced.Clients.Contains(overdue.Client)).ToList())
        {
            _announced.Remove(announced);
            announced.Asker.Tell(new Rejected(
                RejectionCode.Busy, $"Partition {overdue.Client} does not stop within {StopLimit}; try again, or release it first."));
        }
    }

    /// <summary>A connection is gone. Its client is frozen when it depends on it, told so otherwise.</summary>
    private void Judge(PairLost lost)
    {
        var pair = lost.Pair;
        if (_lpars.TryGetValue(pair.Client, out var lpar)
            && (lpar.State != DispatchState.Running || MustFreeze(pair.Client, pair.Vios, ViosEventKind.Failure)))
        {
            Freeze(lpar, pair.Vios, ViosEventKind.Failure, lost.Reason);
            Probe(lpar.Client);
        }
        else if (lpar is not null || !_isRestarted)
        {
            Context.Parent.Tell(new PairVerdict(pair, new ReleasePair(lost.Reason)));
        }
    }

    private void Probe(PartitionId client)
    {
        if (!_lpars.TryGetValue(client, out var lpar) || lpar.State != DispatchState.Frozen)
            return;
        foreach (var pair in _pairs[client].Where(pair => Serves(pair.Vios)))
            Context.Parent.Tell(new ProbeWanted(pair, lpar.Luns));
    }

    private void Note(PairUnclean unclean)
    {
        NoteLooked(unclean.Pair.Client);
        if (!_lpars.TryGetValue(unclean.Pair.Client, out var lpar) || lpar.State != DispatchState.Frozen)
            return;
        lpar.Detail = unclean.Reason;
        Timers.StartSingleTimer((nameof(ProbeAgain), lpar.Client), new ProbeAgain(lpar.Client), lpar.NoteUnclean());
    }

    private void Resume(AdapterPair clean)
    {
        // One that is about to be interrupted, or has been since, is looked at again when it serves.
        if (!_lpars.TryGetValue(clean.Client, out var lpar) || lpar is not { State: DispatchState.Frozen, Pending: null }
            || !Serves(clean.Vios))
        {
            return;
        }

        Await(lpar, new PendingReturn(clean, $"its disks answer through the VIOS in partition {clean.Vios}"));
    }

    private void Release(ReleasePartition release)
    {
        if (!_lpars.TryGetValue(release.Client, out var lpar) || lpar.State == DispatchState.Running)
        {
            Sender.Tell(_known is { } known && known.Partitions.All(partition => partition.Id != release.Client)
                ? new Rejected(RejectionCode.NotFound, $"Cannot release partition {release.Client}: {known.Cec} has none with that id.")
                : new NoOp($"Partition {release.Client} is not frozen."));
            return;
        }

        const string Reason = "the operator released the partition";
        if (lpar.State == DispatchState.Frozen)
        {
            Await(lpar, new PendingReturn(null, Reason));
        }
        else
        {
            TellPairs(release.Client, pair => new PairVerdict(pair, new ReleasePair(Reason)));
            GoOn(lpar, Reason);
        }

        Sender.Tell(Ok.Instance);
        AnswerReady();
    }

    private void GoOn(DispatchedLpar lpar, string reason)
    {
        lpar.NoteGoingOn(_time.GetUtcNow());
        lpar.State = DispatchState.Running;
        lpar.Vios = null;
        lpar.Detail = "";
        Timers.Cancel((nameof(ProbeAgain), lpar.Client));
        Timers.Cancel((nameof(StopOverdue), lpar.Client));
        Timers.Cancel((nameof(DispatchSettled), lpar.Client));
        Timers.Cancel((nameof(Remind), lpar.Client));
        Context.Parent.Tell(new HoldProcessors(lpar.Client, false));
        lpar.Lpar.Tell(ResumeDispatch.Instance);
        _log.Info("Partition {0} goes on: {1}.", lpar.Client, reason);
        _definitions.Ask<object>(new NoteResumed(lpar.Client), NoteLimit).PipeTo(
            Self, success: answer => new Noted(lpar.Client, answer), failure: cause => new Noted(lpar.Client, cause));
        _frozen.Remove(lpar.Client);
    }

    private void CountSent(PartitionId client)
    {
        if (_lpars.TryGetValue(client, out var lpar))
            lpar.SentWhileFrozen++;
    }

    private bool MustFreeze(PartitionId client, PartitionId vios, ViosEventKind kind) => FreezeDecisions.MustFreeze(
        client, vios, kind, _pairs[client], EventsOf(client), _settings.BuiltInEvents, Serves);

    private bool Serves(PartitionId vios) => _vioses.TryGetValue(vios, out var watched) && watched.Trouble is null;

    private bool IsPaired(PartitionId client, PartitionId vios) => _pairs[client].Any(pair => pair.Vios == vios);

    private void TellPairs(PartitionId client, Func<AdapterPair, PairVerdict> verdict)
    {
        foreach (var pair in _pairs[client])
            Context.Parent.Tell(verdict(pair));
    }

    private DispatchReport Report() => new(_lpars.Values.Select(lpar => lpar.Describe()).ToValueList());

    private sealed record StopOverdue(PartitionId Client);

    private sealed record ProbeAgain(PartitionId Client);

    /// <summary>What became of a note.</summary>
    private sealed record Noted(PartitionId Client, object Answer) : INoSerializationVerificationNeeded;

    /// <summary>Whoever announced an interruption waits for these partitions.</summary>
    private sealed record AnnouncedInterruption(IActorRef Asker, ValueList<PartitionId> Clients);
}

/// <summary>To PHYP: for the actor of that pair.</summary>
internal sealed record PairVerdict(AdapterPair Pair, object Verdict);
