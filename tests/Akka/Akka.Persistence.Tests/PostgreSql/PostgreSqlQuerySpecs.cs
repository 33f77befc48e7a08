using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Persistence.Tests.Fixtures;
using Akka.Persistence.Tests.Query;
using Akka.Streams.Dsl;
using Npgsql;

namespace Akka.Persistence.Tests.PostgreSql;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlManyWritersSpec(PostgreSqlServer server) : ManyWritersSpec
{
    protected override Store Store { get; } = new PostgreSqlStore(server);
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlQuerySpec(PostgreSqlServer server) : QueryContractSpec
{
    protected override PostgreSqlStore Store { get; } = new(server);

    protected override string JournalId => "akka.persistence.journal.sql";

    [ContractFact]
    public async Task An_event_whose_transaction_is_slow_is_not_left_out()
    {
        var actor = await WrittenAsync("a", "1");
        await using var slow = await Store.OpenAsync();
        await using var transaction = await slow.BeginTransactionAsync();
        await using (var insert = new NpgsqlCommand(
            $"""
            INSERT INTO {Store.Schema}.journal
              (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
            SELECT created, deleted, 'slow', 1, message, manifest, identifier, writer_uuid FROM {Store.Schema}.journal
            """,
            slow))
        {
            Assert.Equal(1, await insert.ExecuteNonQueryAsync());
        }

        // Its place in the order is before this one's, which can be seen already.
        await actor.Ask<Ack>(new Append("2"), Limit);
        var reading = SeqAsync(All(live: true).Take(3));
        await UntilTheQueryHasAskedForWritersAsync();
        await transaction.CommitAsync();

        Assert.Equal(["a 1", "slow 1", "a 2"], (await reading).Select(e => $"{e.PersistenceId} {e.SequenceNr}"));
    }

    [ContractFact]
    public async Task A_place_that_a_rollback_left_empty_holds_nobody_up()
    {
        var actor = await WrittenAsync("a", "1");
        await Store.QueryAsync($"SELECT nextval(pg_get_serial_sequence('{Store.Schema}.journal', 'ordering'))");
        await actor.Ask<Ack>(new Append("2"), Limit);

        var events = await SeqAsync(All());

        Assert.Equal([1, 3], events.Select(e => ((Sequence)e.Offset).Value));
    }

    private async Task UntilTheQueryHasAskedForWritersAsync()
    {
        var limit = DateTime.UtcNow.AddSeconds(60);
        while ((await Store.QueryAsync(
            $"""
            SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT virtualtransaction FROM pg_locks%{Store.Schema}.journal%'
            """)).Count == 0)
        {
            Assert.True(DateTime.UtcNow < limit, "The query did not look for writers.");
        }
    }
}
