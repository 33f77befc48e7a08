using Microsoft.Data.Sqlite;
using VioActors.Domain.Values;

namespace VioActors.Persistence.LocalStore;

/// <summary>The tables of a local store, and how a file is recognised as one. Thread-safe.</summary>
internal static class LocalStoreSchema
{
    /// <summary>"VIOS" in the file header (https://sqlite.org/fileformat2.html, application id).</summary>
    public const long ApplicationId = 0x56494F53;

    /// <summary>Version of the tables, in the file header's user version.</summary>
    public const long Version = 3;

    private const string Tables = """
        CREATE TABLE vios(
          id INTEGER PRIMARY KEY CHECK (id = 1),
          uuid TEXT NOT NULL,
          incarnation INTEGER NOT NULL,
          drc TEXT,
          devices_version INTEGER NOT NULL,
          portals TEXT NOT NULL,
          retired INTEGER NOT NULL);
        CREATE TABLE adapters(
          name TEXT PRIMARY KEY,
          kind INTEGER NOT NULL,
          slot INTEGER NOT NULL UNIQUE,
          drc TEXT NOT NULL,
          client TEXT NOT NULL,
          client_slot INTEGER,
          version INTEGER NOT NULL);
        CREATE TABLE devices(
          name TEXT PRIMARY KEY,
          adapter TEXT NOT NULL REFERENCES adapters(name),
          lun INTEGER NOT NULL,
          lu TEXT NOT NULL,
          lu_name TEXT NOT NULL,
          pool TEXT NOT NULL,
          read_only INTEGER NOT NULL,
          version INTEGER NOT NULL,
          UNIQUE (adapter, lun));
        CREATE TABLE cluster(
          id INTEGER PRIMARY KEY CHECK (id = 1),
          version INTEGER NOT NULL,
          manifest TEXT NOT NULL,
          data BLOB NOT NULL);
        CREATE TABLE journal(
          number INTEGER PRIMARY KEY AUTOINCREMENT,
          at_utc INTEGER NOT NULL,
          kind INTEGER NOT NULL,
          category TEXT NOT NULL,
          name TEXT NOT NULL,
          version INTEGER NOT NULL);
        """;

    // What version 2 has and version 1 had not.
    private const string InventoryTable = """
        CREATE TABLE inventory(
          id INTEGER PRIMARY KEY CHECK (id = 1),
          version INTEGER NOT NULL,
          manifest TEXT NOT NULL,
          data BLOB NOT NULL);
        """;

    // What version 3 has more: changes since the version in the table cluster, in their order.
    private const string ChangesTable = """
        CREATE TABLE cluster_changes(
          version INTEGER PRIMARY KEY,
          manifest TEXT NOT NULL,
          data BLOB NOT NULL);
        """;

    /// <summary>
    /// Makes the tables in an empty file, or checks that the file is a local store of this VIOS which this version can read.
    /// </summary>
    /// <exception cref="LocalStoreException">It is not.</exception>
    public static void Prepare(SqliteConnection connection, string path, VioUuid vios)
    {
        var found = (long)connection.Scalar("PRAGMA application_id")!;
        var empty = (long)connection.Scalar("SELECT count(*) FROM sqlite_master")! == 0;
        if (empty && found is 0 or ApplicationId)
        {
            Create(connection, vios);
            return;
        }

        if (found != ApplicationId)
        {
            throw new LocalStoreException(
                $"Cannot open the local store '{path}': the file is a database of another program; give the path of a VIOS's local store.");
        }

        var version = (long)connection.Scalar("PRAGMA user_version")!;
        if (version is 1 or 2)
        {
            Upgrade(connection, version);
            version = Version;
        }

        if (version != Version)
        {
            throw new LocalStoreException(
                $"Cannot open the local store '{path}': its tables have version {version}, this program knows {Version}; "
                + "run the version that wrote it, or delete the file: the VIOS gets its data again when it registers.");
        }

        if (connection.Scalar("PRAGMA quick_check(1)") as string is not "ok" and var damage)
        {
            throw Damaged(path, damage ?? "it cannot be checked", null);
        }

        if (connection.Scalar("SELECT uuid FROM vios") as string is { } uuid && uuid != vios.ToString())
        {
            throw new LocalStoreException(
                $"Cannot open the local store '{path}': it belongs to VIOS {uuid}, this is {vios}; give each VIOS a file of its own.");
        }
    }

    public static LocalStoreException Damaged(string path, string damage, Exception? cause)
    {
        var text = $"Cannot use the local store '{path}': it is damaged ({damage}). Put it aside and start again: the VIOS gets its data "
            + "again when it registers.";
        return cause is null ? new LocalStoreException(text) : new LocalStoreException(text, cause);
    }

    private static void Create(SqliteConnection connection, VioUuid vios)
    {
        using var transaction = connection.BeginTransaction();
        connection.Execute(Tables);
        connection.Execute(InventoryTable);
        connection.Execute(ChangesTable);
        connection.Execute("INSERT INTO vios VALUES (1, $uuid, 0, NULL, 0, '', 0)", ("$uuid", vios.ToString()));
        connection.Execute($"PRAGMA application_id = {ApplicationId}");
        connection.Execute($"PRAGMA user_version = {Version}");
        transaction.Commit();
    }

    private static void Upgrade(SqliteConnection connection, long version)
    {
        using var transaction = connection.BeginTransaction();
        if (version == 1)
        {
            connection.Execute(InventoryTable);
        }

        connection.Execute(ChangesTable);
        connection.Execute($"PRAGMA user_version = {Version}");
        transaction.Commit();
    }
}
