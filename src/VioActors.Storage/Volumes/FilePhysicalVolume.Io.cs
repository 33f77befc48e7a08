using System.Runtime.CompilerServices;

namespace VioActors.Storage.Volumes;

/// <content>Reads and writes.</content>
public sealed partial class FilePhysicalVolume
{
    private bool _readNoWait;
    private bool _writeNoWait;

    /// <inheritdoc/>
    public ValueTask<VolumeResult> ReadAsync(long offsetBytes, Memory<byte> destination, CancellationToken cancellation)
    {
        CheckRange(offsetBytes, destination.Length);
        if (cancellation.IsCancellationRequested)
            return new(new VolumeResult(VolumeStatus.Cancelled));
        var position = VolumeHeader.AreaBytes + offsetBytes;
        if (destination.Length > _options.PageCacheBytesMax || _file.IsClosed)
            return ReadWaitingAsync(position, destination);
        if (!Volatile.Read(ref _readNoWait))
            return MayTryHere() ? ReadHere(position, destination) : ReadWaitingAsync(position, destination);
        var read = ReadFromCache(position, destination.Span);
        if (read == destination.Length)
            return IsFenced ? new(Fenced("Reading")) : VolumeResult.OkTask;
        if (read < 0 && !TakesOtherWay(-read, ref _readNoWait))
            return new(FileFailure.OfErrno(-read, VolumeStatus.ReadError, $"Reading {this} at {offsetBytes}"));
        return ReadWaitingAsync(position + Math.Max(0, read), destination[Math.Max(0, read)..]);
    }

    /// <inheritdoc/>
    public ValueTask<VolumeResult> WriteAsync(
        long offsetBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation)
    {
        CheckRange(offsetBytes, source.Length);
        if (cancellation.IsCancellationRequested)
            return new(new VolumeResult(VolumeStatus.Cancelled));
        var position = VolumeHeader.AreaBytes + offsetBytes;
        if (durable)
            return WriteDurableAsync(position, source);
        if (source.Length > _options.PageCacheBytesMax || _file.IsClosed)
            return WriteWaitingAsync(position, source);
        if (!Volatile.Read(ref _writeNoWait))
            return MayTryHere() ? WriteHere(position, source) : WriteWaitingAsync(position, source);
        if (IsFenced)
            return new(Fenced("Writing"));
        var written = WriteToCache(position, source.Span);
        if (written == source.Length)
            return VolumeResult.OkTask;
        if (written < 0 && !TakesOtherWay(-written, ref _writeNoWait))
            return new(FileFailure.OfErrno(-written, VolumeStatus.WriteError, $"Writing {this} at {offsetBytes}"));
        return WriteWaitingAsync(position + Math.Max(0, written), source[Math.Max(0, written)..]);
    }

    /// <summary>A closed handle takes the other way, which answers for it.</summary>
    private int ReadFromCache(long position, Span<byte> destination)
    {
        try
        {
            return LinuxFile.ReadNoWait(_file, position, destination);
        }
        catch (ObjectDisposedException)
        {
            return -LinuxFile.Eagain;
        }
    }

    private int WriteToCache(long position, ReadOnlySpan<byte> source)
    {
        try
        {
            return LinuxFile.WriteNoWait(_file, position, source);
        }
        catch (ObjectDisposedException)
        {
            return -LinuxFile.Eagain;
        }
    }

    /// <summary>EAGAIN: this time; EOPNOTSUPP and the like: the file system does not do it, so never again.</summary>
    private static bool TakesOtherWay(int errno, ref bool noWait)
    {
        if (errno == LinuxFile.Eagain)
            return true;
        if (errno is not (LinuxFile.Eopnotsupp or LinuxFile.Enosys or LinuxFile.Einval))
            return false;
        Volatile.Write(ref noWait, false);
        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<VolumeResult> ReadWaitingAsync(long position, Memory<byte> destination)
    {
        await _threads;
        try
        {
            while (!destination.IsEmpty)
            {
                var read = RandomAccess.Read(_file, destination.Span, position);
                if (read == 0)
                    return new VolumeResult(VolumeStatus.Lost, $"Reading {this}: the file was truncated, it ends at {position}.");
                destination = destination[read..];
                position += read;
            }

            return IsFenced ? Fenced("Reading") : VolumeResult.Ok;
        }
        catch (Exception thrown) when (FileFailure.Of(thrown, VolumeStatus.ReadError, $"Reading {this}") is not null)
        {
            return FileFailure.Of(thrown, VolumeStatus.ReadError, $"Reading {this}")!.Value;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<VolumeResult> WriteWaitingAsync(long position, ReadOnlyMemory<byte> source)
    {
        await _threads;
        try
        {
            return WriteUnlessFenced(position, source.Span);
        }
        catch (Exception thrown) when (FileFailure.Of(thrown, VolumeStatus.WriteError, $"Writing {this}") is not null)
        {
            return FileFailure.Of(thrown, VolumeStatus.WriteError, $"Writing {this}")!.Value;
        }
    }

    // A thread may take its time to begin: the question is asked where the call is made.
    private VolumeResult WriteUnlessFenced(long position, ReadOnlySpan<byte> source)
    {
        if (IsFenced)
            return Fenced("Writing");
        RandomAccess.Write(_file, source, position);
        return VolumeResult.Ok;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<VolumeResult> WriteDurableAsync(long position, ReadOnlyMemory<byte> source)
    {
        await _threads;
        return WriteDurable(position, source.Span);
    }

    private VolumeResult WriteDurable(long position, ReadOnlySpan<byte> source)
    {
        try
        {
            while (LinuxFile.IsAvailable && !source.IsEmpty)
            {
                if (IsFenced)
                    return Fenced("Writing");
                var written = LinuxFile.WriteDurable(_file, position, source);
                if (written < 0)
                    return FileFailure.OfErrno(-written, VolumeStatus.WriteError, $"Writing {this} durably");
                position += written;
                source = source[written..];
            }

            if (source.IsEmpty)
                return CheckStillThere();
            if (IsFenced)
                return Fenced("Writing");
            RandomAccess.Write(_file, source, position);
            RandomAccess.FlushToDisk(_file);
            return CheckStillThere();
        }
        catch (Exception thrown) when (FileFailure.Of(thrown, VolumeStatus.WriteError, $"Writing {this} durably") is not null)
        {
            return FileFailure.Of(thrown, VolumeStatus.WriteError, $"Writing {this} durably")!.Value;
        }
    }

    private void CheckRange(long offsetBytes, long lengthBytes)
    {
        if (offsetBytes < 0 || lengthBytes < 0 || offsetBytes > _dataBytes - lengthBytes)
        {
            throw new ArgumentOutOfRangeException(
                nameof(offsetBytes), offsetBytes, $"{lengthBytes} bytes from here are not inside {this} of {_dataBytes} data bytes.");
        }
    }
}
