using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Devices;

/// <summary>
/// A physical volume on a block device or an NBD export: a 1 MiB header area (<see cref="VolumeHeaderCodec"/>) and the chunks.
/// Thread-safe.
/// <para>Once a flush has failed, all later ones fail until the volume is opened again: what could not be written may be
/// forgotten.</para>
/// </summary>
public sealed partial class DevicePhysicalVolume : IPhysicalVolume
{
    private readonly IVolumeDevice _device;
    private readonly string _path;
    private readonly long _dataBytes;
    private volatile VolumeHeader _header;
    private volatile Refused? _failedFlush;
    private volatile bool _disposed;
    private int? _damagedCopyOffset;
    private readonly Func<bool>? _mayAct;

    private DevicePhysicalVolume(
        IVolumeDevice device, string path, VolumeHeader header, VolumeOpenMode mode, Func<bool>? mayAct = null)
    {
        _mayAct = mayAct;
        (_device, _path, _header, Mode) = (device, path, header, mode);
        _dataBytes = header.ChunkCount << header.ChunkSize.Shift;
    }

    public PvId Id => _header.Id;

    public PoolId Pool => _header.Pool;

    public ChunkSize ChunkSize => _header.ChunkSize;

    public long ChunkCount => _header.ChunkCount;

    /// <summary>The header as this handle read or wrote it last.</summary>
    public VolumeHeader Header => _header;

    public VolumeOpenMode Mode { get; }

    /// <inheritdoc/>
    public ValueTask<VolumeResult> ReadAsync(long offsetBytes, Memory<byte> destination, CancellationToken cancellation)
    {
        CheckRange(offsetBytes, destination.Length);
        return Refuse(cancellation) is { } refused
            ? new(refused)
            : destination.IsEmpty ? VolumeResult.OkTask
            : _device.ReadAsync(VolumeHeader.AreaBytes + offsetBytes, destination, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<VolumeResult> WriteAsync(
        long offsetBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation)
    {
        CheckRange(offsetBytes, source.Length);
        return Refuse(cancellation) is { } refused
            ? new(refused)
            : source.IsEmpty ? VolumeResult.OkTask
            : _device.WriteAsync(VolumeHeader.AreaBytes + offsetBytes, source, durable, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<VolumeResult> ZeroAsync(long offsetBytes, long lengthBytes, CancellationToken cancellation)
    {
        CheckRange(offsetBytes, lengthBytes);
        return Refuse(cancellation) is { } refused
            ? new(refused)
            : lengthBytes == 0 ? VolumeResult.OkTask
            : _device.ZeroAsync(VolumeHeader.AreaBytes + offsetBytes, lengthBytes, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<VolumeResult> FlushAsync(CancellationToken cancellation)
    {
        if (Refuse(cancellation) is { } refused)
            return refused;
        if (_failedFlush is { } failed)
            return failed.Result;
        var flushed = await _device.FlushAsync(cancellation).ConfigureAwait(false);
        if (flushed.Status is VolumeStatus.WriteError or VolumeStatus.NoSpace)
        {
            _failedFlush = new Refused(
                flushed with { Detail = flushed.Detail + " Later flushes fail too, until the volume is opened again." });
        }

        return flushed;
    }

    /// <inheritdoc/>
    public async ValueTask<VolumeResult> ProbeAsync(CancellationToken cancellation)
    {
        if (Refuse(cancellation) is { } refused)
            return refused;
        var (read, copies) = await ReadCopiesAsync(_device, cancellation).ConfigureAwait(false);
        if (!read.IsOk)
            return read;
        return Different(copies.AsMemory(0, VolumeHeaderCodec.CopyBytes), copies.AsMemory(VolumeHeaderCodec.CopyBytes)) is { } problem
            ? new VolumeResult(VolumeStatus.Lost, $"Probing {this}: {problem}.")
            : VolumeResult.Ok;
    }

    /// <summary>
    /// Records another state in the header, durably, under the next generation. The pool then expects that generation.
    /// </summary>
    /// <exception cref="InvalidOperationException">Not opened as <see cref="VolumeOpenMode.Owner"/>.</exception>
    public async Task<VolumeResult> RecordStateAsync(VolumeState state, CancellationToken cancellation = default)
    {
        if (Mode != VolumeOpenMode.Owner)
            throw new InvalidOperationException($"The header of volume {Id} is written by the pool's owner; this handle is for data.");
        return await WriteHeaderAsync(_header with { State = state, Generation = _header.Generation + 1 }, cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Later I/O is answered <see cref="VolumeStatus.Lost"/>.</summary>
    public void Dispose()
    {
        _disposed = true;
        _device.Dispose();
    }

    public override string ToString() => $"volume {Id} in {_path}";

    /// <summary>A damaged or older copy first, so that an intact one remains at every moment.</summary>
    private async Task<VolumeResult> WriteHeaderAsync(VolumeHeader header, CancellationToken cancellation)
    {
        var copy = VolumeHeaderCodec.Encode(header);
        var firstOffset = _damagedCopyOffset ?? 0;
        var secondOffset = VolumeHeaderCodec.SecondCopyOffsetBytes - firstOffset;
        var first = await _device.WriteAsync(firstOffset, copy, durable: true, cancellation).ConfigureAwait(false);
        if (!first.IsOk)
            return first;
        (_header, _damagedCopyOffset) = (header, secondOffset);
        var second = await _device.WriteAsync(secondOffset, copy, durable: true, cancellation).ConfigureAwait(false);
        if (second.IsOk)
            _damagedCopyOffset = null;
        return second;
    }

    /// <summary>Null when the header copies name this volume.</summary>
    private string? Different(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        var found = VolumeHeaderCodec.Choose(first.Span, second.Span, out _, out var problem);
        return found is null ? problem
            : found.Id != Id || found.Pool != Pool ? $"its header now names volume {found.Id} of pool {found.Pool}"
            : found.Generation < _header.Generation ? "its header is older than it was; an old copy took its place"
            : null;
    }

    private VolumeResult? Refuse(CancellationToken cancellation) =>
        _disposed ? new VolumeResult(VolumeStatus.Lost, $"Using {this}: the volume was closed.")
        : cancellation.IsCancellationRequested ? new VolumeResult(VolumeStatus.Cancelled)
        : _mayAct is { } mayAct && !mayAct()
            ? new VolumeResult(VolumeStatus.Fenced, $"Using {this}: this process may have been given up by the others.")
            : null;

    private void CheckRange(long offsetBytes, long lengthBytes)
    {
        if (offsetBytes < 0 || lengthBytes < 0 || offsetBytes > _dataBytes - lengthBytes)
        {
            throw new ArgumentOutOfRangeException(
                nameof(offsetBytes), offsetBytes, $"{lengthBytes} bytes from here are not inside {this} of {_dataBytes} data bytes.");
        }
    }

    private sealed record Refused(VolumeResult Result);
}
