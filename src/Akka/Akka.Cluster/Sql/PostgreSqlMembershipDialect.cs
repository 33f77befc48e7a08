using System.Data.Common;
using Npgsql;

namespace Akka.Cluster.Sql;

/// <summary>PostgreSQL 12 and later. Thread-safe.</summary>
internal sealed class PostgreSqlMembershipDialect : MembershipDialect
{
    internal const string Channel = "akka_membership";

    /// <summary>Any number, the same in all processes: makes them define tables one after another.</summary>
    private const long DefinitionLock = 0x416B6B61_4D454D42;

    private readonly string _schema;
    private readonly NpgsqlDataSource _source;
    private readonly PostgreSqlListener _listener;

    public PostgreSqlMembershipDialect(MembershipSettings settings, TimeProvider time)
    {
        _schema = settings.SchemaName;
        var builder = new NpgsqlConnectionStringBuilder(settings.ConnectionString)
        {
            Timeout = Math.Max(1, (int)Math.Ceiling(settings.CallTimeout.TotalSeconds)),
            CommandTimeout = Math.Max(1, (int)Math.Ceiling(settings.CallTimeout.TotalSeconds)),
            NoResetOnClose = true,
        };
        Description = $"PostgreSQL {builder.Host}:{builder.Port}/{builder.Database}";
        _source = NpgsqlDataSource.Create(builder);
        _listener = new PostgreSqlListener(_source, settings.ClusterName, time);
    }

    public override string Description { get; }

    // Not now(): that is the start of the transaction, before it waited for locks.
    public override string Now => "(EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::BIGINT";

    public override string ForUpdate => "FOR UPDATE";

    public override string Notify => $"SELECT pg_notify('{Channel}', @cluster)";

    public override string TableExists =>
        "SELECT COUNT(*) FROM information_schema.tables WHERE table_name = @name AND table_schema = "
        + (_schema.Length > 0 ? $"'{_schema}'" : "current_schema()");

    public override string Greatest => "GREATEST";

    public override async Task<DbConnection> OpenAsync(CancellationToken cancel) =>
        await _source.OpenConnectionAsync(cancel).ConfigureAwait(false);

    public override async Task<IMembershipTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancel) =>
        new Transaction(await connection.BeginTransactionAsync(cancel).ConfigureAwait(false));

    public override async Task<IMembershipTransaction> BeginDefinitionAsync(DbConnection connection, CancellationToken cancel)
    {
        var transaction = await BeginWriteAsync(connection, cancel).ConfigureAwait(false);
        await connection.RunAsync($"SELECT pg_advisory_xact_lock({DefinitionLock})", [], cancel).ConfigureAwait(false);
        if (_schema.Length > 0)
            await connection.RunAsync($"CREATE SCHEMA IF NOT EXISTS {_schema}", [], cancel).ConfigureAwait(false);
        return transaction;
    }

    public override string Table(string name) => _schema.Length > 0 ? $"{_schema}.{name}" : name;

    public override void Listen(Action changed) => _listener.Start(changed);

    public override async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync().ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class Transaction(DbTransaction transaction) : IMembershipTransaction
    {
        public Task CommitAsync(CancellationToken cancel) => transaction.CommitAsync(cancel);

        public ValueTask DisposeAsync() => transaction.DisposeAsync();
    }
}
