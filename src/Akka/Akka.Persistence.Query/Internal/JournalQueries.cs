using System.Runtime.CompilerServices;
using Akka.Persistence.Journal;
using Akka.Streams.Dsl;

namespace Akka.Persistence.Query.Internal;

/// <summary>How queries read.</summary>
/// <param name="RefreshInterval">The longest time until an event that another process wrote is seen.</param>
/// <param name="BufferSize">Events that are read at once, and the most that are held for a slow reader.</param>
/// <param name="Time">The clock of the refresh interval.</param>
internal sealed record QuerySettings(TimeSpan RefreshInterval, int BufferSize, TimeProvider Time);

/// <summary>
/// The queries, for every journal that has <see cref="IStoredEvents"/>. A live query looks again when this process has written to the
/// journal, and every refresh interval. Thread-safe; every run of a source reads for itself.
/// </summary>
internal sealed class JournalQueries(IStoredEvents events, QuerySettings settings, JournalSignal signal, EventAdapters adapters)
{
    /// <summary>Places that are searched for new ids at once.</summary>
    private const long IdsWindow = 50_000;

    public Source<EventEnvelope, NotUsed> ByPersistenceId(string persistenceId, long from, long to, bool live)
    {
        ArgumentException.ThrowIfNullOrEmpty(persistenceId);
        return Source.Of(RunByIdAsync(persistenceId, Math.Max(1, from), to, live));
    }

    public Source<EventEnvelope, NotUsed> ByOrdering(string? tag, Offset? offset, bool live)
    {
        var after = offset switch
        {
            null or NoOffset => 0,
            Sequence sequence => sequence.Value,
            _ => throw new ArgumentException(
                $"Cannot begin at the offset [{offset}]: this journal knows NoOffset and Sequence only.", nameof(offset)),
        };
        return Source.Of(RunByOrderingAsync(tag, after, live));
    }

    public Source<string, NotUsed> PersistenceIds(bool live) => Source.Of(RunIdsAsync(live));

    private async IAsyncEnumerable<EventEnvelope> RunByIdAsync(
        string id, long from, long to, bool live, [EnumeratorCancellation] CancellationToken token = default)
    {
        using var changes = signal.Subscribe(id);
        var (next, end) = (from, to);
        if (!live)
            end = Math.Min(to, await events.HighestSequenceNrAsync(id, token).ConfigureAwait(false));
        while (next <= end)
        {
            // Asked before the page: what it does not find below this number was deleted and will not come.
            var highest = live ? await events.HighestSequenceNrAsync(id, token).ConfigureAwait(false) : end;
            var page = await events.ByIdAsync(id, next, Math.Min(end, highest), settings.BufferSize, token).ConfigureAwait(false);
            foreach (var stored in page)
            {
                foreach (var envelope in Envelopes(stored, new Sequence(stored.Event.SequenceNr)))
                    yield return envelope;
            }

            if (page.Count == settings.BufferSize)
            {
                next = page[^1].Event.SequenceNr + 1;
                continue;
            }

            next = Math.Max(next, Math.Min(end, highest) + 1);
            if (next > end)
                break;
            await changes.WaitAsync(settings.RefreshInterval, settings.Time, token).ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<EventEnvelope> RunByOrderingAsync(
        string? tag, long after, bool live, [EnumeratorCancellation] CancellationToken token = default)
    {
        using var changes = signal.Subscribe(null);
        var last = after;
        while (true)
        {
            var settled = await events.SettledOrderingAsync(token).ConfigureAwait(false);
            while (last < settled)
            {
                var page = await events.ByOrderingAsync(tag, last, settled, settings.BufferSize, token).ConfigureAwait(false);
                foreach (var stored in page)
                {
                    foreach (var envelope in Envelopes(stored, new Sequence(stored.Ordering)))
                        yield return envelope;
                }

                last = page.Count == settings.BufferSize ? page[^1].Ordering : settled;
            }

            if (!live)
                yield break;
            await changes.WaitAsync(settings.RefreshInterval, settings.Time, token).ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<string> RunIdsAsync(bool live, [EnumeratorCancellation] CancellationToken token = default)
    {
        using var changes = signal.Subscribe(null);
        var known = new HashSet<string>();
        var last = 0L;
        while (true)
        {
            var settled = await events.SettledOrderingAsync(token).ConfigureAwait(false);
            while (last < settled)
            {
                var to = Math.Min(settled, last + IdsWindow);
                foreach (var id in await events.IdsAsync(last, to, token).ConfigureAwait(false))
                {
                    if (known.Add(id))
                        yield return id;
                }

                last = to;
            }

            if (!live)
                yield break;
            await changes.WaitAsync(settings.RefreshInterval, settings.Time, token).ConfigureAwait(false);
        }
    }

    /// <summary>The adapters may make none, one or several events of one; all have its offset.</summary>
    private IEnumerable<EventEnvelope> Envelopes(StoredEvent stored, Offset offset)
    {
        var e = stored.Event;
        return adapters.Get(e.Payload.GetType()).FromJournal(e.Payload, e.Manifest).Events
            .Select(payload => new EventEnvelope(offset, e.PersistenceId, e.SequenceNr, payload, e.Timestamp, stored.Tags));
    }
}
