namespace VioActors.Iscsi.Session;

/// <summary>What to do with a request, judged by its CmdSN.</summary>
internal enum CommandArrival
{
    /// <summary>It is the next one, or immediate.</summary>
    Deliver,

    /// <summary>Inside the window, but an earlier one is missing.</summary>
    Hold,

    /// <summary>Outside the window, or received before: ignored silently (RFC 7143 clause 4.2.2.1).</summary>
    Drop,
}

/// <summary>
/// CmdSN order and the window ExpCmdSN..MaxCmdSN (RFC 7143 clause 4.2.2.1). The window closes as tasks come in, opens as they end, and
/// closes early
/// when the memory for data which may come unasked is used up; it never shrinks once advertised. Numbers compare in serial arithmetic
/// (RFC 1982). Thread-safe.
/// </summary>
internal sealed class CommandWindow
{
    private readonly Lock _gate = new();
    private uint _expCmdSn;
    private uint _maxCmdSn;
    private int _depth = 1;
    private int _liveTasks;
    private long _unsolicitedBytes;
    private long _unsolicitedBytesMax = long.MaxValue;
    private int _unsolicitedPerTaskBytes = 1;

    /// <summary>Tasks which came in and have not ended.</summary>
    public int LiveTasks => Volatile.Read(ref _liveTasks);

    /// <summary>The number that is delivered next.</summary>
    public uint ExpCmdSn
    {
        get
        {
            lock (_gate)
            {
                return _expCmdSn;
            }
        }
    }

    /// <summary>Starts with the CmdSN of the first login request.</summary>
    public void Start(uint cmdSn)
    {
        lock (_gate)
        {
            (_expCmdSn, _maxCmdSn) = (cmdSn, cmdSn);
        }
    }

    /// <summary>Sets the limits of the full feature phase.</summary>
    /// <param name="depth">Most tasks at a time.</param>
    /// <param name="unsolicitedBytesMax">Memory for data that comes unasked.</param>
    /// <param name="unsolicitedPerTaskBytes">Most that one task can bring unasked.</param>
    public void Open(int depth, long unsolicitedBytesMax, int unsolicitedPerTaskBytes)
    {
        lock (_gate)
        {
            _depth = Math.Max(1, depth);
            _unsolicitedBytesMax = unsolicitedBytesMax;
            _unsolicitedPerTaskBytes = Math.Max(1, unsolicitedPerTaskBytes);
        }
    }

    public CommandArrival Arrive(uint cmdSn, bool immediate)
    {
        lock (_gate)
        {
            if (immediate)
            {
                return CommandArrival.Deliver; // Carries the next CmdSN without using it (clause 4.2.2.1).
            }
            if (cmdSn == _expCmdSn && (int)(_maxCmdSn - cmdSn) >= 0)
            {
                return CommandArrival.Deliver;
            }
            return (int)(cmdSn - _expCmdSn) > 0 && (int)(_maxCmdSn - cmdSn) >= 0 ? CommandArrival.Hold : CommandArrival.Drop;
        }
    }

    /// <summary>The request with the expected CmdSN was delivered; returns the next expected one.</summary>
    public uint Advance()
    {
        lock (_gate)
        {
            return ++_expCmdSn;
        }
    }

    public void TaskStarted(int unsolicitedBytes)
    {
        lock (_gate)
        {
            _liveTasks++;
            _unsolicitedBytes += unsolicitedBytes;
        }
    }

    public void TaskEnded(int unsolicitedBytes)
    {
        lock (_gate)
        {
            _liveTasks--;
            _unsolicitedBytes -= unsolicitedBytes;
        }
    }

    /// <summary>ExpCmdSN and MaxCmdSN for a PDU about to be sent.</summary>
    public (uint ExpCmdSn, uint MaxCmdSn) Advertise()
    {
        lock (_gate)
        {
            var byMemory = (_unsolicitedBytesMax - _unsolicitedBytes) / _unsolicitedPerTaskBytes;
            var room = (int)Math.Clamp(Math.Min(_depth - _liveTasks, byMemory), 0, _depth);
            var max = _expCmdSn + (uint)room - 1;
            if ((int)(max - _maxCmdSn) > 0)
            {
                _maxCmdSn = max;
            }
            return (_expCmdSn, _maxCmdSn);
        }
    }
}
