namespace VioActors.Storage.Volumes;

/// <content>Flushing, zeroing, probing.</content>
public sealed partial class FilePhysicalVolume
{
    private const int ZeroBytes = 256 * 1024;
    private static readonly byte[] Zeros = new byte[ZeroBytes];
    private readonly Lock _flushSync = new();
    private volatile bool _punchHoles;
    private TaskCompletionSource<VolumeResult>? _nextFlush;
    private bool _flushRuns;
    private VolumeResult? _failedFlush;

    /// <inheritdoc/>
    public ValueTask<VolumeResult> FlushAsync(CancellationToken cancellation)
    {
        Task<VolumeResult> answer;
        lock (_flushSync)
        {
            // One that runs may have begun before the caller's last write: only one that begins from now on counts.
            _nextFlush ??= new TaskCompletionSource<VolumeResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            answer = _nextFlush.Task;
            if (_flushRuns)
                return new(answer);
            _flushRuns = true;
        }

        _threads.Run(RunFlushes);
        return new(answer);
    }

    /// <inheritdoc/>
    public ValueTask<VolumeResult> ZeroAsync(long offsetBytes, long lengthBytes, CancellationToken cancellation)
    {
        CheckRange(offsetBytes, lengthBytes);
        return cancellation.IsCancellationRequested
            ? new(new VolumeResult(VolumeStatus.Cancelled))
            : ZeroThereAsync(VolumeHeader.AreaBytes + offsetBytes, lengthBytes, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<VolumeResult> ProbeAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        await _threads;
        return Probe();
    }

    private async ValueTask<VolumeResult> ZeroThereAsync(long position, long length, CancellationToken cancellation)
    {
        await _threads;
        return Zero(position, length, cancellation);
    }

    private void RunFlushes()
    {
        while (true)
        {
            TaskCompletionSource<VolumeResult> asked;
            lock (_flushSync)
            {
                if (_nextFlush is null)
                {
                    _flushRuns = false;
                    return;
                }

                asked = _nextFlush;
                _nextFlush = null;
            }

            asked.SetResult(FlushOnce());
        }
    }

    /// <summary>
    /// A failed fsync may have dropped the dirty pages and counts them as clean afterwards, so a later success would mean nothing.
    /// </summary>
    private VolumeResult FlushOnce()
    {
        if (_failedFlush is { } failed)
            return failed;
        var doing = $"Flushing {this}";
        try
        {
            RandomAccess.FlushToDisk(_file);
            return CheckStillThere();
        }
        catch (Exception thrown)
        {
            var result = FileFailure.Of(thrown, VolumeStatus.WriteError, doing)
                ?? new VolumeResult(VolumeStatus.WriteError, $"{doing}: {thrown.GetType().Name}: {thrown.Message}");
            if (result.Status != VolumeStatus.Lost)
                _failedFlush = result with { Detail = result.Detail + " Later flushes fail too, until the volume is opened again." };
            return result;
        }
    }

    private VolumeResult Zero(long position, long length, CancellationToken cancellation)
    {
        try
        {
            if (IsFenced)
                return Fenced("Zeroing");
            if (_punchHoles && length > 0)
            {
                var errno = -LinuxFile.PunchHole(_file, position, length);
                if (errno == 0)
                    return VolumeResult.Ok;
                if (errno is not (LinuxFile.Eopnotsupp or LinuxFile.Enosys))
                    return FileFailure.OfErrno(errno, VolumeStatus.WriteError, $"Zeroing {this}");
                _punchHoles = false;
            }

            for (long done = 0; done < length; done += ZeroBytes)
            {
                if (cancellation.IsCancellationRequested)
                    return new VolumeResult(VolumeStatus.Cancelled);
                if (IsFenced)
                    return Fenced("Zeroing");
                RandomAccess.Write(_file, Zeros.AsSpan(0, (int)Math.Min(ZeroBytes, length - done)), position + done);
            }

            return VolumeResult.Ok;
        }
        catch (Exception thrown) when (FileFailure.Of(thrown, VolumeStatus.WriteError, $"Zeroing {this}") is not null)
        {
            return FileFailure.Of(thrown, VolumeStatus.WriteError, $"Zeroing {this}")!.Value;
        }
    }

    private VolumeResult Probe()
    {
        try
        {
            var there = CheckStillThere();
            if (!there.IsOk)
                return there;
            var found = ReadHeader(_file, out _, out _, out var problem);
            if (found is null)
                return new VolumeResult(VolumeStatus.Lost, $"Probing {this}: {problem}.");
            return found.Id == Id && found.Pool == Pool
                ? VolumeResult.Ok
                : new VolumeResult(VolumeStatus.Lost, $"Probing {this}: its header now names volume {found.Id} of pool {found.Pool}.");
        }
        catch (Exception thrown) when (FileFailure.Of(thrown, VolumeStatus.ReadError, $"Probing {this}") is not null)
        {
            return FileFailure.Of(thrown, VolumeStatus.ReadError, $"Probing {this}")!.Value;
        }
    }

    /// <summary>
    /// Bytes on the stable storage of an unlinked file are lost with it, and a truncated file reads zeros where data was.
    /// </summary>
    private VolumeResult CheckStillThere()
    {
        var length = RandomAccess.GetLength(_file);
        if (length < _header.FileLengthBytes)
        {
            return new VolumeResult(
                VolumeStatus.Lost, $"Checking {this}: the file was truncated, it has {length} of {_header.FileLengthBytes} bytes.");
        }

        var unlinked = LinuxFile.IsAvailable && LinuxFile.TryStatus(_file, out var status) ? status.LinkCount == 0 : !File.Exists(_path);
        return unlinked
            ? new VolumeResult(VolumeStatus.Lost, $"Checking {this}: the file was deleted or replaced; what is written now is lost.")
            : VolumeResult.Ok;
    }
}
