using Microsoft.Win32.SafeHandles;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Devices;

/// <summary>
/// A block device of this host, or for tests a file used as one. Thread-safe.
/// <para>Past the page cache (O_DIRECT) where the system allows it: several hosts that share a device do not share a cache. Buffers of
/// callers are not aligned, so each transfer goes through an aligned one. Each I/O holds a thread of the device's own while it works, at
/// most <see cref="InFlightMax"/> of them; more wait without one.</para>
/// </summary>
public sealed class BlockDevice : IVolumeDevice
{
    /// <summary>I/Os of one device at once.</summary>
    public const int InFlightMax = VolumeThreads.CountMax;

    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly AlignedBuffers _buffers = new();
    private readonly VolumeThreads _threads = new("device I/O");
    private readonly SemaphoreSlim _slots = new(InFlightMax);
    private readonly Lock _partial = new();
    private readonly Func<bool>? _mayAct;

    private BlockDevice(SafeFileHandle file, string path, long lengthBytes, int sectorBytes, bool isDirect, Func<bool>? mayAct)
    {
        _mayAct = mayAct;
        (_file, _path, LengthBytes, SectorBytes, IsDirect) = (file, path, lengthBytes, sectorBytes, isDirect);
    }

    /// <inheritdoc/>
    public long LengthBytes { get; }

    /// <inheritdoc/>
    public int SectorBytes { get; }

    /// <summary>Past the page cache. Off where the system refuses it (some file systems).</summary>
    public bool IsDirect { get; }

    /// <summary>Nothing to do: an open device stays the same one.</summary>
    public Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>, string?>? VerifyHeader
    {
        set => _ = value;
    }

    /// <summary>Whether the path is that of a block device.</summary>
    public static bool IsBlockDevice(string path)
    {
        if (!LinuxFile.IsAvailable)
            return false;
        using var file = LinuxFile.OpenReadWrite(path, direct: false);
        return !file.IsInvalid && LinuxFile.TryStatus(file, out var status) && status.IsBlockDevice;
    }

    /// <summary>Opens it; its size and sector are what the kernel says.</summary>
    /// <param name="path">Of the device.</param>
    /// <param name="mayAct">See <see cref="FileVolumeOptions.MayAct"/>.</param>
    /// <exception cref="IOException">It cannot be opened; the message names it and says why.</exception>
    /// <exception cref="PlatformNotSupportedException">Not a 64-bit Linux.</exception>
    public static BlockDevice Open(string path, Func<bool>? mayAct = null)
    {
        if (!LinuxFile.IsAvailable)
            throw new PlatformNotSupportedException($"Opening {path}: block devices need a 64-bit Linux.");
        var file = LinuxFile.OpenReadWrite(path, direct: true);
        var isDirect = !file.IsInvalid;
        if (!isDirect)
            file = LinuxFile.OpenReadWrite(path, direct: false);
        if (file.IsInvalid)
            throw new IOException($"Opening {path}: {LinuxFile.LastError()}.");
        var (length, sector) = LinuxFile.TryStatus(file, out var status) && status.IsBlockDevice
            ? LinuxFile.BlockDeviceSize(file)
            : (status.LengthBytes, 512);
        if (length >= sector)
            return new BlockDevice(file, path, length - (length % sector), sector, isDirect, mayAct);
        file.Dispose();
        throw new IOException($"Opening {path}: it has no size.");
    }

    /// <inheritdoc/>
    public ValueTask<VolumeResult> ReadAsync(long positionBytes, Memory<byte> destination, CancellationToken cancellation) =>
        RunAsync(
            () => Read(positionBytes, destination.Span) is var read && read.IsOk && IsFenced ? Fenced() : read,
            VolumeStatus.ReadError, $"Reading {_path}", cancellation);

    /// <inheritdoc/>
    public ValueTask<VolumeResult> WriteAsync(
        long positionBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation) =>
        RunAsync(() => Write(positionBytes, source.Span, durable), VolumeStatus.WriteError, $"Writing {_path}", cancellation);

    /// <inheritdoc/>
    public ValueTask<VolumeResult> ZeroAsync(long positionBytes, long lengthBytes, CancellationToken cancellation) =>
        RunAsync(() => Zero(positionBytes, lengthBytes), VolumeStatus.WriteError, $"Zeroing {_path}", cancellation);

    /// <inheritdoc/>
    public ValueTask<VolumeResult> FlushAsync(CancellationToken cancellation) => RunAsync(
        () =>
        {
            RandomAccess.FlushToDisk(_file);
            return VolumeResult.Ok;
        },
        VolumeStatus.WriteError, $"Flushing {_path}", cancellation);

    /// <inheritdoc/>
    public bool TryOwn() => LinuxFile.TryLockExclusive(_file, VolumeHeaderCodec.CopyBytes);

    public void Dispose()
    {
        _file.Dispose();
        _buffers.Dispose();
        _threads.Dispose();
    }

    private async ValueTask<VolumeResult> RunAsync(
        Func<VolumeResult> work, VolumeStatus failure, string doing, CancellationToken cancellation)
    {
        try
        {
            await _slots.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new VolumeResult(VolumeStatus.Cancelled);
        }

        try
        {
            await _threads;
            return work();
        }
        catch (Exception thrown) when (FileFailure.Of(thrown, failure, doing) is not null)
        {
            return FileFailure.Of(thrown, failure, doing)!.Value;
        }
        finally
        {
            _slots.Release();
        }
    }

    private VolumeResult Read(long position, Span<byte> destination)
    {
        using var block = _buffers.Rent();
        while (!destination.IsEmpty)
        {
            var (start, length, skip) = Around(position, destination.Length);
            for (var done = 0; done < length;)
            {
                var read = RandomAccess.Read(_file, block.Span[done..length], start + done);
                if (read == 0)
                    return new VolumeResult(VolumeStatus.Lost, $"Reading {_path}: it ends at {start + done}; the device became smaller.");
                done += read;
            }

            var taken = Math.Min(destination.Length, length - skip);
            block.Span.Slice(skip, taken).CopyTo(destination);
            destination = destination[taken..];
            position += taken;
        }

        return VolumeResult.Ok;
    }

    private VolumeResult Write(long position, ReadOnlySpan<byte> source, bool durable)
    {
        using var block = _buffers.Rent();
        while (!source.IsEmpty)
        {
            var (start, length, skip) = Around(position, source.Length);
            var taken = Math.Min(source.Length, length - skip);
            VolumeResult result;
            if (taken == length)
            {
                source[..taken].CopyTo(block.Span);
                result = WriteAligned(start, block.Span[..length], durable);
            }
            else
            {
                // A part of a sector: all of it is read, and written again, by one at a time.
                lock (_partial)
                {
                    var read = Read(start, block.Span[..length]);
                    source[..taken].CopyTo(block.Span[skip..]);
                    result = read.IsOk ? WriteAligned(start, block.Span[..length], durable) : read;
                }
            }

            if (!result.IsOk)
                return result;
            source = source[taken..];
            position += taken;
        }

        return VolumeResult.Ok;
    }

    private bool IsFenced => _mayAct is { } mayAct && !mayAct();

    private VolumeResult Fenced() =>
        new(VolumeStatus.Fenced, $"Using {_path}: this process may have been given up by the others.");

    private VolumeResult WriteAligned(long position, ReadOnlySpan<byte> source, bool durable)
    {
        while (!source.IsEmpty)
        {
            if (IsFenced)
                return Fenced();
            var written = durable ? LinuxFile.WriteDurable(_file, position, source) : LinuxFile.Write(_file, position, source);
            if (written < 0)
                return FileFailure.OfErrno(-written, VolumeStatus.WriteError, $"Writing {_path}");
            position += written;
            source = source[written..];
        }

        return VolumeResult.Ok;
    }

    private VolumeResult Zero(long position, long length)
    {
        if (IsFenced)
            return Fenced();
        if (((position | length) & (SectorBytes - 1)) == 0)
        {
            var errno = -LinuxFile.PunchHole(_file, position, length);
            if (errno is LinuxFile.Eopnotsupp or LinuxFile.Enosys)
                errno = -LinuxFile.ZeroRange(_file, position, length);
            if (errno == 0)
                return VolumeResult.Ok;
            if (errno is not (LinuxFile.Eopnotsupp or LinuxFile.Enosys or LinuxFile.Einval))
                return FileFailure.OfErrno(errno, VolumeStatus.WriteError, $"Zeroing {_path}");
        }

        var zeros = new byte[Math.Min(length, AlignedBuffers.BlockBytes)];
        for (long done = 0; done < length; done += zeros.Length)
        {
            var written = Write(position + done, zeros.AsSpan(0, (int)Math.Min(zeros.Length, length - done)), durable: false);
            if (!written.IsOk)
                return written;
        }

        return VolumeResult.Ok;
    }

    /// <summary>Whole sectors from the one of the position on, of at most one block, and where in them the position is.</summary>
    private (long Start, int Length, int Skip) Around(long position, int length)
    {
        var start = position & ~(SectorBytes - 1L);
        var end = (position + length + SectorBytes - 1) & ~(SectorBytes - 1L);
        var isWhole = start == position;
        var whole = (position + length) & ~(SectorBytes - 1L);
        if (isWhole && whole > start)
            end = whole;
        else if (!isWhole)
            end = start + SectorBytes;
        return (start, (int)Math.Min(end - start, AlignedBuffers.BlockBytes), (int)(position - start));
    }
}
