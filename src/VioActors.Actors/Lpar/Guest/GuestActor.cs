using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Images;
using VioActors.Actors.Phyp.Dispatching;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Actors.Lpar.Guest;

/// <summary>
/// The guest of a built-in partition: writes stamped blocks at its pace, reads them back and compares. One for each partition, made
/// and supervised by
/// <see cref="LparActor"/>.
/// <code>
///   Scanning (learns what the disk holds) → Working ⇄ Verifying (reads every block) ──I/O error on the rootvg──> Crashed
///   any of them ──StopGuest──> Frozen ──ResumeDispatch──> the same again
/// </code>
/// Guarantee: a block that contradicts what was acknowledged is counted and named. A command whose path failed is repeated on another
/// path, and waits when there is none; when it has waited too long the operating system crashes (NPV-8). Frozen, no time passes for it.
/// </summary>
internal sealed partial class GuestActor : ReceiveActor, IWithTimers, IWithUnboundedStash
{
    private const int ScanWindow = 16;

    private readonly PartitionId _partition;
    private readonly WorkloadDefinition _workload;
    private readonly MultipathDisk _disk;
    private readonly WriteLedger _ledger = new();
    private readonly GuestFigures _figures = new();
    private readonly Random _random;
    private readonly HashSet<long> _busy = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly List<IActorRef> _sweepWaiters = [];
    private readonly List<IActorRef> _nextWaiters = [];
    private int _ratePerSecond;
    private double _due;
    private long _nextSweep;
    private bool _scanned;
    private TimeSpan _waited;
    private string _dump = "";
    private bool _isFrozen;

    public GuestActor(
        PartitionId partition, WorkloadDefinition workload, IReadOnlyDictionary<SlotNumber, IActorRef> adapters, IActorRef phyp)
    {
        _phyp = phyp;
        _partition = partition;
        _workload = workload;
        _random = new Random(workload.Seed);
        _ratePerSecond = workload.RatePerSecond;
        _disk = new MultipathDisk(adapters, workload.LunField, Self);
        Receive<GuestAdapterAdded>(added => _disk.Add(added.Slot, added.Adapter));
        Receive<GuestAdapterRemoved>(LetGo);
        ReceiveSlices();
        ReceiveApplications();
        Receive<SetGuestRate>(set =>
        {
            _ratePerSecond = set.RatePerSecond;
            _due = 0;
            Sender.Tell(Report());
        });
        Receive<VerifyEveryBlock>(verify =>
        {
            _nextWaiters.Add(Sender);
            Interrupt(verify);
        });
        Receive<GetGuestReport>(_ => Sender.Tell(Report()));
        Receive<ActivateGuest>(_ => Sender.Tell(Report()));
        Receive<StopGuest>(_ => Freeze());
        Receive<ResumeDispatch>(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    private ulong Writer => (ulong)_partition.Value;

    private bool IsSweeping => _nextSweep < _workload.BlockCount;

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, Tick.Interval);
        Interrupt(Tick.Instance);
    }

    protected override void PostStop() => DropInterrupts();

    /// <summary>The adapter is told after the last command that it was given.</summary>
    private void LetGo(GuestAdapterRemoved removed)
    {
        _disk.Remove(removed.Slot);
        removed.Adapter.Tell(RetireAdapter.Instance);
    }

    private void Freeze()
    {
        Timers.Cancel(nameof(Tick));
        _isFrozen = true;
        Sender.Tell(GuestStopped.Instance);
        BecomeStacked(() =>
        {
            Receive<GetGuestReport>(_ => Sender.Tell(Report()));
            Receive<GetGuestOs>(_ => TellApplications());
            Receive<StopGuest>(_ => Sender.Tell(GuestStopped.Instance));
            Receive<RunSlice>(Decline);
            Receive<HypervisorResult>(HearRefusal);
            Receive<ResumeDispatch>(_ =>
            {
                _isFrozen = false;
                _applications?.TryAgain();
                UnbecomeStacked();
                if (_dump.Length == 0)
                    Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, Tick.Interval);
                Stash.UnstashAll();
                Prod();
            });

            // An answer is an interrupt: it is delivered when the partition is dispatched again.
            ReceiveAny(_ => Stash.Stash());
        });
    }

    /// <summary>The dump says what an administrator asks first: what was done, to what, and how the paths were.</summary>
    private void Crash(string what)
    {
        Timers.Cancel(nameof(Tick));
        DropInterrupts();
        _figures.IoErrors++;
        _dump = $"Operating system of partition {_partition} crashed: I/O error on the rootvg, {what}. Paths: {_disk.DescribePaths()}. "
            + $"Last: {_figures.Writes} writes acknowledged, {_busy.Count} commands without an answer.";
        _log.Error("{0}", _dump);
        foreach (var waiter in _sweepWaiters.Concat(_nextWaiters))
            waiter.Tell(Report());
        Become(() =>
        {
            Receive<AdapterIoEnded>(late => late.DataIn?.Dispose());
            Receive<GuestAdapterRemoved>(LetGo);
            Receive<StopGuest>(_ => Freeze());
            Receive<ActivateGuest>(_ => Context.Parent.Tell(new RebootGuest(Sender)));
            Receive<GetGuestReport>(_ => Sender.Tell(Report()));
            Receive<SetGuestRate>(_ => Sender.Tell(Report()));
            Receive<VerifyEveryBlock>(_ => Sender.Tell(Report()));
            ReceiveAny(_ => { });
        });
    }

    private void Work()
    {
        _disk.RetryWaiting();
        _waited = _disk.WaitingCount == 0 || !_disk.HasWorked ? TimeSpan.Zero : _waited + Tick.Interval;
        if (_workload.IoTimeout > TimeSpan.Zero && _waited >= _workload.IoTimeout)
        {
            Crash($"{_disk.WaitingCount} commands found no path for {_workload.IoTimeout}");
            return;
        }

        if (IsSweeping || !_scanned || _ratePerSecond == 0)
            return;
        _due = Math.Min(_due + (_ratePerSecond * Tick.Interval.TotalSeconds), _ratePerSecond);
        while (_due >= 1 && _busy.Count < ScanWindow)
        {
            _due--;
            var block = _random.NextInt64(_workload.BlockCount);
            if (!_busy.Contains(block))
                StartOne(block, _random.Next(100) < 70);
        }
    }

    private void StartOne(long block, bool write)
    {
        if (write)
            Write(block);
        else
            Compare(block);
    }

    private void Write(long block)
    {
        var sequence = _ledger.Begin(block);
        var bytes = new byte[StampedBlock.SizeBytes];
        StampedBlock.Write(bytes, Writer, block, sequence);
        _busy.Add(block);
        _disk.Start(DiskCommands.WriteThrough(block), bytes, 0, (good, detail, _) =>
        {
            _busy.Remove(block);
            if (good)
            {
                _ledger.Acknowledge(block, sequence);
                _figures.Writes++;
            }
            else
            {
                Fail($"write of block {block}: {detail}");
            }

            Sweep();
        });
    }

    private void Compare(long block)
    {
        _busy.Add(block);
        _disk.Start(DiskCommands.Read(block), default, StampedBlock.SizeBytes, (good, detail, bytes) =>
        {
            _busy.Remove(block);
            if (!good)
                Fail($"read of block {block}: {detail}");
            else if (bytes.Length != StampedBlock.SizeBytes)
                Contradict($"read of block {block} gave {bytes.Length} bytes");
            else
                Judge(block, StampedBlock.Read(bytes, Writer, block));
            Sweep();
        });
    }

    private void Judge(long block, BlockVerdict verdict)
    {
        _figures.Reads++;
        if (!_scanned && verdict.Condition == BlockCondition.Stamped)
            _ledger.Adopt(block, verdict.Sequence);
        else if (_ledger.Contradiction(block, verdict) is { } contradiction)
            Contradict(contradiction);
    }

    private void Verify()
    {
        if (_scanned && !IsSweeping && _sweepWaiters.Count == 0)
            BeginSweep();
    }

    /// <summary>A sweep that began before it was asked for did not read every block since.</summary>
    private void BeginSweep()
    {
        _sweepWaiters.AddRange(_nextWaiters);
        _nextWaiters.Clear();
        _nextSweep = 0;
        Sweep();
    }

    /// <summary>Goes on reading the working set from its start to its end, a window at a time.</summary>
    private void Sweep()
    {
        while (IsSweeping && _busy.Count < ScanWindow)
        {
            if (_busy.Contains(_nextSweep))
                break;
            Compare(_nextSweep++);
        }

        if (IsSweeping || _busy.Count > 0)
            return;
        _scanned = true;
        foreach (var waiter in _sweepWaiters)
            waiter.Tell(Report());
        _sweepWaiters.Clear();
        if (_nextWaiters.Count > 0)
            BeginSweep();
    }

    private void Contradict(string what)
    {
        _log.Error("Partition {0}: {1}.", _partition, what);
        _figures.Contradict(what);
    }

    private void Fail(string what)
    {
        _log.Warning("Partition {0}: {1}.", _partition, what);
        _figures.IoErrors++;
    }

    private GuestReport Report() => new(
        _partition, _figures.Writes, _figures.Reads, _figures.Contradictions, _figures.First.ToValueList(), _figures.IoErrors,
        _disk.PathSwitches, _disk.WaitingCount, _disk.Paths.ToValueList(),
        _isFrozen ? GuestState.Frozen : _dump.Length > 0 ? GuestState.Crashed : GuestState.Running, _dump);

    /// <summary>The clock's interrupt.</summary>
    private sealed record Tick
    {
        public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

        public static Tick Instance { get; } = new();
    }
}
