using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Aggregates;
using VioActors.Domain.Common;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;

namespace VioActors.Actors.Pool;

/// <summary>
/// The chunks of one pool. One per pool in the cluster. Chunks that came back are erased in slices, one at a time, by this node; what a
/// crash cuts off is erased again. See <see cref="AggregateActor{TState, TEvent, TMessage}"/>.
/// </summary>
public sealed class PoolActor : AggregateActor<PoolState, IPoolEvent, IPoolMessage>
{
    /// <summary>Chunks erased in one call: 256 MiB of 1 MiB chunks, so that progress is stored every few seconds.</summary>
    public const int EraseCountMax = 256;

    private readonly PoolName _pool;
    private readonly IChunkEraser _eraser;
    private readonly IAnnouncer _announcer;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Queue<ChunkRun> _toErase = new();
    private readonly HashSet<(LuUdid Lu, long Version)> _copying = [];
    private int _failures;
    private bool _isErasing;

    public PoolActor(PoolName pool, IChunkEraser eraser, IAnnouncer announcer, TimeProvider clock, AggregateSettings settings)
        : base($"pool-{pool}", PoolState.Empty, settings)
    {
        (_pool, _eraser, _announcer, _clock) = (pool, eraser, announcer, clock);
        Command<RunErased>(Erased);
        Command<EraseFailed>(Failed);
        Command<EraseNext>(_ => BeginErase());
        Command<CopyEnded>(Copied);
        Command<HeaderWritten>(Noted);
    }

    public static Props Props(PoolName pool, IChunkEraser eraser, IAnnouncer announcer, TimeProvider clock, AggregateSettings settings) =>
        Akka.Actor.Props.Create(() => new PoolActor(pool, eraser, announcer, clock, settings));

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
                    _toErase.Enqueue(run);
                }

                BeginErase();
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

    private void BeginErase()
    {
        if (_isErasing || !_toErase.TryPeek(out var run))
        {
            return;
        }

        _isErasing = true;
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
        _eraser.RecordAsync(PoolDecisions.Describe(State), pv, _stopping.Token).PipeTo(
            Self,
            Self,
            success: generation => new HeaderWritten(pv, generation, null),
            failure: cause => new HeaderWritten(pv, 0, cause.Message));
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
        _isErasing = false;
        _failures = 0;
        _toErase.Dequeue();
        Complete(new ConcludeErase(_pool, [erased.Run]));
        BeginErase();
    }

    private void Failed(EraseFailed failed)
    {
        var delay = Settings.RetryDelay(_failures++);
        Log.Warning(
            "Pool {0}: {1} chunks of volume {2} cannot be erased ({3}); tried again in {4}",
            _pool, failed.Run.Count, State.Pvs[failed.Run.Pv].Definition.Name, failed.Reason, delay);
        _isErasing = false;
        Timers.StartSingleTimer(nameof(EraseNext), EraseNext.Instance, delay);
    }

    private sealed record CopyEnded(CopyChunks Copy, string? Problem) : INoSerializationVerificationNeeded;

    private sealed record HeaderWritten(PoolPv Pv, long Generation, string? Problem) : INoSerializationVerificationNeeded;

    private sealed record RunErased(ChunkRun Run) : INoSerializationVerificationNeeded;

    private sealed record EraseFailed(ChunkRun Run, string Reason) : INoSerializationVerificationNeeded;

    private sealed class EraseNext : INoSerializationVerificationNeeded
    {
        public static EraseNext Instance { get; } = new();
    }
}
