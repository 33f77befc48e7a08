using Akka.Actor;
using Akka.Persistence.Tests.Actors;
using Akka.Persistence.Tests.Fixtures;
using Akka.Persistence.Tests.Journal;
using Akka.Persistence.Tests.Snapshot;
using Akka.Persistence.Tests.Sql;

namespace Akka.Persistence.Tests.PostgreSql;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlJournalSpec(PostgreSqlServer server) : JournalContractSpec
{
    protected override Store Store { get; } = new PostgreSqlStore(server);
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlSnapshotSpec(PostgreSqlServer server) : SnapshotContractSpec
{
    protected override Store Store { get; } = new PostgreSqlStore(server);
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlPersistentActorSpec(PostgreSqlServer server) : PersistentActorSpec
{
    protected override Store Store { get; } = new PostgreSqlStore(server);
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlSharedStoreSpec(PostgreSqlServer server) : SharedStoreSpec
{
    protected override Store Store { get; } = new PostgreSqlStore(server);
}

/// <summary>The catalogue, and connections that are cut.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlSpec(PostgreSqlServer server) : ActorSpec
{
    private bool _unreachable;

    protected override PostgreSqlStore Store { get; } = new(server);

    [ContractFact]
    public async Task Tables_are_those_of_the_default_mapping()
    {
        var actor = await StartedAsync("a");
        await actor.Ask<Ack>(new Append("1"), Limit);
        actor.Tell(new Save());
        await Observer.NextAsync<SaveSnapshotSuccess>();

        Assert.Equal(
            [
                "journal ordering bigint NO", "journal created bigint NO", "journal deleted boolean NO", "journal persistence_id text NO",
                "journal sequence_number bigint NO", "journal message bytea NO", "journal manifest text YES",
                "journal identifier integer YES", "journal writer_uuid text YES",
                "snapshot persistence_id text NO", "snapshot sequence_number bigint NO", "snapshot created bigint NO",
                "snapshot snapshot bytea YES", "snapshot manifest text YES", "snapshot serializer_id integer YES",
                "tags ordering_id bigint NO", "tags tag text NO", "tags sequence_nr bigint NO", "tags persistence_id text NO",
            ],
            await Store.QueryAsync($"""
                SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
                WHERE table_schema = '{Store.Schema}' ORDER BY table_name, ordinal_position
                """));
        Assert.Equal(
            [
                "journal_created_idx", "journal_pkey", "journal_sequence_number_idx", "journal_uq", "snapshot_created_idx",
                "snapshot_pkey", "snapshot_sequence_number_idx", "tags_persistence_id_sequence_nr_idx", "tags_pkey", "tags_tag_idx",
            ],
            await Store.QueryAsync($"SELECT indexname FROM pg_indexes WHERE schemaname = '{Store.Schema}' ORDER BY 1"));
    }

    [ContractFact]
    public async Task A_cut_connection_is_replaced_and_the_write_is_repeated()
    {
        var actor = await StartedAsync("a");
        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal(new Ack($"{i}", i), await actor.Ask<Ack>(new Append($"{i}"), Limit));
            await Store.QueryAsync(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    + "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
        }

        await CrashAsync(actor);
        Start("a");

        Assert.Equal(["1", "2", "3", "4", "5"], (await Observer.NextAsync<Recovered>()).Texts);
    }

    [ContractFact]
    public async Task A_database_that_cannot_be_reached_ends_the_recovery()
    {
        _unreachable = true;
        var actor = Start("a");
        Observer.Watch(actor);

        Assert.Equal("recovery", (await Observer.NextAsync<Failed>()).What);
        await Observer.NextAsync<Terminated>();
    }

    protected override Akka.Configuration.Config Configure(Akka.Configuration.Config config) => _unreachable
        ? ((Akka.Configuration.Config)"""
            akka.persistence.journal.sql { connection-string = "Host=/nowhere;Username=x", retry-attempts = 2, retry-delay = 1 ms }
            akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
            """).WithFallback(config)
        : config;
}
