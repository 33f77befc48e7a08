namespace VioActors.Persistence.Backup;

/// <summary>An event of the shared VIOS DB as a backup of the cluster keeps it. Immutable.</summary>
/// <param name="PersistenceId">The aggregate.</param>
/// <param name="SequenceNr">From 1, without gaps in an aggregate.</param>
/// <param name="Created">When it was stored, as the journal has it.</param>
/// <param name="Manifest">Names its schema.</param>
/// <param name="Serializer">Identifier of the serializer.</param>
/// <param name="Payload">The event's bytes.</param>
public sealed record DbRow(string PersistenceId, long SequenceNr, long Created, string Manifest, int Serializer, byte[] Payload);

/// <summary>The shared VIOS DB at one position, while it goes on being changed (CBR-4). Not thread-safe.</summary>
public interface IDbAtPosition : IDisposable
{
    /// <summary>Everything up to here is seen, and nothing after. Grows with every stored event; 0: empty.</summary>
    long Position { get; }

    /// <summary>The events of every aggregate, in the order in which they were stored. Where the engine placed its shards is no part of the
    /// VIOS DB: it places them anew.</summary>
    IEnumerable<DbRow> ReadAll();

    /// <summary>The events of one aggregate, in order.</summary>
    IEnumerable<DbRow> Read(string persistenceId);
}
