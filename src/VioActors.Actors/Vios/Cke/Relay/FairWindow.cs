namespace VioActors.Actors.Vios.Cke.Relay;

/// <summary>
/// What may be on its way to one peer at once, in requests and bytes. Those that wait are admitted client by client in turn, each client's
/// own in order: one with a long queue does not delay another with a short one. Thread-safe.
/// <para>How many wait is bounded by what clients may have outstanding (the command windows of their nexuses): a client whose requests wait
/// here gets no answers, and so sends no more.</para>
/// </summary>
/// <param name="countMax">Requests at once.</param>
/// <param name="bytesMax">Bytes of them; a single larger request is admitted alone.</param>
internal sealed class FairWindow(int countMax, long bytesMax)
{
    private readonly Lock _sync = new();
    private readonly Dictionary<UInt128, Queue<Waiter>> _waiting = [];
    private readonly Queue<UInt128> _turns = new();
    private int _count;
    private long _bytes;

    /// <summary>Takes a place when there is one and nobody waits; <see cref="Leave"/> gives it back.</summary>
    public bool TryEnter(int bytes)
    {
        lock (_sync)
        {
            if (_turns.Count > 0 || !Fits(bytes))
                return false;
            Take(bytes);
            return true;
        }
    }

    /// <summary>Waits for a place; <see cref="Leave"/> gives it back.</summary>
    /// <param name="client">Whose turn it is: requests of one share a turn.</param>
    /// <param name="bytes">Size of the request.</param>
    /// <param name="cancellation">Ends the wait; a place that was given is not taken back.</param>
    /// <exception cref="OperationCanceledException">Cancelled before there was a place.</exception>
    public async ValueTask EnterAsync(UInt128 client, int bytes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Waiter waiter;
        lock (_sync)
        {
            if (_turns.Count == 0 && Fits(bytes))
            {
                Take(bytes);
                return;
            }

            waiter = new Waiter(bytes);
            if (!_waiting.TryGetValue(client, out var queue))
            {
                _waiting[client] = queue = new Queue<Waiter>();
                _turns.Enqueue(client);
            }

            queue.Enqueue(waiter);
        }

        using (cancellation.UnsafeRegister(static (state, token) => ((Waiter)state!).Place.TrySetCanceled(token), waiter))
            await waiter.Place.Task.ConfigureAwait(false);
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(int bytes)
    {
        lock (_sync)
        {
            _count--;
            _bytes -= bytes;
            AdmitNext();
        }
    }

    // Under the lock.
    private void AdmitNext()
    {
        while (_turns.TryPeek(out var client))
        {
            var queue = _waiting[client];
            while (queue.TryPeek(out var first) && first.Place.Task.IsCompleted)
                queue.Dequeue();
            if (queue.TryPeek(out var next))
            {
                if (!Fits(next.Bytes))
                    return;
                queue.Dequeue();
                if (next.Place.TrySetResult())
                    Take(next.Bytes);
            }

            _turns.Dequeue();
            if (queue.Count > 0)
                _turns.Enqueue(client);
            else
                _waiting.Remove(client);
        }
    }

    private bool Fits(int bytes) => _count == 0 || (_count < countMax && _bytes + bytes <= bytesMax);

    private void Take(int bytes)
    {
        _count++;
        _bytes += bytes;
    }

    private sealed class Waiter(int bytes)
    {
        public int Bytes { get; } = bytes;

        public TaskCompletionSource Place { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
