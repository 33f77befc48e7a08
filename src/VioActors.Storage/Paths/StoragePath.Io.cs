using System.Runtime.CompilerServices;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Paths;

/// <content>I/O.</content>
public sealed partial class StoragePath
{
    private const int FenceTriesMax = 100;
    private static readonly TimeSpan FencePause = TimeSpan.FromMilliseconds(50);
    private long _inFlight;
    private long _answered;
    private long _failed;
    private long _waited;
    private long _waitedTicks;
    private long _progressAt;
    private long _disturbedCount;

    public PathFigures Figures
    {
        get
        {
            var inFlight = Volatile.Read(ref _inFlight);
            var since = inFlight == 0 ? TimeSpan.Zero : _time.GetElapsedTime(Volatile.Read(ref _progressAt));
            return new PathFigures(
                inFlight,
                Volatile.Read(ref _answered),
                Volatile.Read(ref _failed),
                Volatile.Read(ref _waited),
                _time.GetElapsedTime(0, Volatile.Read(ref _waitedTicks)),
                since);
        }
    }

    /// <inheritdoc/>
    public ValueTask<StorageResult> ReadAsync(
        ChunkAddress chunk, int withinBytes, Memory<byte> destination, CancellationToken cancellation)
    {
        var condition = _condition;
        if (!condition.IsPlain || VolumeOf(chunk.PvIndex) is not { } volume)
            return DisturbedAsync(new PathIo(PathIoKind.Read, chunk, withinBytes) { Destination = destination }, condition, cancellation);
        ValueTask<VolumeResult> pending;
        try
        {
            pending = volume.ReadAsync(OffsetOf(volume, chunk, withinBytes), destination, condition.Cut.Token);
        }
        catch (Exception thrown) when (thrown is not ArgumentException)
        {
            return new(End(condition, chunk.PvIndex, Thrown(thrown)));
        }

        if (pending.IsCompletedSuccessfully && pending.Result is { Status: not VolumeStatus.Fenced } outcome)
            return new(End(condition, chunk.PvIndex, outcome));
        return FinishAsync(
            pending, new PathIo(PathIoKind.Read, chunk, withinBytes) { Destination = destination }, condition);
    }

    /// <inheritdoc/>
    public ValueTask<StorageResult> WriteAsync(
        ChunkAddress chunk, int withinBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation)
    {
        var condition = _condition;
        if (!condition.IsPlain || VolumeOf(chunk.PvIndex) is not { } volume)
        {
            var io = new PathIo(PathIoKind.Write, chunk, withinBytes) { Source = source, Durable = durable };
            return DisturbedAsync(io, condition, cancellation);
        }

        ValueTask<VolumeResult> pending;
        try
        {
            pending = volume.WriteAsync(OffsetOf(volume, chunk, withinBytes), source, durable, condition.Cut.Token);
        }
        catch (Exception thrown) when (thrown is not ArgumentException)
        {
            return new(End(condition, chunk.PvIndex, Thrown(thrown)));
        }

        if (pending.IsCompletedSuccessfully && pending.Result is { Status: not VolumeStatus.Fenced } outcome)
            return new(End(condition, chunk.PvIndex, outcome));
        return FinishAsync(
            pending, new PathIo(PathIoKind.Write, chunk, withinBytes) { Source = source, Durable = durable }, condition);
    }

    /// <inheritdoc/>
    public ValueTask<StorageResult> ZeroAsync(ChunkExtent extent, CancellationToken cancellation)
    {
        var first = new ChunkAddress(extent.PvIndex, extent.Start);
        return DisturbedAsync(new PathIo(PathIoKind.Zero, first, 0) { ChunkCount = extent.Count }, _condition, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<StorageResult> FlushAsync(CancellationToken cancellation)
    {
        var flushes = new List<Task<StorageResult>>();
        foreach (var pvIndex in PvIndexes)
        {
            var io = new PathIo(PathIoKind.Flush, new ChunkAddress(pvIndex, 0), 0);
            flushes.Add(DisturbedAsync(io, _condition, cancellation).AsTask());
        }

        var results = await Task.WhenAll(flushes).ConfigureAwait(false);
        return results.FirstOrDefault(result => result != StorageResult.Ok);
    }

    /// <summary>
    /// Tries the path whatever its state, under the disturbance in force, on every volume: <see cref="StorageResult.Ok"/> says that it may
    /// be brought up.
    /// </summary>
    public async ValueTask<(StorageResult Result, string Detail)> ProbeAsync(CancellationToken cancellation)
    {
        var condition = _condition;
        if (condition.IsCutInjected)
            return (StorageResult.PathLost, "An injected cut is in force.");
        if (condition.Fault is InjectedFault.Slow slow)
            await Task.Delay(slow.Latency, _time, cancellation).ConfigureAwait(false);
        if (condition.Fault is InjectedFault.MediumError)
            return (StorageResult.ReadError, "An injected medium error is in force.");
        foreach (var (pvIndex, volume) in Volatile.Read(ref _volumes))
        {
            VolumeResult result;
            try
            {
                result = await volume.ProbeAsync(cancellation).ConfigureAwait(false);
            }
            catch (Exception thrown) when (thrown is not OperationCanceledException)
            {
                result = Thrown(thrown);
            }

            if (!result.IsOk)
                return (Translate(result.Status), $"Volume {pvIndex} ({volume.Id}): {result.Detail}");
        }

        return (StorageResult.Ok, "");
    }

    private static long OffsetOf(IPhysicalVolume volume, ChunkAddress chunk, int withinBytes) =>
        volume.ChunkSize.OffsetOf(chunk.ChunkIndex) + withinBytes;

    private static VolumeResult Thrown(Exception thrown) =>
        new(VolumeStatus.Lost, $"The volume failed unexpectedly: {thrown.GetType().Name}: {thrown.Message}");

    private static StorageResult Translate(VolumeStatus status) => status switch
    {
        VolumeStatus.Ok => StorageResult.Ok,
        VolumeStatus.ReadError => StorageResult.ReadError,
        VolumeStatus.WriteError => StorageResult.WriteError,
        VolumeStatus.NoSpace => StorageResult.SpaceExhausted,
        VolumeStatus.Lost or VolumeStatus.Cancelled => StorageResult.PathLost,
        VolumeStatus.Fenced => StorageResult.NotReady,
        _ => throw new InvalidOperationException($"A volume answered with the unknown status {status}."),
    };

    private IPhysicalVolume? VolumeOf(int pvIndex)
    {
        var volumes = Volatile.Read(ref _volumeByIndex);
        return (uint)pvIndex < (uint)volumes.Length ? volumes[pvIndex] : null;
    }

    private StorageResult NoVolume(int pvIndex)
    {
        _observer.OnIoFailure(this, new PathIoFailure(pvIndex, StorageResult.PathLost, $"Path {Name} does not reach volume {pvIndex}."));
        return StorageResult.PathLost;
    }

    private StorageResult End(PathCondition condition, int pvIndex, VolumeResult outcome)
    {
        Interlocked.Increment(ref _answered);
        if (outcome.IsOk && !condition.Cut.IsCancellationRequested)
            return StorageResult.Ok;
        Interlocked.Increment(ref _failed);
        var result = condition.Cut.IsCancellationRequested ? StorageResult.PathLost : Translate(outcome.Status);
        if (outcome.Status == VolumeStatus.Lost)
            TakeDown(PathCause.VolumeLost, $"Volume {pvIndex}: {outcome.Detail}");
        else if (result != StorageResult.PathLost)
            _observer.OnIoFailure(this, new PathIoFailure(pvIndex, result, outcome.Detail ?? ""));
        return result;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<StorageResult> FinishAsync(ValueTask<VolumeResult> pending, PathIo io, PathCondition condition)
    {
        var begun = BeginWait();
        VolumeResult outcome;
        try
        {
            outcome = await pending.ConfigureAwait(false);
            for (var waited = 0; outcome.Status == VolumeStatus.Fenced && waited < FenceTriesMax; waited++)
                outcome = await TryAgainAsync(io, condition).ConfigureAwait(false);
        }
        catch (Exception thrown) when (thrown is not ArgumentException)
        {
            outcome = Thrown(thrown);
        }
        finally
        {
            EndWait(begun);
        }

        return End(condition, io.Chunk.PvIndex, outcome);
    }

    /// <summary>A process that is slow and not gone may act again soon; one that is gone has nobody who would ask it again.</summary>
    private async ValueTask<VolumeResult> TryAgainAsync(PathIo io, PathCondition condition)
    {
        try
        {
            await Task.Delay(FencePause, _time, condition.Cut.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new VolumeResult(VolumeStatus.Cancelled);
        }

        return VolumeOf(io.Chunk.PvIndex) is { } volume
            ? await StartAsync(volume, io, condition.Cut.Token).ConfigureAwait(false)
            : new VolumeResult(VolumeStatus.Lost, "The volume was taken out meanwhile.");
    }

    private long BeginWait()
    {
        var now = _time.GetTimestamp();
        if (Interlocked.Increment(ref _inFlight) == 1)
            Volatile.Write(ref _progressAt, now);
        return now;
    }

    private void EndWait(long begun)
    {
        var now = _time.GetTimestamp();
        Interlocked.Decrement(ref _inFlight);
        Interlocked.Increment(ref _waited);
        Interlocked.Add(ref _waitedTicks, now - begun);
        Volatile.Write(ref _progressAt, now);
    }
}
