using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Aggregates;
using VioActors.Domain.Common;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;

namespace VioActors.Actors.Pool;

/// <summary>
/// The chunks of one pool. One per pool in the cluster. Chunks that came back are erased in slices by this node, one at a time on each
/// volume, so that a volume that fails or hangs holds up no other; what a crash cuts off is erased again. Volumes that are to be emptied
/// are emptied by this actor, wherever it runs. See <see cref="AggregateActor{TState, TEvent, TMessage}"/>.
/// </summary>
public sealed partial class PoolActor : AggregateActor<PoolState, IPoolEvent, IPoolMessage>
{
    /// <summary>Chunks erased in one call: 256 MiB of 1 MiB chunks, so that progress is stored every few seconds.</summary>
    public const int EraseCountMax = 256;

    private readonly PoolName _pool;
    private readonly IChunkEraser _eraser;
    private readonly IAggregateDirectory _directory;
    private readonly IAnnouncer _announcer;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<int, VolumeErasure> _erasures = [];
    private readonly HashSet<(LuUdid Lu, long Version)> _copying = [];
    private Task _recording = Task.CompletedTask;

    public PoolActor(
        PoolName pool, IChunkEraser eraser, IAggregateDirectory directory, IAnnouncer announcer, TimeProvider clock,
        AggregateSettings settings)
        : base($"pool-{pool}", PoolState.Empty, settings)
    {
        (_pool, _eraser, _directory, _announcer, _clock) = (pool, eraser, directory, announcer, clock);
        Command<RunErased>(Erased);
        Command<EraseFailed>(Failed);
        Command<EraseNext>(EraseAgain);
        Command<CopyEnded>(Copied);
        Command<HeaderWritten>(Noted);
        Command<MoveAnswered>(Moved);
        Command<MoveNext>(_ => BeginMoves());
        ReceiveLosses();
    }

    public static Props Props(
        PoolName pool, IChunkEraser eraser, IAggregateDirectory directory, IAnnouncer announcer, TimeProvider clock,
        AggregateSettings settings) =>
        Akka.Actor.Props.Create(() => new PoolActor(pool, eraser, directory, announcer, clock, settings));

    protected override Decision<IPoolEvent> Decide(PoolState state, IPoolMessage message) =>
        PoolDecisions.Decide(state, message, _clock.GetUtcNow());

    protected override PoolState Apply(PoolState state, IPoolEvent @event) => state.Apply(@event);

    protected override PoolState FromSnapshot(object snapshot) => PoolState.From((PoolSnapshot)snapshot);

    protected override ISnapshot ToSnapshot(PoolState state) => state.ToSnapshot();

    protected override ValueList<IEffect> Resume(PoolState state) => PoolDecisions.Resume(state);

    protected override void Run(IEffect effect)
    {
        switch (effect)
        {
            case EraseChunks erase:
                foreach (var run in erase.Runs.SelectMany(Slice))
                {
                    ErasureOf(run.Pv).Runs.Enqueue(run);
                    BeginErase(run.Pv);
                }

                break;
            case AnnouncePoolAlert alert:
                Log.Warning("Pool {0} is {1} percent full: {2}", alert.Pool, alert.UsedPercent, alert.Level);
                _announcer.Publish(new PoolAlertRaised(alert.Pool, alert.Level, alert.UsedPercent));
                break;
            case AnnounceOverCommit alert:
                Log.Warning(
                    "Pool {0} promises {1} percent of its size: {2}",
                    alert.Pool, alert.Percent, alert.Raised ? "alert" : "no alert any more");
                _announcer.Publish(new PoolOverCommitted(alert.Pool, alert.Raised, alert.Percent));
                break;
            case AnnounceVolumes volumes:
                _announcer.Publish(new PoolVolumesChanged(volumes.Pool));
                break;
            case CopyChunks copy:
                BeginCopy(copy);
                break;
            case TellOfLosses:
                BeginTelling();
                break;
            case EmptyReserves empty:
                EmptyReservesOn(empty.Index);
                break;
            case AnnounceDataLoss announce:
                Announce(announce.Loss);
                break;
            case MoveOffVolumes:
                BeginMoves();
                break;
            case RecordPv record:
                RecordHeader(record);
                break;
            default:
                throw new InvalidOperationException($"A pool has no effect {effect}.");
        }
    }

    protected override void PostStop()
    {
        _stopping.Cancel();
        base.PostStop();
    }

    private static IEnumerable<ChunkRun> Slice(ChunkRun run)
    {
        for (var first = run.First; first < run.End; first += EraseCountMax)
        {
            yield return run with { First = first, Count = Math.Min(EraseCountMax, run.End - first) };
        }
    }

    private VolumeErasure ErasureOf(int pv)
    {
        if (!_erasures.TryGetValue(pv, out var erasure))
            _erasures[pv] = erasure = new VolumeErasure();
        return erasure;
    }

    private void BeginErase(int pv)
    {
        var erasure = ErasureOf(pv);
        if (State.Pvs[pv].Status == PvStatus.GivenUp)
            erasure.Runs.Clear();
        if (erasure.IsBusy || !erasure.Runs.TryPeek(out var run))
        {
            return;
        }

        erasure.IsBusy = true;
        _eraser.EraseAsync(PoolDecisions.Describe(State), [run], _stopping.Token).PipeTo(
            Self,
            Self,
            success: () => new RunErased(run),
            failure: cause => new EraseFailed(run, cause.Message));
    }

    /// <summary>A repeat that comes while the copies run waits for the same end.</summary>
    private void BeginCopy(CopyChunks copy)
    {
        if (!_copying.Add((copy.Lu, copy.Version)))
            return;
        _eraser.CopyAsync(PoolDecisions.Describe(State), copy.Transfers, _stopping.Token).PipeTo(
            Self,
            Self,
            success: () => new CopyEnded(copy, null),
            failure: cause => new CopyEnded(copy, cause.Message));
    }

    private void Copied(CopyEnded ended)
    {
        var (lu, version) = (ended.Copy.Lu, ended.Copy.Version);
        _copying.Remove((lu, version));
        if (ended.Problem is { } problem)
            Log.Warning("Pool {0}: chunks of logical unit {1} cannot be copied: {2}", _pool, lu, problem);
        Complete(new ConcludeTransfer(
            _pool, lu, version, ended.Problem is null ? null : new Rejected(RejectionCode.Busy, $"The copies failed: {ended.Problem}")));
    }

    private void RecordHeader(RecordPv record)
    {
        var pv = State.Pvs[record.Index];
        var recording = RecordAfterAsync(_recording, PoolDecisions.Describe(State), pv);
        _recording = recording;
        recording.PipeTo(Self, Self);
    }

    // One header after the other: two writers of one would give it the same generation for different states.
    private async Task<HeaderWritten> RecordAfterAsync(Task before, PoolFound pool, PoolPv pv)
    {
        try
        {
            await before.ConfigureAwait(false);
            return new HeaderWritten(pv, await _eraser.RecordAsync(pool, pv, _stopping.Token).ConfigureAwait(false), null);
        }
        catch (Exception cause)
        {
            return new HeaderWritten(pv, 0, cause.Message);
        }
    }

    private void Noted(HeaderWritten written)
    {
        if (written.Problem is { } problem)
            Log.Warning("Pool {0}: the header of volume {1} is not written: {2}", _pool, written.Pv.Definition.Name, problem);
        else if (written.Generation > 0 && written.Pv.Status != PvStatus.Removed)
            Complete(new NotePvGeneration(_pool, written.Pv.Definition.Name, written.Generation));
    }

    private void Erased(RunErased erased)
    {
        var erasure = ErasureOf(erased.Run.Pv);
        (erasure.IsBusy, erasure.FailureCount) = (false, 0);
        erasure.Runs.TryDequeue(out _);
        Complete(new ConcludeErase(_pool, [erased.Run]));
        BeginErase(erased.Run.Pv);
    }

    private void Failed(EraseFailed failed)
    {
        var erasure = ErasureOf(failed.Run.Pv);
        var delay = Settings.RetryDelay(erasure.FailureCount++);
        Log.Warning(
            "Pool {0}: {1} chunks of volume {2} cannot be erased ({3}); tried again in {4}",
            _pool, failed.Run.Count, State.Pvs[failed.Run.Pv].Definition.Name, failed.Reason, delay);
        Timers.StartSingleTimer(new EraseNext(failed.Run.Pv), new EraseNext(failed.Run.Pv), delay);
    }

    private void EraseAgain(EraseNext next)
    {
        ErasureOf(next.Pv).IsBusy = false;
        BeginErase(next.Pv);
    }

    private sealed record CopyEnded(CopyChunks Copy, string? Problem) : INoSerializationVerificationNeeded;

    private sealed record HeaderWritten(PoolPv Pv, long Generation, string? Problem) : INoSerializationVerificationNeeded;

    private sealed record RunErased(ChunkRun Run) : INoSerializationVerificationNeeded;

    private sealed record EraseFailed(ChunkRun Run, string Reason) : INoSerializationVerificationNeeded;

    private sealed record EraseNext(int Pv) : INoSerializationVerificationNeeded;

    /// <summary>What of one volume is to be erased, in order; the first is under way while it is busy, or waits for its next try.</summary>
    private sealed class VolumeErasure
    {
        public Queue<ChunkRun> Runs { get; } = new();

        public int FailureCount { get; set; }

        public bool IsBusy { get; set; }
    }
}
