using System.Runtime.CompilerServices;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Paths;

/// <content>I/O.</content>
public sealed partial class StoragePath
{
    private const int FenceTriesMax = 100;
    private static readonly TimeSpan FencePause = TimeSpan.FromMilliseconds(50);
    private long _disturbedCount;

    /// <inheritdoc/>
    public ValueTask<StorageResult> ReadAsync(
        ChunkAddress chunk, int withinBytes, Memory<byte> destination, CancellationToken cancellation)
    {
        if (Find(chunk.PvIndex) is not { } volume || volume.Condition is not { IsPlain: true } condition)
            return DisturbedAsync(new PathIo(PathIoKind.Read, chunk, withinBytes) { Destination = destination }, cancellation);
        ValueTask<VolumeResult> pending;
        try
        {
            pending = volume.Volume.ReadAsync(OffsetOf(volume.Volume, chunk, withinBytes), destination, condition.Cut.Token);
        }
        catch (Exception thrown) when (thrown is not ArgumentException)
        {
            return new(End(volume, condition, Thrown(thrown)));
        }

        if (pending.IsCompletedSuccessfully && pending.Result is { Status: not VolumeStatus.Fenced } outcome)
            return new(End(volume, condition, outcome));
        return FinishAsync(
            pending, new PathIo(PathIoKind.Read, chunk, withinBytes) { Destination = destination }, volume, condition);
    }

    /// <inheritdoc/>
    public ValueTask<StorageResult> WriteAsync(
        ChunkAddress chunk, int withinBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation)
    {
        if (Find(chunk.PvIndex) is not { } volume || volume.Condition is not { IsPlain: true } condition)
        {
            var io = new PathIo(PathIoKind.Write, chunk, withinBytes) { Source = source, Durable = durable };
            return DisturbedAsync(io, cancellation);
        }

        ValueTask<VolumeResult> pending;
        try
        {
            pending = volume.Volume.WriteAsync(OffsetOf(volume.Volume, chunk, withinBytes), source, durable, condition.Cut.Token);
        }
        catch (Exception thrown) when (thrown is not ArgumentException)
        {
            return new(End(volume, condition, Thrown(thrown)));
        }

        if (pending.IsCompletedSuccessfully && pending.Result is { Status: not VolumeStatus.Fenced } outcome)
            return new(End(volume, condition, outcome));
        return FinishAsync(
            pending, new PathIo(PathIoKind.Write, chunk, withinBytes) { Source = source, Durable = durable }, volume, condition);
    }

    /// <inheritdoc/>
    public ValueTask<StorageResult> ZeroAsync(ChunkExtent extent, CancellationToken cancellation)
    {
        var first = new ChunkAddress(extent.PvIndex, extent.Start);
        return DisturbedAsync(new PathIo(PathIoKind.Zero, first, 0) { ChunkCount = extent.Count }, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<StorageResult> FlushAsync(int pvIndex, CancellationToken cancellation) =>
        DisturbedAsync(new PathIo(PathIoKind.Flush, new ChunkAddress(pvIndex, 0), 0), cancellation);

    /// <summary>
    /// Tries the path whatever its state, under the disturbances in force, on every volume: <see cref="StorageResult.Ok"/> says that all of
    /// it may be brought up.
    /// </summary>
    public async ValueTask<(StorageResult Result, string Detail)> ProbeAsync(CancellationToken cancellation)
    {
        if (_isCutInjected)
            return (StorageResult.PathLost, "An injected cut is in force.");
        foreach (var pvIndex in PvIndexes)
        {
            var (result, detail) = await ProbeAsync(pvIndex, cancellation).ConfigureAwait(false);
            if (result != StorageResult.Ok)
                return (result, $"Volume {pvIndex}: {detail}");
        }

        return (StorageResult.Ok, "");
    }

    /// <summary>The same for one volume.</summary>
    public async ValueTask<(StorageResult Result, string Detail)> ProbeAsync(int pvIndex, CancellationToken cancellation)
    {
        if (Find(pvIndex) is not { } volume)
            return (StorageResult.PathLost, "The path does not reach it.");
        var condition = volume.Condition;
        if (condition.IsCutInjected)
            return (StorageResult.PathLost, "An injected cut is in force.");
        if (condition.Fault is InjectedFault.Slow slow)
            await Task.Delay(slow.Latency, _time, cancellation).ConfigureAwait(false);
        if (condition.Fault is InjectedFault.MediumError)
            return (StorageResult.ReadError, "An injected medium error is in force.");
        VolumeResult result;
        try
        {
            result = await volume.Volume.ProbeAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException)
        {
            result = Thrown(thrown);
        }

        return result.IsOk ? (StorageResult.Ok, "") : (Translate(result.Status), result.Detail ?? result.Status.ToString());
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
        VolumeStatus.GivenUp => StorageResult.DataLost,
        _ => throw new InvalidOperationException($"A volume answered with the unknown status {status}."),
    };

    private StorageResult NoVolume(int pvIndex)
    {
        _observer.OnIoFailure(this, new PathIoFailure(pvIndex, StorageResult.PathLost, $"Path {Name} does not reach volume {pvIndex}."));
        return StorageResult.PathLost;
    }

    private StorageResult End(PathVolume volume, PathCondition condition, VolumeResult outcome)
    {
        volume.Counters.NoteAnswer();
        if (outcome.IsOk && !condition.Cut.IsCancellationRequested)
            return StorageResult.Ok;

        // No fault of the way to it: it is not judged by that.
        if (outcome.Status == VolumeStatus.GivenUp && !condition.Cut.IsCancellationRequested)
            return StorageResult.DataLost;
        volume.Counters.NoteFailure();
        var result = condition.Cut.IsCancellationRequested ? StorageResult.PathLost : Translate(outcome.Status);
        if (outcome.Status == VolumeStatus.Lost)
            TakeDown(volume, PathCause.VolumeLost, outcome.Detail ?? "It was lost.");
        else if (result != StorageResult.PathLost)
            _observer.OnIoFailure(this, new PathIoFailure(volume.Index, result, outcome.Detail ?? ""));
        return result;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<StorageResult> FinishAsync(
        ValueTask<VolumeResult> pending, PathIo io, PathVolume volume, PathCondition condition)
    {
        var begun = volume.Counters.BeginWait();
        VolumeResult outcome;
        try
        {
            outcome = await pending.ConfigureAwait(false);
            for (var waited = 0; outcome.Status == VolumeStatus.Fenced && waited < FenceTriesMax; waited++)
                outcome = await TryAgainAsync(io, volume, condition).ConfigureAwait(false);
        }
        catch (Exception thrown) when (thrown is not ArgumentException)
        {
            outcome = Thrown(thrown);
        }
        finally
        {
            volume.Counters.EndWait(begun);
        }

        return End(volume, condition, outcome);
    }

    /// <summary>A process that is slow and not gone may act again soon; one that is gone has nobody who would ask it again.</summary>
    private async ValueTask<VolumeResult> TryAgainAsync(PathIo io, PathVolume volume, PathCondition condition)
    {
        try
        {
            await Task.Delay(FencePause, _time, condition.Cut.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new VolumeResult(VolumeStatus.Cancelled);
        }

        return Find(io.Chunk.PvIndex) == volume
            ? await StartAsync(volume.Volume, io, condition.Cut.Token).ConfigureAwait(false)
            : new VolumeResult(VolumeStatus.Lost, "The volume was taken out meanwhile.");
    }
}
