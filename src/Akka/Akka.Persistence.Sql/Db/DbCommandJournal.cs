using Akka.Persistence.Sql.Journal;

namespace Akka.Persistence.Sql.Db;

/// <summary>The prepared statements of the writing connection. Used by one task at a time.</summary>
internal abstract class DbCommandJournal : IDisposable
{
    /// <summary>The last event of each id that has one.</summary>
    public abstract Task<IReadOnlyDictionary<string, LastEvent>> ReadLastAsync(IReadOnlyCollection<string> persistenceIds);

    /// <summary>
    /// Writes the events and commits them, in one round trip and a transaction of its own, if every id's last event is the one that
    /// its writer expects. False: nothing was written, or this database has no such short way.
    /// </summary>
    /// <param name="rows">Events in order.</param>
    /// <param name="expected">Each id once, with the number of its last event.</param>
    public virtual Task<bool> TryWriteAsync(IReadOnlyList<JournalRow> rows, IReadOnlyList<(string Id, long Last)> expected) =>
        Task.FromResult(false);

    /// <summary>Writes events and their tags, in order.</summary>
    public abstract Task InsertAsync(IReadOnlyList<JournalRow> rows);

    public abstract void Dispose();
}

/// <summary>The last event of an id and who wrote it.</summary>
internal readonly record struct LastEvent(long SequenceNr, string? Writer);
