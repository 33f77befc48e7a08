using System.Security.Cryptography;

namespace VioActors.Iscsi.Portal;

/// <summary>What the connections of a portal share. Thread-safe.</summary>
internal sealed class PortalContext(
    IIscsiTargetDirectory directory, IscsiPortalOptions options, TimeProvider time, RandomNumberGenerator random, Action<string> log)
{
    private readonly Lock _gate = new();
    private readonly HashSet<IscsiConnection> _connections = [];
    private int _loggingIn;

    public IIscsiTargetDirectory Directory => directory;

    public IscsiPortalOptions Options => options;

    public TimeProvider Time => time;

    public RandomNumberGenerator Random => random;

    public SessionRegistry Registry { get; } = new(options);

    public void Log(string message) => log(message);

    /// <summary>Counts a new connection in; false when there are too many.</summary>
    public bool TryAdd(IscsiConnection connection)
    {
        lock (_gate)
        {
            if (_connections.Count >= options.ConnectionCountMax || _loggingIn >= options.LoginCountMax)
            {
                return false;
            }
            _loggingIn++;
            return _connections.Add(connection);
        }
    }

    public void LoggedIn(IscsiConnection connection)
    {
        lock (_gate)
        {
            _loggingIn -= _connections.Contains(connection) ? 1 : 0;
        }
    }

    public void Ended(IscsiConnection connection)
    {
        lock (_gate)
        {
            if (_connections.Remove(connection) && connection.Session is null)
            {
                _loggingIn--;
            }
        }
    }

    public IscsiConnection[] Connections()
    {
        lock (_gate)
        {
            return [.. _connections];
        }
    }
}
