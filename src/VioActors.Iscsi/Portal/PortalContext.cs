using System.Net;
using System.Security.Cryptography;
using VioActors.Iscsi.Portal.Wires;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Portal;

/// <summary>What the connections of a portal share. Thread-safe.</summary>
internal sealed class PortalContext(
    IIscsiTargetDirectory directory, IscsiPortalOptions options, TimeProvider time, RandomNumberGenerator random, Action<string> log)
{
    /// <summary>A storm of connections is told in one line for this time.</summary>
    private static readonly TimeSpan RefusalLogInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly HashSet<IscsiConnection> _connections = [];
    private readonly Dictionary<IPAddress, int> _loggingInFrom = [];
    private int _loggingIn;
    private long _refusalToldAt;
    private int _refusalsUntold;

    public IIscsiTargetDirectory Directory => directory;

    public IscsiPortalOptions Options => options;

    public TimeProvider Time => time;

    public RandomNumberGenerator Random => random;

    public SessionRegistry Registry { get; } = new(options);

    /// <summary>Looks after the threads of connections; null: they have none of their own.</summary>
    public ThreadWatch? Watch { get; } = options.ThreadPerConnection ? new ThreadWatch(time, options.HungThreadLimit) : null;

    /// <summary>For a connection.</summary>
    public ReceivePolling NewPolling() => new(options.PollTime, PollingSlots.OfProcess, time);

    public void Log(string message) => log(message);

    /// <summary>Counts a new connection in; false when there are too many.</summary>
    public bool TryAdd(IscsiConnection connection)
    {
        lock (_gate)
        {
            var fromThere = _loggingInFrom.GetValueOrDefault(connection.Address);
            if (_connections.Count >= options.ConnectionCountMax || _loggingIn >= options.LoginCountMax
                || fromThere >= options.LoginCountPerAddressMax)
            {
                return false;
            }
            _loggingIn++;
            _loggingInFrom[connection.Address] = fromThere + 1;
            return _connections.Add(connection);
        }
    }

    public void LoggedIn(IscsiConnection connection)
    {
        lock (_gate)
        {
            if (_connections.Contains(connection))
            {
                LoginEnded(connection);
            }
        }
    }

    public void Ended(IscsiConnection connection)
    {
        lock (_gate)
        {
            if (_connections.Remove(connection) && connection.Parameters is null)
            {
                LoginEnded(connection);
            }
        }
    }

    /// <summary>Tells the log that a connection was refused; many of them in one line.</summary>
    public void LogRefusal(IscsiConnection connection, EndPoint? portal)
    {
        int untold;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (_refusalToldAt != 0 && time.GetElapsedTime(_refusalToldAt, now) < RefusalLogInterval)
            {
                _refusalsUntold++;
                return;
            }
            (untold, _refusalsUntold, _refusalToldAt) = (_refusalsUntold, 0, now);
        }
        log($"iSCSI portal {portal}: connection from {connection.PeerAddress} closed: too many connections or logins"
            + (untold == 0 ? "." : $", as were {untold} before it."));
    }

    public IscsiConnection[] Connections()
    {
        lock (_gate)
        {
            return [.. _connections];
        }
    }

    private void LoginEnded(IscsiConnection connection)
    {
        _loggingIn--;
        if (--_loggingInFrom[connection.Address] == 0)
        {
            _loggingInFrom.Remove(connection.Address);
        }
    }
}
