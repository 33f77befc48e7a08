namespace Akka.Persistence;

/// <summary>Who an actor is in the journal, and which plugins keep it.</summary>
public interface IPersistentIdentity
{
    /// <summary>The id that the events are kept under; unique and the same over restarts.</summary>
    string PersistenceId { get; }

    /// <summary>The configuration path of the journal; empty for the default.</summary>
    string JournalPluginId { get; }

    /// <summary>The configuration path of the snapshot store; empty for the default.</summary>
    string SnapshotPluginId { get; }
}
