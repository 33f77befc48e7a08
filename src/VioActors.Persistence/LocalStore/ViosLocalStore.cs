using Microsoft.Data.Sqlite;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Persistence.Wire;

namespace VioActors.Persistence.LocalStore;

/// <summary>
/// A VIOS's own database, in the role of the ODM (REG-4): one SQLite file with its devices, its mappings, the cluster data that it received
/// and a journal of what it applied. Each application is one transaction and is on stable storage when the call returns (WAL,
/// synchronous FULL). An application that is repeated or late changes nothing. Not thread-safe: one owner, the VIOS's daemon.
/// </summary>
public sealed class ViosLocalStore : IDisposable
{
    /// <summary>Lines that the journal keeps; the oldest go first.</summary>
    public const int JournalCountMax = 10_000;

    /// <summary>
    /// Changes of the cluster that are kept beside the whole before it is written anew, unless they have fewer bytes than it: then so many
    /// times as many, and writing the whole of a large cluster costs no more than the changes did.
    /// </summary>
    public const int ClusterChangesMax = 64;

    private const int ChangesFactorMax = 8;

    /// <summary>Pages kept in memory: it is read as a whole and seldom, and a process may have hundreds of them.</summary>
    private const int CacheKibibytes = 128;

    /// <summary>SQLITE_CORRUPT and SQLITE_NOTADB (https://sqlite.org/rescode.html).</summary>
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    private readonly SqliteConnection _connection;
    private readonly string _path;
    private readonly VioUuid _vios;
    private readonly TimeProvider _clock;
    private ClusterData? _cluster;

    private ViosLocalStore(SqliteConnection connection, string path, VioUuid vios, TimeProvider clock) =>
        (_connection, _path, _vios, _clock) = (connection, path, vios, clock);

    /// <summary>Opens the store of a VIOS and makes it when there is no file.</summary>
    /// <exception cref="LocalStoreException">The file cannot be opened, is damaged, newer, or not this VIOS's store.</exception>
    public static ViosLocalStore Open(string path, VioUuid vios, TimeProvider clock)
    {
        SQLitePCL.Batteries_V2.Init();
        var source = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 10 };
        var connection = new SqliteConnection(source.ToString());
        var store = new ViosLocalStore(connection, path, vios, clock);
        try
        {
            store.Guarded(() =>
            {
                connection.Open();
                connection.Execute("PRAGMA journal_mode = WAL");
                connection.Execute("PRAGMA synchronous = FULL");
                connection.Execute("PRAGMA foreign_keys = ON");
                connection.Execute($"PRAGMA cache_size = -{CacheKibibytes}");
                LocalStoreSchema.Prepare(connection, path, vios);
                return 0;
            });
            return store;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>All that the VIOS knows.</summary>
    /// <exception cref="LocalStoreException">The file is damaged.</exception>
    public LocalStoreContent Read() => Guarded(() =>
        new LocalStoreContent(LocalStoreRows.ReadCluster(_connection), LocalStoreRows.ReadDevices(_connection))
        {
            Inventory = LocalStoreRows.ReadInventory(_connection),
        });

    /// <summary>The incarnation for a start of this VIOS: one more than the last, and stored.</summary>
    public long BeginIncarnation() => Guarded(() =>
    {
        using var transaction = _connection.BeginTransaction();
        _connection.Execute("UPDATE vios SET incarnation = incarnation + 1");
        var incarnation = (long)_connection.Scalar("SELECT incarnation FROM vios")!;
        transaction.Commit();
        return incarnation;
    });

    /// <summary>The cluster data that it has; null: none yet. What is missing of it is asked for by its version (REG-12).</summary>
    /// <exception cref="LocalStoreException">The file is damaged.</exception>
    public ClusterData? Cluster() => Guarded(() => _cluster ??= LocalStoreRows.ReadCluster(_connection));

    /// <summary>Policies that it has, for the next registration (REG-13).</summary>
    public ValueList<PolicyVersion> KnownPolicies() => Guarded(() =>
        (LocalStoreRows.ReadCluster(_connection)?.Policies ?? []).Select(policy =>
            new PolicyVersion(policy.Name, policy.Version)).ToValueList());

    /// <summary>
    /// Keeps cluster data from the DB. Policies that the data leaves out because the VIOS had them stay. Older data is not applied.
    /// </summary>
    public LocalApplyResult Apply(ClusterData data) => Guarded(() =>
    {
        using var transaction = _connection.BeginTransaction();
        var before = _cluster ??= LocalStoreRows.ReadCluster(_connection);
        var same = before?.Name == data.Name;
        if (same && data.Version.CompareTo(before!.Version) < 0)
        {
            return LocalApplyResult.NothingNew;
        }

        var kept = same ? before!.Policies.Where(policy => !data.Policies.Any(other => other.Name == policy.Name)) : [];
        var after = data with
        {
            Policies = data.Policies.Concat(kept).OrderBy(policy =>
            policy.Name, StringComparer.Ordinal).ToValueList()
        };
        if (after.Equals(before))
        {
            return LocalApplyResult.NothingNew;
        }

        LocalStoreRows.WriteCluster(_connection, after);
        var result = Commit(transaction, LocalStoreDifference.Between(before, after), data.Version);
        _cluster = after;
        return result;
    });

    /// <summary>
    /// Keeps changes of the cluster data. What it costs goes by the changes, not by the size of the cluster. Changes that do not follow on
    /// the stored version change nothing.
    /// </summary>
    /// <returns>The cluster data with them; null when they do not follow: the whole is needed.</returns>
    public ClusterData? Apply(ClusterChanges changes) => Guarded(() =>
    {
        var before = _cluster ??= LocalStoreRows.ReadCluster(_connection);
        if (before is null || changes.ApplyTo(before) is not { } after)
        {
            return null;
        }

        if (changes.Version == before.Version)
        {
            return before;
        }

        using var transaction = _connection.BeginTransaction();
        AddChanges(changes, after);
        Commit(transaction, LocalStoreDifference.Between(before, changes), changes.Version);
        return _cluster = after;
    });

    /// <summary>
    /// Keeps the answer to a registration. A whole in it takes the place of what the store has; what is older than that is not kept.
    /// </summary>
    /// <returns>The cluster data with it; null, and nothing is changed, when it does not follow, or does not lead to what the VIOS DB has:
    /// the whole is needed.</returns>
    public ClusterData? Apply(ViosRegisteredSince answer) => Guarded(() =>
    {
        var before = _cluster ??= LocalStoreRows.ReadCluster(_connection);
        var (whole, changes) = (answer.Whole, answer.Changes);
        if ((whole ?? before) is not { } from || changes.ApplyTo(from) is not { } after || ClusterDigest.Of(after) != answer.Digest)
        {
            return null;
        }

        if (before?.Name == after.Name && before.Version.CompareTo(after.Version) > 0)
        {
            return after;
        }

        if (before is not null && ClusterDigest.Of(before) == answer.Digest)
        {
            return before;
        }

        using var transaction = _connection.BeginTransaction();
        if (whole is not null)
        {
            LocalStoreRows.WriteCluster(_connection, whole);
        }

        if (changes.Version != changes.From)
        {
            AddChanges(changes, after);
        }

        Commit(
            transaction,
            whole is null ? LocalStoreDifference.Between(from, changes) : LocalStoreDifference.Between(before, after), after.Version);
        return _cluster = after;
    });

    /// <summary>Makes the store's devices those of the DB; older ones are not applied.</summary>
    /// <returns>What was created, changed and removed, for the VIOS to configure (REG-12).</returns>
    /// <exception cref="ArgumentException">They are another VIOS's devices.</exception>
    public LocalApplyResult Apply(ViosDevices devices)
    {
        if (devices.Vios != _vios)
        {
            throw new ArgumentException($"Cannot apply the devices of VIOS {devices.Vios} to the local store of {_vios}.", nameof(devices));
        }

        return Guarded(() =>
        {
            using var transaction = _connection.BeginTransaction();
            var before = LocalStoreRows.ReadDevices(_connection);
            if (before is not null && devices.Version.CompareTo(before.Version) <= 0)
            {
                return LocalApplyResult.NothingNew;
            }

            LocalStoreRows.WriteDevices(_connection, devices);
            return Commit(transaction, LocalStoreDifference.Between(before, devices), devices.Version);
        });
    }

    /// <summary>Makes the recorded devices those of the DB (BR-2); older ones are not applied.</summary>
    /// <returns>What was created, changed and removed.</returns>
    /// <exception cref="ArgumentException">They are another VIOS's devices.</exception>
    public LocalApplyResult Apply(DeviceInventory inventory)
    {
        if (inventory.Vios != _vios)
        {
            throw new ArgumentException(
                $"Cannot apply the inventory of VIOS {inventory.Vios} to the local store of {_vios}.", nameof(inventory));
        }

        return Guarded(() =>
        {
            using var transaction = _connection.BeginTransaction();
            var before = LocalStoreRows.ReadInventory(_connection);
            if (before is not null && inventory.Version.CompareTo(before.Version) <= 0)
            {
                return LocalApplyResult.NothingNew;
            }

            LocalStoreRows.WriteInventory(_connection, inventory);
            return Commit(transaction, LocalStoreDifference.Between(before, inventory), inventory.Version);
        });
    }

    /// <summary>
    /// Forgets what came from the DB, which was restored to an earlier state and would be taken for older. The VIOS gets it again when it
    /// registers; its incarnation goes on.
    /// </summary>
    public void Forget() => Guarded(() =>
    {
        using var transaction = _connection.BeginTransaction();
        foreach (var table in new[] { "devices", "adapters", "cluster", "cluster_changes", "inventory" })
        {
            _connection.Execute($"DELETE FROM {table}");
        }

        _connection.Execute("UPDATE vios SET drc = NULL, devices_version = 0");
        transaction.Commit();
        _cluster = null;
        return 0;
    });

    /// <summary>Lines of the journal after a number, oldest first.</summary>
    /// <param name="countMax">1 to <see cref="JournalCountMax"/>.</param>
    public ValueList<LocalJournalLine> ReadJournal(long afterNumber, int countMax) => Guarded(() => _connection.Query(
        "SELECT number, at_utc, kind, category, name, version FROM journal WHERE number > $after ORDER BY number LIMIT $count",
        row => new LocalJournalLine(
            row.GetInt64(0),
            new DateTimeOffset(row.GetInt64(1), TimeSpan.Zero),
            new LocalChange((LocalChangeKind)row.GetInt32(2), row.GetString(3), row.GetString(4)),
            row.GetInt64(5)),
        ("$after", afterNumber),
        ("$count", Math.Clamp(countMax, 1, JournalCountMax))).ToValueList());

    public void Dispose() => _connection.Dispose();

    private void AddChanges(ClusterChanges changes, ClusterData after)
    {
        var (count, areLonger) = LocalStoreRows.AddClusterChanges(_connection, changes);
        if (count > ClusterChangesMax * ChangesFactorMax || (count > ClusterChangesMax && areLonger))
        {
            LocalStoreRows.WriteCluster(_connection, after);
        }
    }

    private LocalApplyResult Commit(SqliteTransaction transaction, ValueList<LocalChange> changes, ObjectVersion version)
    {
        LocalStoreRows.AddToJournal(_connection, changes, version, _clock.GetUtcNow());
        _connection.Execute("DELETE FROM journal WHERE number <= (SELECT max(number) FROM journal) - $kept", ("$kept", JournalCountMax));
        transaction.Commit();
        return new LocalApplyResult(true, changes);
    }

    private T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SqliteException e) when (e.SqliteErrorCode == NotADatabase)
        {
            throw new LocalStoreException(
                $"Cannot open the local store '{_path}': the file is no SQLite database; give the path of a VIOS's local store.", e);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == Corrupt)
        {
            throw LocalStoreSchema.Damaged(_path, e.Message, e);
        }
        catch (SqliteException e)
        {
            throw new LocalStoreException($"Cannot use the local store '{_path}': {e.Message} Check that its directory exists and is "
                + $"writable.", e);
        }
        catch (Exception e) when (e is MessageFormatException or FormatException or InvalidCastException or ArgumentOutOfRangeException)
        {
            throw LocalStoreSchema.Damaged(_path, e.Message, e);
        }
    }
}
