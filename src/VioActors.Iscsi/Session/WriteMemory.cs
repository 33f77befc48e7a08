namespace VioActors.Iscsi.Session;

/// <summary>
/// Memory for solicited write data of one session, in two parts. The eager part serves tasks as they arrive, for as long as it lasts.
/// The other part
/// serves tasks which run, in order, so that a task that runs never waits for one that does not. A single request larger than this part
/// is let through
/// when it is alone: the target bounds a transfer by its own limit. Thread-safe.
/// </summary>
internal sealed class WriteMemory(long eagerBytesMax, long lazyBytesMax)
{
    private readonly Lock _gate = new();
    private readonly Queue<(DataOutTransfer Transfer, int SizeBytes)> _waiting = new();
    private long _eagerBytes;
    private long _lazyBytes;

    public bool TryTakeEager(int sizeBytes)
    {
        lock (_gate)
        {
            var fits = _eagerBytes + sizeBytes <= eagerBytesMax;
            _eagerBytes += fits ? sizeBytes : 0;
            return fits;
        }
    }

    /// <summary>True: taken. False: the transfer is told when its turn has come.</summary>
    public bool TakeOrWait(DataOutTransfer transfer, int sizeBytes)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 && Fits(sizeBytes))
            {
                _lazyBytes += sizeBytes;
                return true;
            }
            _waiting.Enqueue((transfer, sizeBytes));
            return false;
        }
    }

    public void Return(int eagerBytes, int lazyBytes)
    {
        if (eagerBytes == 0 && lazyBytes == 0)
        {
            return;
        }
        lock (_gate)
        {
            _eagerBytes -= eagerBytes;
            _lazyBytes -= lazyBytes;
        }
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
            _lazyBytes += _waiting.Dequeue().SizeBytes;
            return true;
        }
    }

    private bool Fits(int sizeBytes) => _lazyBytes == 0 || _lazyBytes + sizeBytes <= lazyBytesMax;
}
