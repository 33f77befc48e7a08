using VioActors.Iscsi.Session;

namespace VioActors.Iscsi.Portal;

/// <summary>Identity of a session: the I_T nexus (RFC 7143 clause 4.4.3). Target is null for discovery.</summary>
internal readonly record struct SessionIdentity(string InitiatorName, ulong Isid, string? TargetName);

/// <summary>Sessions of a portal and the memory they share. Thread-safe.</summary>
internal sealed class SessionRegistry(IscsiPortalOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ushort, IscsiSession> _sessions = [];
    private long _memoryBytes;
    private ushort _lastTsih;

    /// <summary>
    /// Begins a session, with a handle that is never zero; null when the portal or the initiator has its most. Older sessions of the same
    /// normal identity, which the new one replaces, come with it and do not count.
    /// </summary>
    public (IscsiSession? Session, IscsiSession[] Older) Add(SessionIdentity identity, IscsiConnection leading)
    {
        lock (_gate)
        {
            IscsiSession[] older = identity.TargetName is null ? [] : [.. _sessions.Values.Where(s => s.Identity == identity)];
            var ofInitiator = _sessions.Values.Count(s => s.Identity.InitiatorName == identity.InitiatorName);
            if (_sessions.Count - older.Length >= options.SessionCountMax
                || ofInitiator - older.Length >= options.SessionCountPerInitiatorMax)
            {
                return (null, []);
            }
            do
            {
                _lastTsih++;
            }
            while (_lastTsih == 0 || _sessions.ContainsKey(_lastTsih));
            var session = new IscsiSession(this, identity, _lastTsih, leading);
            _sessions.Add(_lastTsih, session);
            return (session, older);
        }
    }

    /// <summary>Sessions of an initiator with a target that it has lost, whatever their ISID, and that have not ended yet.</summary>
    public IscsiSession[] FindLost(SessionIdentity identity) =>
        [.. Sessions().Where(session => session.Identity.InitiatorName == identity.InitiatorName
            && session.Identity.TargetName == identity.TargetName && session.IsLost)];

    /// <summary>A session is at its end; what it holds of the memory goes back.</summary>
    public void Remove(IscsiSession session, long memoryBytes)
    {
        lock (_gate)
        {
            _sessions.Remove(session.Tsih);
            _memoryBytes -= memoryBytes;
        }
    }

    /// <summary>The session of a handle, if it belongs to this identity.</summary>
    public IscsiSession? Find(ushort tsih, in SessionIdentity identity)
    {
        lock (_gate)
        {
            return _sessions.TryGetValue(tsih, out var found) && found.Identity == identity ? found : null;
        }
    }

    public IscsiSession[] Sessions()
    {
        lock (_gate)
        {
            return [.. _sessions.Values];
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
}
