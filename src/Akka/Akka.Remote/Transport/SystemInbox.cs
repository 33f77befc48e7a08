namespace Akka.Remote.Transport;

/// <summary>Delivers the system messages of one peer once and in order, however often they come. Thread-safe.</summary>
internal sealed class SystemInbox
{
    private readonly Lock _gate = new();
    private int _uid;
    private long _delivered;

    /// <summary>
    /// The number of the last message of the incarnation <paramref name="uid"/> that was delivered; forgets other incarnations.
    /// </summary>
    public long Open(int uid)
    {
        lock (_gate)
        {
            if (_uid != uid)
            {
                _uid = uid;
                _delivered = 0;
            }

            return _delivered;
        }
    }

    /// <summary>
    /// Delivers message <paramref name="number"/> if it is the next one; one that came before, or comes too early, is passed over. Returns
    /// the number of the last one that was delivered.
    /// </summary>
    public long Deliver<TState>(int uid, ulong number, TState state, Action<TState> deliver)
    {
        lock (_gate)
        {
            if (_uid == uid && number == (ulong)_delivered + 1)
            {
                _delivered++;
                deliver(state);
            }

            return _delivered;
        }
    }
}
