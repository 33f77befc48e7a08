using Akka.Persistence.Sql.Journal;

namespace Akka.Persistence.Sql.Db;

/// <summary>The prepared statements of the writing connection. Used by one task at a time.</summary>
internal abstract class DbCommandJournal : IDisposable
{
    /// <summary>The last event of each id that has one.</summary>
    public abstract Task<IReadOnlyDictionary<string, LastEvent>> ReadLastAsync(IReadOnlyCollection<string> persistenceIds);

    /// <summary>Writes events and their tags, in order.</summary>
    public abstract Task InsertAsync(IReadOnlyList<JournalRow> rows);

    public abstract void Dispose();
}

/// <summary>The last event of an id and who wrote it.</summary>
internal readonly record struct LastEvent(long SequenceNr, string? Writer);
