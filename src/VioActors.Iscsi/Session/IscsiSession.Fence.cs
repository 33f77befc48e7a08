using VioActors.Iscsi.Portal;

namespace VioActors.Iscsi.Session;

/// <content>Answers that none of the other connections may overtake, or be overtaken by (response fence, clause 4.2.2.3.3).</content>
internal sealed partial class IscsiSession
{
    private readonly SemaphoreSlim _fencing = new(1);

    /// <summary>
    /// Sends an answer after the initiator has taken all that was queued before on the other connections, and lets their later answers go
    /// when it has taken this one. At once in a session of one connection, which has an order of its own. One fence at a time.
    /// </summary>
    /// <param name="connection">The one by which the answer goes.</param>
    /// <param name="send">Queues it.</param>
    public async Task SendFencedAsync(IscsiConnection connection, Action send)
    {
        if (OthersThan(connection).Length == 0)
        {
            send();
            return;
        }
        await _fencing.WaitAsync().ConfigureAwait(false);
        var others = OthersThan(connection);
        try
        {
            foreach (var other in others)
            {
                other.Sender.HoldAnswers();
            }
            await Task.WhenAll(others.Select(static other => other.PingAsync())).ConfigureAwait(false);
            send();
            await connection.PingAsync().ConfigureAwait(false);
        }
        finally
        {
            foreach (var other in others)
            {
                other.Sender.ReleaseAnswers();
            }
            _fencing.Release();
        }
    }

    /// <summary>Completes when the initiator has taken all that was queued so far on the other connections.</summary>
    public Task PingOthersAsync(IscsiConnection connection) =>
        Task.WhenAll(OthersThan(connection).Select(static other => other.PingAsync()));

    private IscsiConnection[] OthersThan(IscsiConnection connection) =>
        HasBeenJoined ? [.. Connections.Where(other => other != connection && other.HasServed)] : [];
}
