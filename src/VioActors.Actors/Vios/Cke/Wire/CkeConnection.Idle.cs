namespace VioActors.Actors.Vios.Cke.Wire;

/// <content>While nothing but pings comes, no thread waits for it alone.</content>
internal sealed partial class CkeConnection
{
    private CkeReader? _parked;
    private long _idleKey;
    private bool _isWatched;

    /// <summary>No thread reads from it: its reader is woken when something comes.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_sync)
                return _parked is not null;
        }
    }

    /// <summary>A header is there: receiving it does not block.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The connection is broken.</exception>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public bool HasFrame => _end - _start >= CkeFrame.SizeBytes || _end - _start + _socket.Available >= CkeFrame.SizeBytes;

    /// <summary>
    /// Has the reader woken when something comes, or the connection breaks; false: it is to go on. From then on the reader belongs to
    /// whoever wakes it.
    /// </summary>
    public bool TryPark(CkeReader reader)
    {
        if (!IdleConnections.IsAvailable || _start != _end)
            return false;
        if (_inbound.Length > SmallFillSizeBytes)
            _inbound = new byte[SmallFillSizeBytes];
        (_start, _end) = (0, 0);
        bool isFirst;
        lock (_sync)
        {
            if (_isBroken)
                return false;
            _parked = reader;
            if (_idleKey == 0)
                _idleKey = IdleConnections.Register(this);
            (isFirst, _isWatched) = (!_isWatched, true);
        }

        try
        {
            if (IdleConnections.TryWatch(_socket.SafeHandle, _idleKey, isFirst))
                return true;
        }
        catch (ObjectDisposedException)
        {
            // It was closed meanwhile.
        }

        // Woken already by who closed it, or to go on by itself.
        return TakeParked() is null;
    }

    /// <summary>Something came. Neither blocks nor throws.</summary>
    public void WakeParked() => TakeParked()?.Wake();

    private CkeReader? TakeParked()
    {
        lock (_sync)
        {
            var parked = _parked;
            _parked = null;
            return parked;
        }
    }

    /// <summary>Its reader learns that the connection is broken.</summary>
    private void EndPark()
    {
        if (TakeParked() is { } reader)
            StartReader(reader.Run);
    }

    private void ForgetIdle()
    {
        if (_idleKey != 0)
            IdleConnections.Forget(_idleKey);
    }
}
