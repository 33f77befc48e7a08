using System.Runtime.CompilerServices;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Paths;

internal enum PathIoKind
{
    Read,
    Write,
    Zero,
    Flush,
}

/// <summary>An I/O with its arguments, for the way that is not the fast one.</summary>
internal readonly record struct PathIo(PathIoKind Kind, ChunkAddress Chunk, int WithinBytes)
{
    public Memory<byte> Destination { get; init; }

    public ReadOnlyMemory<byte> Source { get; init; }

    public bool Durable { get; init; }

    public long ChunkCount { get; init; }
}

/// <content>I/O under a disturbance, and the kinds that need not be fast.</content>
public sealed partial class StoragePath
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<StorageResult> DisturbedAsync(PathIo io, CancellationToken cancellation)
    {
        if (Find(io.Chunk.PvIndex) is null && _reach is not null && !_isCutInjected)
            await _reach(io.Chunk.PvIndex, cancellation).ConfigureAwait(false);
        if (Find(io.Chunk.PvIndex) is not { } volume)
            return NoVolume(io.Chunk.PvIndex);
        var condition = volume.Condition;
        if (condition.State == PathState.Down)
            return Refuse(volume);
        if (condition.Fault is InjectedFault.Slow slow
            && !await HoldBackAsync(slow.Latency, volume, condition, cancellation).ConfigureAwait(false))
            return Refuse(volume);
        if (condition.Fault is InjectedFault.MediumError error && io.Kind is PathIoKind.Read or PathIoKind.Write && Hits(error))
        {
            var kind = io.Kind == PathIoKind.Read ? VolumeStatus.ReadError : VolumeStatus.WriteError;
            return End(volume, condition, new VolumeResult(kind, "An injected medium error."));
        }

        return await FinishAsync(StartAsync(volume.Volume, io, condition.Cut.Token), io, volume, condition).ConfigureAwait(false);
    }

    private static async ValueTask<VolumeResult> StartAsync(IPhysicalVolume volume, PathIo io, CancellationToken cut)
    {
        var offset = OffsetOf(volume, io.Chunk, io.WithinBytes);
        return io.Kind switch
        {
            PathIoKind.Read => await volume.ReadAsync(offset, io.Destination, cut).ConfigureAwait(false),
            PathIoKind.Write => await volume.WriteAsync(offset, io.Source, io.Durable, cut).ConfigureAwait(false),
            PathIoKind.Zero => await volume.ZeroAsync(offset, volume.ChunkSize.OffsetOf(io.ChunkCount), cut).ConfigureAwait(false),
            PathIoKind.Flush => await volume.FlushAsync(cut).ConfigureAwait(false),
            _ => throw new InvalidOperationException($"Unknown kind of I/O {io.Kind}."),
        };
    }

    /// <summary>False when the path was cut meanwhile.</summary>
    private async Task<bool> HoldBackAsync(
        TimeSpan latency, PathVolume volume, PathCondition condition, CancellationToken cancellation)
    {
        var begun = volume.Counters.BeginWait();
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(condition.Cut.Token, cancellation);
            await Task.Delay(latency, _time, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (condition.Cut.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            volume.Counters.EndWait(begun);
        }

        return !condition.Cut.IsCancellationRequested;
    }

    private static StorageResult Refuse(PathVolume volume)
    {
        volume.Counters.NoteAnswer();
        volume.Counters.NoteFailure();
        return StorageResult.PathLost;
    }

    private bool Hits(InjectedFault.MediumError error) => Interlocked.Increment(ref _disturbedCount) % error.EveryNth == 0;
}
