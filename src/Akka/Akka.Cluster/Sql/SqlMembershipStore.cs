using System.Collections.Immutable;
using System.Data.Common;
using Akka.Cluster.Membership;
using Akka.Cluster.Store;

namespace Akka.Cluster.Sql;

/// <summary>
/// The table of members in a SQL database. Renewals are one statement on one row; everything else reads all rows under a lock, decides by
/// <see cref="TableDecisions"/>, and writes what has changed. Thread-safe.
/// </summary>
internal sealed class SqlMembershipStore(MembershipDialect dialect, MembershipSettings settings) : IMembershipStore
{
    private readonly MembershipTexts _sql = new(dialect);
    private readonly MembershipSchema _schema = new(dialect, settings.AutoInitialize);

    public string Description => dialect.Description;

    /// <summary>
    /// Throws <see cref="DbException"/> and the like when the database is away, and <see cref="MembershipStoreException"/> when its tables
    /// or rows are not what this engine writes.
    /// </summary>
    public async Task<MembershipAnswer> ExecuteAsync(MembershipStatement statement, CancellationToken cancel)
    {
        await using var connection = await dialect.OpenAsync(cancel).ConfigureAwait(false);
        await _schema.EnsureAsync(connection, cancel).ConfigureAwait(false);
        switch (statement)
        {
            case RenewStatement renew:
                return await RenewAsync(connection, renew, cancel).ConfigureAwait(false);
            case ReadStatement:
                return await ReadAsync(connection, statement, cancel).ConfigureAwait(false);
            default:
                return await ChangeAsync(connection, statement, cancel).ConfigureAwait(false);
        }
    }

    public void Listen(Action changed) => dialect.Listen(changed);

    public ValueTask DisposeAsync() => dialect.DisposeAsync();

    private static (List<MemberRow> Changed, List<long> Gone) Difference(MembershipTable before, MembershipTable after)
    {
        var known = before.Rows.ToDictionary(row => row.No);
        return (
            [.. after.Rows.Where(row => !ReferenceEquals(known.GetValueOrDefault(row.No), row))],
            [.. before.Rows.Select(row => row.No).Except(after.Rows.Select(row => row.No))]);
    }

    private static async Task<MembershipAnswer> PulseAsync(DbDataReader reader, CancellationToken cancel)
    {
        await reader.ReadAsync(cancel).ConfigureAwait(false);
        var lapses = reader.IsDBNull(2) ? "" : reader.GetString(2);
        return new MembershipAnswer(StatementResult.NoOp, reader.GetInt64(0), reader.IsDBNull(1) ? 0 : reader.GetInt64(1))
        {
            Lapses = RowTexts.ReadLapses(lapses),
        };
    }

    /// <summary>One round trip as long as nothing has changed, because a slow database must not cost the lease.</summary>
    private async Task<MembershipAnswer> RenewAsync(DbConnection connection, RenewStatement renew, CancellationToken cancel)
    {
        MembershipAnswer answer;
        long? end = null;
        var parameters = new (string, object)[]
        {
            ("cluster", settings.ClusterName), ("no", renew.No), ("sequence", renew.Sequence), ("lease", renew.LeaseMs),
            ("tolerance", renew.ToleranceMs), ("quorum", RowTexts.Write(renew.Quorum)),
        };
        await using (var command = connection.Command(_sql.RenewAndPulse, parameters))
        {
            await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
            if (await reader.ReadAsync(cancel).ConfigureAwait(false))
                end = reader.GetInt64(0);
            await reader.NextResultAsync(cancel).ConfigureAwait(false);
            answer = await PulseAsync(reader, cancel).ConfigureAwait(false);
        }

        if (end is { } granted)
            return answer with { Result = StatementResult.Ok, LeaseEnd = granted };

        // The row is gone, or a later renewal was there before: the rules say which.
        var (table, now) = await LoadAsync(connection, _sql.Load, skip: 0, cancel).ConfigureAwait(false);
        return Answers.From(TableDecisions.Decide(table, renew, now), renew, now);
    }

    private async Task<MembershipAnswer> ReadAsync(DbConnection connection, MembershipStatement statement, CancellationToken cancel)
    {
        MembershipAnswer answer;
        await using (var command = connection.Command(_sql.Pulse, [("cluster", settings.ClusterName)]))
        {
            await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
            answer = await PulseAsync(reader, cancel).ConfigureAwait(false);
        }

        if (answer.Version <= statement.KnownVersion)
            return answer;
        var (table, _) = await LoadAsync(connection, _sql.Load, skip: 0, cancel).ConfigureAwait(false);
        return answer with { Version = table.Version, Table = table.ForMembers(Answers.RemovedRowsMax) };
    }

    private async Task<MembershipAnswer> ChangeAsync(DbConnection connection, MembershipStatement statement, CancellationToken cancel)
    {
        await using var transaction = await dialect.BeginWriteAsync(connection, cancel).ConfigureAwait(false);
        var (before, now) = await LoadAsync(connection, _sql.LoadForUpdate, _sql.LocksBeforeLoad, cancel).ConfigureAwait(false);
        var decision = TableDecisions.Decide(before, statement, now);
        if (!ReferenceEquals(before, decision.Table))
            await WriteAsync(connection, before, decision.Table, cancel).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
        return Answers.From(decision, statement, now);
    }

    private async Task WriteAsync(DbConnection connection, MembershipTable before, MembershipTable after, CancellationToken cancel)
    {
        (string, object)[] cluster = [("cluster", settings.ClusterName)];
        var (changed, gone) = Difference(before, after);
        foreach (var row in changed)
            await connection.RunAsync(_sql.Upsert, RowTexts.Parameters(settings.ClusterName, row), cancel).ConfigureAwait(false);
        foreach (var no in gone)
            await connection.RunAsync(_sql.Delete, [.. cluster, ("no", no)], cancel).ConfigureAwait(false);
        await connection.RunAsync(
            _sql.UpdateCluster,
            [.. cluster, ("version", after.Version), ("last_no", after.LastNo), ("last_up", (long)after.LastUpNumber)],
            cancel).ConfigureAwait(false);
        if (after.Version != before.Version && dialect.Notify.Length > 0)
            await connection.RunAsync(dialect.Notify, cluster, cancel).ConfigureAwait(false);
    }

    /// <summary>All rows at one version, and the time after the locks were taken that the text begins with.</summary>
    private async Task<(MembershipTable Table, long Now)> LoadAsync(
        DbConnection connection, string text, int skip, CancellationToken cancel)
    {
        var table = MembershipTable.Empty;
        var rows = ImmutableArray.CreateBuilder<MemberRow>();
        await using var command = connection.Command(text, [("cluster", settings.ClusterName)]);
        await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        for (var i = 0; i < skip; i++)
            await reader.NextResultAsync(cancel).ConfigureAwait(false);
        while (await reader.ReadAsync(cancel).ConfigureAwait(false))
        {
            table = table with { Version = reader.GetInt64(0), LastNo = reader.GetInt64(1), LastUpNumber = (int)reader.GetInt64(2) };
            if (!reader.IsDBNull(3))
                rows.Add(RowTexts.ReadRow(reader, 3));
            if (rows.Count > RowTexts.RowsMax)
                throw new MembershipStoreException($"the cluster has more than {RowTexts.RowsMax} rows");
        }

        await reader.NextResultAsync(cancel).ConfigureAwait(false);
        await reader.ReadAsync(cancel).ConfigureAwait(false);
        return (table with { Rows = rows.ToImmutable() }, reader.GetInt64(0));
    }
}
