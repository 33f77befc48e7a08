namespace VioActors.Iscsi.Portal;

/// <summary>Identity of a session: the I_T nexus (RFC 7143 clause 4.4.3). Target is null for discovery.</summary>
internal readonly record struct SessionIdentity(string InitiatorName, ulong Isid, string? TargetName);

/// <summary>Sessions of a portal and the memory they share. Thread-safe.</summary>
internal sealed class SessionRegistry(IscsiPortalOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ushort, (SessionIdentity Identity, IscsiConnection Connection)> _sessions = [];
    private long _memoryBytes;
    private ushort _lastTsih;

    /// <summary>
    /// Takes a session handle, never zero; 0 when the portal or the initiator has its most. The connections of older sessions of the same
    /// normal identity, which the new one replaces, come with it and do not count.
    /// </summary>
    public (ushort Tsih, IscsiConnection[] Older) Add(SessionIdentity identity, IscsiConnection connection)
    {
        lock (_gate)
        {
            IscsiConnection[] older = identity.TargetName is null
                ? []
                : [.. _sessions.Values.Where(s => s.Identity == identity).Select(static s => s.Connection)];
            var ofInitiator = _sessions.Values.Count(s => s.Identity.InitiatorName == identity.InitiatorName);
            if (_sessions.Count - older.Length >= options.SessionCountMax
                || ofInitiator - older.Length >= options.SessionCountPerInitiatorMax)
            {
                return (0, []);
            }
            do
            {
                _lastTsih++;
            }
            while (_lastTsih == 0 || _sessions.ContainsKey(_lastTsih));
            _sessions.Add(_lastTsih, (identity, connection));
            return (_lastTsih, older);
        }
    }

    public void Remove(ushort tsih)
    {
        lock (_gate)
        {
            _sessions.Remove(tsih);
        }
    }

    /// <summary>The handle belongs to this identity.</summary>
    public bool Contains(ushort tsih, in SessionIdentity identity)
    {
        lock (_gate)
        {
            return _sessions.TryGetValue(tsih, out var found) && found.Identity == identity;
        }
    }

    /// <summary>Write memory for one session: what the options say, or what is left; 0 when that is too little.</summary>
    public long TakeMemory()
    {
        lock (_gate)
        {
            var granted = Math.Min(options.SessionWriteMemoryBytes, options.PortalWriteMemoryBytes - _memoryBytes);
            granted = granted < options.SessionWriteMemoryBytesMin ? 0 : granted;
            _memoryBytes += granted;
            return granted;
        }
    }

    public void ReturnMemory(long bytes)
    {
        lock (_gate)
        {
            _memoryBytes -= bytes;
        }
    }
}
