using Akka.Actor;
using Akka.Persistence.Journal;
using Akka.Persistence.Query.Internal;

namespace Akka.Persistence.Query.InMemory;

/// <summary>The log of the journal actor, asked for once. Thread-safe.</summary>
internal sealed class MemoryEvents(IActorRef journal) : IStoredEvents
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Lazy<Task<MemoryLog>> _log = new(async () =>
        (await journal.Ask<MemoryLogAnswer>(GetMemoryLog.Instance, Patience).ConfigureAwait(false)).Log);

    public async Task<long> SettledOrderingAsync(CancellationToken token) => (await LogAsync(token).ConfigureAwait(false)).LastOrdering;

    public async Task<long> HighestSequenceNrAsync(string persistenceId, CancellationToken token) =>
        (await LogAsync(token).ConfigureAwait(false)).HighestSequenceNr(persistenceId);

    public async Task<IReadOnlyList<StoredEvent>> ByIdAsync(
        string persistenceId, long from, long to, int countMax, CancellationToken token) =>
        Stored((await LogAsync(token).ConfigureAwait(false)).Read(persistenceId, from, to, countMax));

    public async Task<IReadOnlyList<StoredEvent>> ByOrderingAsync(
        string? tag, long after, long to, int countMax, CancellationToken token) =>
        Stored((await LogAsync(token).ConfigureAwait(false)).Read(after, to, countMax, e => tag is null || e.Tags.Contains(tag)));

    public async Task<IReadOnlyList<string>> IdsAsync(long after, long to, CancellationToken token) =>
        (await LogAsync(token).ConfigureAwait(false)).Read(after, to, int.MaxValue, _ => true)
        .Select(e => e.Event.PersistenceId).Distinct().ToList();

    private static List<StoredEvent> Stored(List<MemoryEvent> events) =>
        events.ConvertAll(e => new StoredEvent(e.Ordering, e.Event, e.Tags));

    private Task<MemoryLog> LogAsync(CancellationToken token) => _log.Value.WaitAsync(token);
}
