using System.Data.Common;

namespace Akka.Cluster.Sql;

/// <summary>Makes the tables when they are missing and checks that they are ours. Thread-safe.</summary>
internal sealed class MembershipSchema(MembershipDialect dialect, bool autoInitialize)
{
    /// <summary>Grows when the tables change; other versions are refused.</summary>
    public const long Version = 1;

    private readonly SemaphoreSlim _checking = new(1, 1);
    private volatile bool _checked;

    /// <summary>Throws <see cref="MembershipStoreException"/> when the tables are not ours, or missing and not to be made.</summary>
    public async Task EnsureAsync(DbConnection connection, CancellationToken cancel)
    {
        if (_checked)
            return;
        await _checking.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (_checked)
                return;
            if (!await ExistsAsync(connection, MembershipDialect.SchemaTable, cancel).ConfigureAwait(false))
                await DefineAsync(connection, cancel).ConfigureAwait(false);
            await CheckAsync(connection, cancel).ConfigureAwait(false);
            _checked = true;
        }
        finally
        {
            _checking.Release();
        }
    }

    private async Task<bool> ExistsAsync(DbConnection connection, string table, CancellationToken cancel) =>
        await connection.NumberAsync(dialect.TableExists, [("name", table)], cancel).ConfigureAwait(false) > 0;

    private async Task DefineAsync(DbConnection connection, CancellationToken cancel)
    {
        if (!autoInitialize)
        {
            throw new MembershipStoreException(
                $"{dialect.Description} has no [{MembershipDialect.SchemaTable}], and akka.cluster.membership.auto-initialize is off");
        }

        await using var transaction = await dialect.BeginDefinitionAsync(connection, cancel).ConfigureAwait(false);
        if (await ExistsAsync(connection, MembershipDialect.SchemaTable, cancel).ConfigureAwait(false))
            return;
        foreach (var table in new[] { MembershipDialect.ClusterTable, MembershipDialect.MemberTable })
        {
            if (await ExistsAsync(connection, table, cancel).ConfigureAwait(false))
                throw new MembershipStoreException($"{dialect.Description} has a table [{table}] that is not of this engine");
        }

        foreach (var definition in Definitions())
            await connection.RunAsync(definition, [], cancel).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
    }

    private async Task CheckAsync(DbConnection connection, CancellationToken cancel)
    {
        long? version;
        try
        {
            version = await connection.NumberAsync(
                $"SELECT version FROM {dialect.Table(MembershipDialect.SchemaTable)}", [], cancel).ConfigureAwait(false);
        }
        catch (DbException e) when (e is Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 1 } or Npgsql.PostgresException)
        {
            throw new MembershipStoreException(
                $"{dialect.Description} has a table [{MembershipDialect.SchemaTable}] that is not of this engine");
        }

        if (version != Version)
        {
            throw new MembershipStoreException(
                $"{dialect.Description} has version {version?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"} "
                + $"of the tables of members; this engine knows version {Version}");
        }
    }

    private string[] Definitions() =>
    [
        $"CREATE TABLE {dialect.Table(MembershipDialect.SchemaTable)} (version BIGINT NOT NULL)",
        $"INSERT INTO {dialect.Table(MembershipDialect.SchemaTable)} (version) VALUES ({Version})",
        $"""
        CREATE TABLE {dialect.Table(MembershipDialect.ClusterTable)} (
          name TEXT NOT NULL PRIMARY KEY,
          version BIGINT NOT NULL,
          last_no BIGINT NOT NULL,
          last_up BIGINT NOT NULL)
        """,
        $"""
        CREATE TABLE {dialect.Table(MembershipDialect.MemberTable)} (
          cluster TEXT NOT NULL,
          no BIGINT NOT NULL,
          address TEXT NOT NULL,
          uid BIGINT NOT NULL,
          status TEXT NOT NULL,
          up_number BIGINT NOT NULL,
          roles TEXT NOT NULL,
          app_version TEXT NOT NULL,
          lease_end BIGINT NOT NULL,
          tolerance_ms BIGINT NOT NULL,
          sequence BIGINT NOT NULL,
          quorum TEXT NOT NULL,
          voted_lease_end BIGINT NOT NULL,
          voters TEXT NOT NULL,
          unreachable TEXT NOT NULL,
          removed_at BIGINT NOT NULL,
          previous TEXT NOT NULL,
          PRIMARY KEY (cluster, no))
        """,
    ];
}
