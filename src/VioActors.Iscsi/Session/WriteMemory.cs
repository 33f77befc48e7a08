namespace VioActors.Iscsi.Session;

/// <summary>
/// Memory for solicited write data of one session, in three parts. The eager part serves tasks as they arrive, for as long as it lasts.
/// The asked part serves tasks which run, in order, while their data comes, so that a task that runs never waits for one that does not. A
/// single request larger than this part is let through when it is alone: the target bounds a transfer by its own limit. It is small, so
/// that buffers are used again while the processor's cache has them. When its data is there a task moves on to the running part, as long
/// as that has room: a unit that hangs does not keep others from asking. Thread-safe.
/// </summary>
internal sealed class WriteMemory(long eagerBytesMax, long askedBytesMax, long runningBytesMax)
{
    /// <summary>Most of the eager and of the asked part: some transfers of 1 MiB, fewer than caches hold, enough for a network.</summary>
    private const long WarmBytesMax = 4 << 20;

    private readonly Lock _gate = new();
    private readonly Queue<(DataOutTransfer Transfer, int SizeBytes)> _waiting = new();
    private long _eagerBytes;
    private long _askedBytes;
    private long _runningBytes;

    /// <summary>So many bytes in all.</summary>
    public static WriteMemory Of(long bytes)
    {
        var warm = Math.Min(bytes / 2, WarmBytesMax);
        return new WriteMemory(warm, warm, bytes - (2 * warm));
    }

    public bool TryTakeEager(int sizeBytes)
    {
        lock (_gate)
        {
            var fits = _eagerBytes + sizeBytes <= eagerBytesMax;
            _eagerBytes += fits ? sizeBytes : 0;
            return fits;
        }
    }

    /// <summary>True: taken of the asked part. False: the transfer is told when its turn has come.</summary>
    public bool TakeOrWait(DataOutTransfer transfer, int sizeBytes)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 && Fits(sizeBytes))
            {
                _askedBytes += sizeBytes;
                return true;
            }
            _waiting.Enqueue((transfer, sizeBytes));
            return false;
        }
    }

    /// <summary>
    /// What was taken of the asked part is counted in the running one from now on, if that has room; then <see cref="GrantWaiting"/> must
    /// follow. Calls nobody: the caller may hold a lock.
    /// </summary>
    public bool TryMoveOn(int sizeBytes)
    {
        lock (_gate)
        {
            if (_runningBytes + sizeBytes > runningBytesMax)
            {
                return false;
            }
            _runningBytes += sizeBytes;
            _askedBytes -= sizeBytes;
            return true;
        }
    }

    public void Return(int eagerBytes, int askedBytes, int runningBytes)
    {
        if (eagerBytes == 0 && askedBytes == 0 && runningBytes == 0)
        {
            return;
        }
        lock (_gate)
        {
            _eagerBytes -= eagerBytes;
            _askedBytes -= askedBytes;
            _runningBytes -= runningBytes;
        }
        GrantWaiting();
    }

    /// <summary>Tells those whose turn has come. The caller holds no lock.</summary>
    public void GrantWaiting()
    {
        while (TryTakeWaiting(out var next))
        {
            next.Transfer.MemoryGranted(next.SizeBytes);
        }
    }

    private bool TryTakeWaiting(out (DataOutTransfer Transfer, int SizeBytes) next)
    {
        lock (_gate)
        {
            if (!_waiting.TryPeek(out next) || !Fits(next.SizeBytes))
            {
                return false;
            }
            _askedBytes += _waiting.Dequeue().SizeBytes;
            return true;
        }
    }

    private bool Fits(int sizeBytes) => _askedBytes == 0 || _askedBytes + sizeBytes <= askedBytesMax;
}
