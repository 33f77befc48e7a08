using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Persistence.Wire;

namespace VioActors.Persistence.LocalStore;

/// <summary>
/// Rows of a local store as values, and back. Reading throws <see cref="FormatException"/> for a row that is none. Not thread-safe.
/// </summary>
internal static class LocalStoreRows
{
    public static ClusterData? ReadCluster(SqliteConnection connection)
    {
        var rows = connection.Query("SELECT manifest, data FROM cluster", row =>
            (Manifest: row.GetString(0), Data: (byte[])row.GetValue(1)));
        if (rows.Count == 0)
        {
            return null;
        }

        var data = DomainCodec.Decode(rows[0].Data, rows[0].Manifest) is ClusterFound found ? found.Cluster
            : throw new FormatException($"cluster data has manifest {rows[0].Manifest}");
        foreach (var row in connection.Query("SELECT manifest, data FROM cluster_changes ORDER BY version", row =>
            (Manifest: row.GetString(0), Data: (byte[])row.GetValue(1))))
        {
            data = (DomainCodec.Decode(row.Data, row.Manifest) as ClusterChangesFound)?.Changes.ApplyTo(data)
                ?? throw new FormatException($"a change of the cluster data, {row.Manifest}, does not follow on version {data.Version}");
        }

        return data;
    }

    /// <summary>Adds what leads from the stored version to the next.</summary>
    /// <returns>Changes that are kept beside the whole now, and whether they have more bytes than it.</returns>
    public static (long Count, bool AreLonger) AddClusterChanges(SqliteConnection connection, ClusterChanges changes)
    {
        var message = new ClusterChangesFound(changes);
        connection.Execute(
            "INSERT INTO cluster_changes VALUES ($version, $manifest, $data)",
            ("$version", changes.Version.Value),
            ("$manifest", DomainCodec.ManifestOf(message)),
            ("$data", DomainCodec.Encode(message)));
        return connection.Query(
            "SELECT count(*), sum(length(data)) > (SELECT length(data) FROM cluster) FROM cluster_changes",
            row => (row.GetInt64(0), row.GetBoolean(1)))[0];
    }

    public static void WriteCluster(SqliteConnection connection, ClusterData data)
    {
        connection.Execute("DELETE FROM cluster_changes");
        connection.Execute(
            "INSERT OR REPLACE INTO cluster VALUES (1, $version, $manifest, $data)",
            ("$version", data.Version.Value),
            ("$manifest", DomainCodec.ManifestOf(new ClusterFound(data))),
            ("$data", ClusterDataBytes.WriteFound(data)));
    }

    /// <summary>A line for each change. One statement for all: in a large cluster there are a thousand at once.</summary>
    public static void AddToJournal(SqliteConnection connection, ValueList<LocalChange> changes, ObjectVersion version, DateTimeOffset now)
    {
        if (changes.Count == 0)
        {
            return;
        }

        connection.Execute(
            """
            INSERT INTO journal(at_utc, kind, category, name, version)
            SELECT $at, json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), $version
            FROM json_each($lines)
            """,
            ("$at", now.UtcTicks),
            ("$lines", LinesOf(changes)),
            ("$version", version.Value));
    }

    private static string LinesOf(ValueList<LocalChange> changes)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * changes.Count);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartArray();
        foreach (var change in changes.AsSpan())
        {
            json.WriteStartArray();
            json.WriteNumberValue((int)change.Kind);
            json.WriteStringValue(change.Category);
            json.WriteStringValue(change.Name);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static DeviceInventory? ReadInventory(SqliteConnection connection)
    {
        var rows = connection.Query("SELECT manifest, data FROM inventory", row =>
            (Manifest: row.GetString(0), Data: (byte[])row.GetValue(1)));
        return rows.Count == 0 ? null
            : DomainCodec.Decode(rows[0].Data, rows[0].Manifest) is InventoryFound found ? found.Inventory
            : throw new FormatException($"the inventory has manifest {rows[0].Manifest}");
    }

    public static void WriteInventory(SqliteConnection connection, DeviceInventory inventory)
    {
        var message = new InventoryFound(inventory);
        connection.Execute(
            "INSERT OR REPLACE INTO inventory VALUES (1, $version, $manifest, $data)",
            ("$version", inventory.Version.Value),
            ("$manifest", DomainCodec.ManifestOf(message)),
            ("$data", DomainCodec.Encode(message)));
    }

    public static ViosDevices? ReadDevices(SqliteConnection connection)
    {
        var head = connection.Query(
            "SELECT uuid, drc, devices_version, portals, retired FROM vios WHERE drc IS NOT NULL",
            row => new ViosDevices(
                VioUuid.Parse(row.GetString(0)),
                DrcName.Parse(row.GetString(1)),
                new ObjectVersion(row.GetInt64(2)),
                [],
                [],
                row.GetString(3).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToValueList(),
                row.GetBoolean(4)));
        return head.Count == 0 ? null : head[0] with
        {
            Adapters = connection.Query("SELECT * FROM adapters ORDER BY rowid", ReadAdapter).ToValueList(),
            Devices = connection.Query("SELECT * FROM devices ORDER BY rowid", ReadDevice).ToValueList(),
        };
    }

    /// <summary>Replaces the rows; what changed is told by <see cref="LocalStoreDifference"/>.</summary>
    public static void WriteDevices(SqliteConnection connection, ViosDevices devices)
    {
        connection.Execute("DELETE FROM devices");
        connection.Execute("DELETE FROM adapters");
        foreach (var adapter in devices.Adapters)
        {
            connection.Execute(
                "INSERT INTO adapters VALUES ($name, $kind, $slot, $drc, $client, $clientSlot, $version)",
                ("$name", adapter.Name.Value),
                ("$kind", (int)adapter.Kind),
                ("$slot", adapter.Slot.Value),
                ("$drc", adapter.Drc.ToString()),
                ("$client", adapter.Client.ToString()),
                ("$clientSlot", adapter.ClientSlot?.Value),
                ("$version", adapter.Version.Value));
        }

        foreach (var device in devices.Devices)
        {
            connection.Execute(
                "INSERT INTO devices VALUES ($name, $adapter, $lun, $lu, $luName, $pool, $readOnly, $version)",
                ("$name", device.Name.Value),
                ("$adapter", device.Adapter.Value),
                ("$lun", device.Lun.Value),
                ("$lu", device.Lu.ToString()),
                ("$luName", device.LuName.Value),
                ("$pool", device.Pool.Value),
                ("$readOnly", device.ReadOnly),
                ("$version", device.Version.Value));
        }

        connection.Execute(
            "UPDATE vios SET drc = $drc, devices_version = $version, portals = $portals, retired = $retired",
            ("$drc", devices.Drc.ToString()),
            ("$version", devices.Version.Value),
            ("$portals", string.Join('\n', devices.Portals)),
            ("$retired", devices.Retired));
    }

    private static ServerAdapter ReadAdapter(SqliteDataReader row) => new(
        AdapterName.Parse(row.GetString(0)),
        (ServerAdapterKind)row.GetInt32(1),
        new SlotNumber(row.GetInt32(2)),
        DrcName.Parse(row.GetString(3)),
        ClientKey.Parse(row.GetString(4)),
        row.IsDBNull(5) ? null : new SlotNumber(row.GetInt32(5)),
        new ObjectVersion(row.GetInt64(6)));

    private static VirtualTargetDevice ReadDevice(SqliteDataReader row) => new(
        VtdName.Parse(row.GetString(0)),
        AdapterName.Parse(row.GetString(1)),
        new LunNumber(row.GetInt32(2)),
        LuUdid.Parse(row.GetString(3)),
        LuName.Parse(row.GetString(4)),
        PoolName.Parse(row.GetString(5)),
        row.GetBoolean(6),
        new ObjectVersion(row.GetInt64(7)));
}
