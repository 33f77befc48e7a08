using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Tests.Faults;

public enum VolumeOperation
{
    Read,
    Write,
    Zero,
    Flush,
    Probe,
}

/// <summary>A handle on a <see cref="MemoryMedium"/> whose operations can be held, failed, or made to throw.</summary>
public sealed class FaultyVolume(MemoryMedium medium) : IPhysicalVolume
{
    private readonly int _incarnation = medium.Incarnation;
    private readonly List<TaskCompletionSource> _held = [];
    private readonly Lock _sync = new();
    private bool _holding;
    private bool _disposed;

    public PvId Id => medium.Id;

    public PoolId Pool => medium.Pool;

    public ChunkSize ChunkSize => medium.ChunkSize;

    public long ChunkCount => medium.ChunkCount;

    /// <summary>Asked before each operation: null lets it happen.</summary>
    public Func<VolumeOperation, VolumeResult?>? Fail { get; set; }

    /// <summary>Operations that are held now.</summary>
    public int HeldCount
    {
        get
        {
            lock (_sync)
                return _held.Count;
        }
    }

    public int FlushCount { get; private set; }

    /// <summary>From now on operations take effect on the medium, and then wait.</summary>
    public void Hold()
    {
        lock (_sync)
            _holding = true;
    }

    public void Release()
    {
        List<TaskCompletionSource> held;
        lock (_sync)
        {
            _holding = false;
            held = [.. _held];
            _held.Clear();
        }

        held.ForEach(one => one.SetResult());
    }

    public ValueTask<VolumeResult> ReadAsync(long offsetBytes, Memory<byte> destination, CancellationToken cancellation)
    {
        CheckRange(offsetBytes, destination.Length);
        return RunAsync(VolumeOperation.Read, () => medium.Read(offsetBytes, destination.Span), cancellation);
    }

    public ValueTask<VolumeResult> WriteAsync(
        long offsetBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation)
    {
        CheckRange(offsetBytes, source.Length);
        Action write = durable ? () => medium.WriteDurable(offsetBytes, source.Span) : () => medium.Write(offsetBytes, source.Span);
        return RunAsync(VolumeOperation.Write, write, cancellation);
    }

    public ValueTask<VolumeResult> ZeroAsync(long offsetBytes, long lengthBytes, CancellationToken cancellation)
    {
        CheckRange(offsetBytes, lengthBytes);
        return RunAsync(VolumeOperation.Zero, () => medium.Zero(offsetBytes, lengthBytes), cancellation);
    }

    public ValueTask<VolumeResult> FlushAsync(CancellationToken cancellation)
    {
        FlushCount++;
        return RunAsync(VolumeOperation.Flush, medium.Flush, cancellation);
    }

    public ValueTask<VolumeResult> ProbeAsync(CancellationToken cancellation) => RunAsync(VolumeOperation.Probe, () => { }, cancellation);

    public void Dispose() => _disposed = true;

    private async ValueTask<VolumeResult> RunAsync(VolumeOperation operation, Action effect, CancellationToken cancellation)
    {
        if (_disposed || _incarnation != medium.Incarnation)
            return new VolumeResult(VolumeStatus.Lost, "The handle is closed.");
        if (cancellation.IsCancellationRequested)
            return new VolumeResult(VolumeStatus.Cancelled);
        if (Fail?.Invoke(operation) is { } failure)
            return failure;
        effect();
        TaskCompletionSource held;
        lock (_sync)
        {
            if (!_holding)
                return VolumeResult.Ok;
            held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _held.Add(held);
        }

        await held.Task;
        return VolumeResult.Ok;
    }

    private void CheckRange(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, medium.LengthBytes - length);
    }
}
