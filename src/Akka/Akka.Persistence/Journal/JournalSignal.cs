using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Akka.Persistence.Journal;

/// <summary>
/// Tells queries of this process that a journal has new events, so that they need not wait for their next look. Thread-safe; writers do
/// not wait, and a subscriber that is behind is told once.
/// </summary>
internal sealed class JournalSignal
{
    private readonly ConcurrentDictionary<Subscription, bool> _all = new();
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Subscription, bool>> _byId = new();

    /// <summary>Changes of one persistence id, or, with null, of all. Dispose of it to end it.</summary>
    public Subscription Subscribe(string? persistenceId)
    {
        var subscription = new Subscription(this, persistenceId);
        while (true)
        {
            var group = persistenceId is null ? _all : _byId.GetOrAdd(persistenceId, _ => new ConcurrentDictionary<Subscription, bool>());
            group[subscription] = true;

            // The last subscriber of an id removes its group, perhaps just now.
            if (persistenceId is null || (_byId.TryGetValue(persistenceId, out var current) && current == group))
                return subscription;
        }
    }

    /// <summary>Events of these ids are committed.</summary>
    public void Written(IEnumerable<string> persistenceIds)
    {
        foreach (var subscription in _all.Keys)
            subscription.Set();
        if (_byId.IsEmpty)
            return;
        foreach (var id in persistenceIds)
        {
            if (!_byId.TryGetValue(id, out var group))
                continue;
            foreach (var subscription in group.Keys)
                subscription.Set();
        }
    }

    private void Remove(Subscription subscription, string? persistenceId)
    {
        if (persistenceId is null)
            _all.TryRemove(subscription, out _);
        else if (_byId.TryGetValue(persistenceId, out var group) && group.TryRemove(subscription, out _) && group.IsEmpty)
            _byId.TryRemove(KeyValuePair.Create(persistenceId, group));
    }

    /// <summary>One reader's place. Waited for by one caller at a time.</summary>
    public sealed class Subscription(JournalSignal signal, string? persistenceId) : IDisposable
    {
        private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        /// <summary>
        /// Returns at the next change, at once if one came since the last call, and after <paramref name="longest"/> in any case.
        /// </summary>
        public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken token)
        {
            using var limit = new CancellationTokenSource(longest, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, token);
            try
            {
                await _changes.Reader.ReadAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                token.ThrowIfCancellationRequested();
            }
        }

        public void Dispose() => signal.Remove(this, persistenceId);

        internal void Set() => _changes.Writer.TryWrite(true);
    }
}
