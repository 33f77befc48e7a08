using System.Data.Common;
using Akka.Configuration;

namespace Akka.Persistence.Sql.Db;

/// <summary>What differs between databases. Thread-safe.</summary>
internal abstract class SqlDialect(SqlStoreSettings settings)
{
    protected SqlStoreSettings Settings => settings;

    /// <summary>Names the database in messages, without secrets.</summary>
    public abstract string Description { get; }

    /// <exception cref="ConfigurationException">The provider is not supported.</exception>
    public static SqlDialect For(SqlStoreSettings settings, TimeProvider time)
    {
        if (settings.ProviderName.StartsWith("SQLite", StringComparison.OrdinalIgnoreCase))
            return new SqliteDialect(settings, time);
        if (settings.ProviderName.StartsWith("PostgreSQL", StringComparison.OrdinalIgnoreCase))
            return new PostgreSqlDialect(settings);
        throw new ConfigurationException(
            $"The SQL provider [{settings.ProviderName}] is not supported: write a name that starts with SQLite or PostgreSQL.");
    }

    /// <summary>An open connection, set up; the caller disposes of it.</summary>
    public async Task<DbConnection> OpenAsync()
    {
        var connection = Create();
        try
        {
            await connection.OpenAsync().ConfigureAwait(false);
            await SetUpAsync(connection).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public string Table(string name) => settings.SchemaName is null ? name : $"{settings.SchemaName}.{name}";

    /// <summary>Statements that make the table and its indexes when they are missing.</summary>
    public abstract IReadOnlyList<string> Definition(SqlTable table);

    /// <summary>A query for the column names of the table @name.</summary>
    public abstract string ColumnsQuery { get; }

    public abstract Task<WriteTransaction> BeginWriteAsync(DbConnection connection);

    /// <summary>Starts the transaction of a definition so that two processes do not make the same table.</summary>
    public abstract Task<WriteTransaction> BeginDefinitionAsync(DbConnection connection);

    public abstract DbCommandJournal JournalCommands(DbConnection connection);

    /// <summary>
    /// The highest value of the journal's column ordering; nothing will ever appear at it or below that is not visible now.
    /// </summary>
    public abstract Task<long> SettledOrderingAsync(DbConnection connection, TimeProvider time, CancellationToken token);

    /// <summary>The condition that t.tag is @tag, in a query that reads tags in their order.</summary>
    public abstract string HasTag { get; }

    /// <summary>An expression for the tags of the event j.ordering, in order.</summary>
    public abstract string TagsOfEvent(string tagTable);

    /// <summary>Reads what <see cref="TagsOfEvent"/> gives.</summary>
    public abstract string[] ReadTags(DbDataReader reader, int column);

    /// <summary>The row is there already.</summary>
    public abstract bool IsDuplicate(Exception e);

    /// <summary>The connection is lost or the database is busy: trying again may help.</summary>
    public abstract bool IsTransient(Exception e);

    /// <summary>
    /// Closes the connections that are kept for later use, so that nothing holds the database open; the next one to be opened finds what is
    /// at its place then, also when that is another file.
    /// </summary>
    public virtual void CloseIdle()
    {
    }

    protected abstract DbConnection Create();

    protected abstract Task SetUpAsync(DbConnection connection);
}
