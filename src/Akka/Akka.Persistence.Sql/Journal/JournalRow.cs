namespace Akka.Persistence.Sql.Journal;

/// <summary>An event as the journal table keeps it. Created: .NET ticks, UTC.</summary>
internal sealed record JournalRow(
    string PersistenceId,
    long SequenceNr,
    long Created,
    byte[] Message,
    string Manifest,
    int SerializerId,
    string Writer,
    IReadOnlyCollection<string> Tags);
