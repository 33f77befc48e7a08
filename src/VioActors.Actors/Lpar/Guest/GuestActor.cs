using Akka.Actor;
using Akka.Event;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Actors.Lpar.Guest;

/// <summary>
/// The guest of a built-in partition: writes stamped blocks at its pace, reads them back and compares. One for each partition, made
/// and supervised by
/// <see cref="LparActor"/>.
/// <para>Scanning (learns what the disk holds) → Working ⇄ Verifying (reads every block).</para>
/// Guarantee: a block that contradicts what was acknowledged is counted and named. A command whose path failed is repeated on another
/// path, and waits when
/// there is none: a client without any path hangs, it does not fail.
/// </summary>
internal sealed class GuestActor : ReceiveActor, IWithTimers
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

    public GuestActor(PartitionId partition, WorkloadDefinition workload, IReadOnlyDictionary<SlotNumber, IActorRef> adapters)
    {
        _partition = partition;
        _workload = workload;
        _random = new Random(workload.Seed);
        _ratePerSecond = workload.RatePerSecond;
        _disk = new MultipathDisk(adapters, workload.LunField, Self);
        Receive<AdapterState>(state => _disk.Note(state));
        Receive<AdapterIoEnded>(ended => _disk.End(ended));
        Receive<Tick>(_ => Work());
        Receive<SetGuestRate>(set =>
        {
            _ratePerSecond = set.RatePerSecond;
            _due = 0;
            Sender.Tell(Report());
        });
        Receive<VerifyEveryBlock>(_ => Verify());
        Receive<GetGuestReport>(_ => Sender.Tell(Report()));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private ulong Writer => (ulong)_partition.Value;

    private bool IsSweeping => _nextSweep < _workload.BlockCount;

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, Tick.Interval);
        Sweep();
    }

    private void Work()
    {
        _disk.RetryWaiting();
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
        _nextWaiters.Add(Sender);
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
        _disk.PathSwitches, _disk.WaitingCount, _disk.Paths.ToValueList());

    private sealed record Tick
    {
        public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

        public static Tick Instance { get; } = new();
    }
}
