namespace VioActors.Management.Requests;

/// <summary>
/// Lets changes of one object go one after the other on this node, so that each decides on what the one before it left. Changes of other
/// objects go on meanwhile. Thread-safe.
/// </summary>
internal sealed class ObjectTurns
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Turn> _turns = new(StringComparer.Ordinal);

    /// <summary>Waits for the object's turn.</summary>
    /// <returns>To be disposed of at the end of the change; null when the turn did not come in time.</returns>
    public async Task<IDisposable?> TakeAsync(string key, TimeSpan limit, CancellationToken cancellation)
    {
        Turn turn;
        lock (_gate)
        {
            if (!_turns.TryGetValue(key, out turn!))
            {
                _turns[key] = turn = new Turn();
            }

            turn.Count++;
        }

        var taken = false;
        try
        {
            taken = await turn.Free.WaitAsync(limit, cancellation).ConfigureAwait(false);
            return taken ? new Release(this, key, turn) : null;
        }
        finally
        {
            if (!taken)
            {
                Leave(key, turn);
            }
        }
    }

    private void Leave(string key, Turn turn)
    {
        lock (_gate)
        {
            if (--turn.Count == 0)
            {
                _turns.Remove(key);
            }
        }
    }

    private sealed class Turn
    {
        public SemaphoreSlim Free { get; } = new(1, 1);

        /// <summary>Who has it or waits for it.</summary>
        public int Count { get; set; }
    }

    private sealed class Release(ObjectTurns turns, string key, Turn turn) : IDisposable
    {
        private int _isReleased;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isReleased, 1) == 0)
            {
                turn.Free.Release();
                turns.Leave(key, turn);
            }
        }
    }
}
