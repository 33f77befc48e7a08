using System.Data.Common;

namespace Akka.Persistence.Sql.Db;

/// <summary>
/// A database with the tables of one plugin. The tables are made or checked before the first use. Thread-safe.
/// </summary>
internal sealed class SqlDatabase(SqlStoreSettings settings, IReadOnlyList<SqlTable> tables, TimeProvider time)
{
    private readonly SemaphoreSlim _checking = new(1, 1);
    private volatile bool _checked;

    public SqlDialect Dialect { get; } = SqlDialect.For(settings, time);

    public async Task<DbConnection> OpenAsync()
    {
        if (!_checked)
            await CheckAsync().ConfigureAwait(false);
        return await Dialect.OpenAsync().ConfigureAwait(false);
    }

    /// <summary>Runs a call again when the connection was lost or the database was busy. The call must be safe to repeat.</summary>
    public async Task<T> RetryAsync<T>(Func<Task<T>> call)
    {
        var delay = settings.RetryDelay;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (Exception e) when (attempt < settings.RetryAttempts && Dialect.IsTransient(e))
            {
                await Task.Delay(delay, time).ConfigureAwait(false);
                delay *= 2;
            }
        }
    }

    private async Task CheckAsync()
    {
        await _checking.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_checked)
                return;
            await using var connection = await Dialect.OpenAsync().ConfigureAwait(false);
            foreach (var table in tables)
                await CheckTableAsync(connection, table).ConfigureAwait(false);
            _checked = true;
        }
        finally
        {
            _checking.Release();
        }
    }

    private async Task CheckTableAsync(DbConnection connection, SqlTable table)
    {
        var columns = await ColumnsAsync(connection, table.Name).ConfigureAwait(false);
        if (columns.Count == 0)
        {
            if (!settings.AutoInitialize)
            {
                throw new InvalidOperationException(
                    $"The table [{Dialect.Table(table.Name)}] is not in {Dialect.Description}. Make it, or set [auto-initialize] to on.");
            }

            await DefineAsync(connection, table).ConfigureAwait(false);
            columns = await ColumnsAsync(connection, table.Name).ConfigureAwait(false);
        }

        var missing = table.Columns.Where(column => !columns.Contains(column)).ToArray();
        if (missing.Length > 0)
        {
            throw new InvalidOperationException(
                $"The table [{Dialect.Table(table.Name)}] in {Dialect.Description} was not made for this journal: it has the columns "
                + $"[{string.Join(", ", columns)}] and lacks [{string.Join(", ", missing)}]. "
                    + $"Use another database or schema, or migrate the table.");
        }
    }

    private async Task<HashSet<string>> ColumnsAsync(DbConnection connection, string table)
    {
        var columns = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        await using var command = connection.Command(Dialect.ColumnsQuery, ("name", table));
        await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
            columns.Add(reader.GetString(0));
        return columns;
    }

    private async Task DefineAsync(DbConnection connection, SqlTable table)
    {
        await using var transaction = await Dialect.BeginDefinitionAsync(connection).ConfigureAwait(false);
        foreach (var statement in Dialect.Definition(table))
            await connection.ExecuteAsync(statement).ConfigureAwait(false);

        await transaction.CommitAsync().ConfigureAwait(false);
    }
}
