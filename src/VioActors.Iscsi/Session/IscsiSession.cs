using VioActors.Iscsi.Login;
using VioActors.Iscsi.Portal;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Session;

/// <summary>
/// One session from its leading login to the end of its last connection: the I_T nexus, its command order and its tasks (RFC 7143
/// clauses 4.4 and 7.1). With ErrorRecoveryLevel 0 the loss of a connection that was not logged out ends the session. Thread-safe.
/// </summary>
internal sealed partial class IscsiSession : INexusSink
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SessionRegistry _registry;

    /// <summary>By CID, those that are part of the session now.</summary>
    private readonly Dictionary<ushort, IscsiConnection> _connections = [];

    /// <summary>These, and those which are on their way out.</summary>
    private readonly List<IscsiConnection> _present = [];

    private ITargetNexus? _nexus;
    private WriteMemory? _memory;
    private long _memoryBytes;
    private int _nextTransferTag;
    private int _observers;
    private bool _nexusIsClosed;
    private bool _isOpen;
    private bool _hasEnded;

    public IscsiSession(SessionRegistry registry, SessionIdentity identity, ushort tsih, IscsiConnection leading)
    {
        (_registry, Identity, Tsih) = (registry, identity, tsih);
        (Window, Counters) = (leading.Window, leading.Counters);
        Order = new CommandOrder(Window);
        _connections.Add(leading.ConnectionId, leading);
        _present.Add(leading);
    }

    public SessionIdentity Identity { get; }

    public ushort Tsih { get; }

    public CommandWindow Window { get; }

    public SessionCounters Counters { get; }

    public CommandOrder Order { get; }

    public TaskTable Tasks { get; } = new();

    /// <summary>What the leading login agreed on for the session, and for the leading connection.</summary>
    public SessionParameters Parameters { get; private set; } = new();

    /// <summary>It has, or had, more than one connection.</summary>
    public bool HasBeenJoined { get; private set; }

    /// <summary>Its connections after their login, in the order of their CIDs; empty before the session is open.</summary>
    public IscsiConnection[] Connections
    {
        get
        {
            lock (_gate)
            {
                return _isOpen ? [.. _connections.Values.OrderBy(static c => c.ConnectionId)] : [];
            }
        }
    }

    /// <summary>A connection of it is lost, and with that the session: it ends, or is about to.</summary>
    public bool IsLost
    {
        get
        {
            lock (_gate)
            {
                return _present.Exists(static connection => connection.IsLost);
            }
        }
    }

    /// <summary>Completes when the nexus is told that it is over.</summary>
    public Task NexusClosed => _closed.Task;

    /// <summary>
    /// Somebody may hold tasks that it found in <see cref="Tasks"/>: none of those is used again. Looked at when a task has left it.
    /// </summary>
    public bool IsObserved => Volatile.Read(ref _observers) > 0;

    /// <summary>
    /// Before somebody who is not the receive loop of their connection looks for tasks; <see cref="EndObserving"/> when it is through.
    /// </summary>
    public void Observe() => Interlocked.Increment(ref _observers);

    /// <summary>After <see cref="Observe"/>.</summary>
    public void EndObserving() => Interlocked.Decrement(ref _observers);

    /// <summary>What the leading login was given; goes back with the session.</summary>
    public void GrantedMemory(long bytes) => _memoryBytes = bytes;

    public void GrantedNexus(ITargetNexus nexus)
    {
        lock (_gate)
        {
            _nexus = nexus;
        }
    }

    /// <summary>The leading login is through.</summary>
    public void Open(SessionParameters parameters)
    {
        Parameters = parameters;
        lock (_gate)
        {
            if (_nexus is { } nexus)
            {
                Window.Open(nexus.QueueDepthMax, _memoryBytes / 2, parameters.FirstBurstLength);
                _memory = WriteMemory.Of(_memoryBytes / 2);
            }
            else
            {
                Window.Open(8, long.MaxValue, 1);
            }
            _isOpen = true;
        }
    }

    /// <summary>The part of one connection; null in a discovery session.</summary>
    public SessionLink? LinkOf(IscsiConnection connection, SessionParameters parameters)
    {
        lock (_gate)
        {
            return _nexus is null ? null : new SessionLink(this, _nexus, _memory!, connection, parameters);
        }
    }

    public uint TakeTransferTags(int count) => (uint)Interlocked.Add(ref _nextTransferTag, count) - (uint)count;

    /// <summary>Whether a connection of that CID may be added, as far as that can be told before its login is through.</summary>
    public LoginStatus MayJoin(ushort connectionId)
    {
        lock (_gate)
        {
            // A discovery session has one connection (clause 4.3).
            return !_isOpen || _hasEnded ? LoginStatus.SessionDoesNotExist
                : _nexus is null ? LoginStatus.TooManyConnections
                : !_connections.ContainsKey(connectionId) && _connections.Count >= Parameters.MaxConnections
                    ? LoginStatus.TooManyConnections
                    : LoginStatus.Success;
        }
    }

    /// <summary>
    /// Adds a connection whose initiator has proved itself. One of the same CID is replaced (connection reinstatement, clause 6.3.4): it
    /// must have ended before the new one begins.
    /// </summary>
    public LoginStatus Join(IscsiConnection connection, out IscsiConnection? replaced)
    {
        lock (_gate)
        {
            replaced = null;
            var status = MayJoin(connection.ConnectionId);
            if (status.IsSuccess)
            {
                replaced = _connections.GetValueOrDefault(connection.ConnectionId);
                _connections[connection.ConnectionId] = connection;
                _present.Add(connection);
                HasBeenJoined = true;
            }
            return status;
        }
    }

    /// <summary>A connection is at its end. Completes when none of its tasks has an effect any more.</summary>
    public async ValueTask LeaveAsync(IscsiConnection connection, string reason)
    {
        IscsiConnection[] others = [];
        bool ends;
        lock (_gate)
        {
            var isLost = !_hasEnded && IsMember(connection) && connection.HasServed && !connection.IsLoggedOut;
            Forget(connection);
            ends = _hasEnded |= isLost || _connections.Count == 0;
            others = isLost ? [.. _connections.Values] : [];
        }
        Order.Remove(connection);
        if (ends)
        {
            CloseNexus(reason);
            foreach (var other in others)
            {
                _ = other.DropAsync($"connection {connection.ConnectionId} of the session was lost: {reason}");
            }
            return;
        }
        await EndTasksAsync(connection).ConfigureAwait(false);
    }

    /// <summary>A connection is gone for good. With the last one goes the session.</summary>
    public void Removed(IscsiConnection connection, string reason)
    {
        bool isLast;
        IscsiConnection[] others = [];
        lock (_gate)
        {
            // What could not leave in order, for a failure of the target's own, takes the session with it.
            if (!_hasEnded && IsMember(connection) && connection.HasServed)
            {
                _hasEnded = true;
                others = [.. _connections.Values.Where(other => other != connection)];
            }
            Forget(connection);
            isLast = _present.Remove(connection) && _present.Count == 0;
        }
        if (others.Length > 0 || isLast)
        {
            CloseNexus(reason);
        }
        foreach (var other in others)
        {
            _ = other.DropAsync(reason);
        }
        if (isLast)
        {
            _registry.Remove(this, _memoryBytes);
        }
    }

    /// <summary>Ends every connection at once; completes when they are gone and the nexus is closed.</summary>
    public Task EndAsync(string reason)
    {
        IscsiConnection[] all;
        lock (_gate)
        {
            _hasEnded = true;
            all = [.. _present];
        }
        return Task.WhenAll(all.Select(connection => connection.EndAsync(reason)));
    }

    /// <inheritdoc/>
    /// <remarks>A nexus that was closed from this side is lost to nobody: the initiator gets the answer to its logout and nothing else.
    /// </remarks>
    public void NexusLost(string reason)
    {
        IscsiConnection[] all;
        lock (_gate)
        {
            if (_nexusIsClosed)
            {
                return;
            }
            _hasEnded = true;
            all = [.. _present];
        }
        foreach (var connection in all)
        {
            _ = connection.DropAsync(reason);
        }
    }

    /// <summary>Terminates the tasks that are allegiant to a connection (clause 6.3.4): their answers have no way any more.</summary>
    private async ValueTask EndTasksAsync(IscsiConnection connection)
    {
        await Order.WhenIdleAsync(this).ConfigureAwait(false);
        Observe();
        try
        {
            await Task.WhenAll(Tasks.All().Where(task => task.Connection == connection).Select(task => task.EndAsync()))
                .ConfigureAwait(false);
        }
        finally
        {
            EndObserving();
        }
    }

    private void CloseNexus(string reason)
    {
        ITargetNexus? nexus;
        lock (_gate)
        {
            (nexus, _nexusIsClosed) = (_nexus, true);
        }
        nexus?.Close(reason);
        _closed.TrySetResult();
    }

    private bool IsMember(IscsiConnection connection) => _connections.GetValueOrDefault(connection.ConnectionId) == connection;

    private void Forget(IscsiConnection connection)
    {
        if (IsMember(connection))
        {
            _connections.Remove(connection.ConnectionId);
        }
    }
}
