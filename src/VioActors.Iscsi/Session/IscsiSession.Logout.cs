using VioActors.Iscsi.Portal;

namespace VioActors.Iscsi.Session;

/// <summary>Logouts of a session, or of one of its connections by itself or by another.</summary>
internal sealed partial class IscsiSession
{
    /// <summary>Logout (clause 11.14): the answer of clause 11.15.1. What is logged out has no task left then.</summary>
    public ValueTask<byte> LogOutAsync(IscsiConnection by, byte reason, ushort connectionId) => reason switch
    {
        LogoutHandler.CloseSession => LogOutSessionAsync(by),
        LogoutHandler.CloseConnection when connectionId == by.ConnectionId => LogOutSelfAsync(by),
        LogoutHandler.CloseConnection => LogOutOtherAsync(connectionId),
        _ => new ValueTask<byte>(LogoutHandler.RecoveryNotSupported), // Needs ErrorRecoveryLevel 2.
    };

    private ValueTask<byte> LogOutSessionAsync(IscsiConnection by)
    {
        IscsiConnection[] others;
        lock (_gate)
        {
            _hasEnded = true;
            others = [.. _present.Where(connection => connection != by)];
            _present.ForEach(static connection => connection.IsLoggedOut = true);
        }
        CloseNexus("logout");
        return others.Length == 0 ? new ValueTask<byte>(LogoutHandler.Closed) : EndAllAsync(others);
    }

    private ValueTask<byte> LogOutSelfAsync(IscsiConnection by)
    {
        bool isLast;
        lock (_gate)
        {
            by.IsLoggedOut = true;
            Forget(by);
            isLast = _connections.Count == 0;
            _hasEnded |= isLast;
        }
        if (isLast)
        {
            CloseNexus("logout");
            return new ValueTask<byte>(LogoutHandler.Closed);
        }
        Order.Remove(by);
        return LogOutTasksAsync(by);
    }

    private ValueTask<byte> LogOutOtherAsync(ushort connectionId)
    {
        lock (_gate)
        {
            if (!_connections.TryGetValue(connectionId, out var other))
            {
                return new ValueTask<byte>(LogoutHandler.NoSuchConnection);
            }
            other.IsLoggedOut = true;
            return EndAllAsync([other]);
        }
    }

    private async ValueTask<byte> LogOutTasksAsync(IscsiConnection connection)
    {
        await EndTasksAsync(connection).ConfigureAwait(false);
        return LogoutHandler.Closed;
    }

    private static async ValueTask<byte> EndAllAsync(IscsiConnection[] connections)
    {
        await Task.Yield(); // The caller may hold the lock.
        await Task.WhenAll(connections.Select(static connection => connection.EndAsync("logout"))).ConfigureAwait(false);
        return LogoutHandler.Closed;
    }
}
