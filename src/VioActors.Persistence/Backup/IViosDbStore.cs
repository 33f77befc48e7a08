namespace VioActors.Persistence.Backup;

/// <summary>
/// The database of the shared VIOS DB, as backup and restore of the cluster use it (CBR-4): read at a position while it goes on being
/// changed, and replaced as a whole while nobody uses it. Events are never deleted, so a position can be read again later, from any
/// process. Implementations are thread-safe.
/// </summary>
public interface IViosDbStore
{
    /// <summary>For people, without secrets.</summary>
    string Name { get; }

    /// <summary>Opens it at its present position.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    IDbAtPosition OpenNow();

    /// <summary>Opens it as it was at a position that <see cref="OpenNow"/> gave, in this process or another.</summary>
    /// <exception cref="IOException">It cannot be read, or has not come so far: it is another one.</exception>
    IDbAtPosition OpenAt(long position);

    /// <summary>Puts a copy in its place; everything or nothing. Nobody may use it meanwhile.</summary>
    /// <param name="rows">The copy; an error while it is read leaves the DB as it was.</param>
    /// <param name="replaces">Events that are there are given up; else a DB that has any is refused.</param>
    /// <returns>How many events were restored.</returns>
    /// <exception cref="IOException">It cannot be written, is in use, or holds events.</exception>
    /// <exception cref="BackupFormatException">The copy is refused.</exception>
    long Restore(IEnumerable<DbRow> rows, bool replaces);
}

/// <summary>The VIOS DB in an SQLite file. Thread-safe.</summary>
/// <param name="path">The file.</param>
public sealed class SqliteViosDb(string path) : IViosDbStore
{
    public string Name => path;

    public IDbAtPosition OpenNow() => SqliteDbAtPosition.Open(path);

    public IDbAtPosition OpenAt(long position) => SqliteDbAtPosition.Open(path, position);

    public long Restore(IEnumerable<DbRow> rows, bool replaces) => SqliteDbRestore.Restore(path, rows, replaces);
}
