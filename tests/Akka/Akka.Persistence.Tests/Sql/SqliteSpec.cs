using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Db;
using Akka.Persistence.Tests.Fixtures;

namespace Akka.Persistence.Tests.Sql;

/// <summary>What SQLite holds, and what happens when it holds something else.</summary>
public sealed class SqliteSpec : ActorSpec
{
    private string _extra = string.Empty;

    protected override SqliteStore Store { get; } = new();

    protected override Config Configure(Config config) => ConfigurationFactory.ParseString(_extra).WithFallback(config);

    [Fact]
    public async Task Rows_have_the_columns_of_the_default_mapping()
    {
        await (await StartedAsync("a")).Ask<Ack>(new Append("text"), Limit);

        Assert.Equal(1, Store.Count("""
            journal WHERE ordering = 1 AND created > 630000000000000000 AND deleted = 0 AND persistence_id = 'a' AND sequence_number = 1
            AND CAST(message AS TEXT) = 'text' AND manifest = 'appended' AND identifier = 9001 AND length(writer_uuid) > 20
            """));
        Assert.Equal(2, Store.Count("sqlite_master WHERE name IN ('journal_created_idx', 'journal_sequence_number_idx')"));
        Assert.Equal(2, Store.Count("sqlite_master WHERE name IN ('tags_persistence_id_sequence_nr_idx', 'tags_tag_idx')"));
        Assert.Equal(2, Store.Count("sqlite_master WHERE name IN ('snapshot_created_idx', 'snapshot_sequence_number_idx')"));
        Assert.Equal(1, Store.Count("pragma_journal_mode WHERE journal_mode = 'wal'"));
    }

    [Theory]
    [InlineData("manifest = 'of another program'", "manifest [of another program]")]
    [InlineData("identifier = 424242", "serializer 424242")]
    [InlineData("identifier = NULL", "no serializer id")]
    public async Task A_poisoned_row_stops_its_actor_and_is_named(string damage, string named)
    {
        var actor = await StartedAsync("a");
        foreach (var text in new[] { "1", "2", "3" })
            await actor.Ask<Ack>(new Append(text), Limit);
        await StopAsync(actor);
        Store.Execute($"UPDATE journal SET {damage} WHERE sequence_number = 2");

        var damaged = Start("a");
        Observer.Watch(damaged);

        var failed = (await Observer.UntilAsync<Failed>()).OfType<Failed>().Single();
        Assert.Equal("recovery", failed.What);
        Assert.Contains("2 of [a]", failed.Cause.Message, StringComparison.Ordinal);
        Assert.Contains(named, failed.Cause.Message, StringComparison.Ordinal);
        await Observer.NextAsync<Terminated>();
        await StartedAsync("b");
    }

    [Fact]
    public async Task A_system_that_has_ended_lets_go_of_its_database_which_can_be_replaced()
    {
        await (await StartedAsync("a")).Ask<Ack>(new Append("kept"), Limit);
        await CrashAsync(ActorRefs.Nobody);
        Assert.Equal(["journal.db"], Store.Files.Select(file => file.Name));
        var copy = File.ReadAllBytes(Store.Files.Single().FullName);
        var later = await StartedAsync("a");
        await later.Ask<Ack>(new Append("lost"), Limit);
        await later.Ask<Ack>(new Append("lost too"), Limit);
        await CrashAsync(later);
        Store.Files.Single().Delete();
        File.WriteAllBytes(Store.Path, copy);

        var after = await StartedAsync("a");

        Assert.Equal(["kept"], await TextsAsync(after));
        Assert.Equal(2, (await after.Ask<Ack>(new Append("new"), Limit)).SequenceNr);
        await CrashAsync(after);
        Assert.Equal(["kept", "new"], await TextsAsync(await StartedAsync("a")));
    }

    [Fact]
    public async Task A_poisoned_snapshot_stops_its_actor()
    {
        var actor = await StartedAsync("a");
        actor.Tell(new Save());
        await Observer.NextAsync<SaveSnapshotSuccess>();
        await StopAsync(actor);
        Store.Execute("UPDATE snapshot SET manifest = 'x'");

        Start("a");

        Assert.Contains("Snapshot 0 of [a]", (await Observer.NextAsync<Failed>()).Cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_of_another_program_is_refused_with_its_columns()
    {
        Store.Execute("CREATE TABLE journal (id INTEGER, entry TEXT)");

        Start("a");

        var failed = await Observer.NextAsync<Failed>();
        Assert.Contains("[journal]", failed.Cause.Message, StringComparison.Ordinal);
        Assert.Contains("sequence_number", failed.Cause.Message, StringComparison.Ordinal);
        Assert.Contains("entry", failed.Cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_auto_initialize_a_missing_table_is_an_error()
    {
        _extra = "akka.persistence.journal.sql.auto-initialize = off";

        Start("a");

        Assert.Contains("auto-initialize", (await Observer.NextAsync<Failed>()).Cause.Message, StringComparison.Ordinal);
        Assert.Equal(0, Store.Count("sqlite_master WHERE name = 'journal'"));
    }

    [Fact]
    public async Task Another_process_may_hold_the_database_for_a_while()
    {
        var actor = await StartedAsync("a");
        await actor.Ask<Ack>(new Append("1"), Limit);
        using var other = Store.Open();
        using var transaction = other.BeginTransaction();
        using var insert = other.CreateCommand();
        insert.CommandText = "INSERT INTO tags VALUES (99, 'other', 1, 'other')";
        insert.ExecuteNonQuery();

        var answer = actor.Ask<Ack>(new Append("2"), Limit);
        transaction.Commit();

        Assert.Equal(new Ack("2", 2), await answer);
    }

    [Fact]
    public async Task What_the_database_refuses_fails_its_own_actor_only()
    {
        const int others = 40;
        var refused = await StartedAsync("refused");
        var actors = new List<IActorRef>();
        for (var i = 0; i < others; i++)
            actors.Add(await StartedAsync($"a{i}"));
        Store.Execute("""
            CREATE TRIGGER refuse BEFORE INSERT ON journal WHEN NEW.persistence_id = 'refused'
            BEGIN SELECT RAISE(ABORT, 'no such luck'); END
            """);

        var answers = actors.Take(others / 2).Select(actor => actor.Ask<Ack>(new Append("1"), Limit)).ToList();
        refused.Tell(new Append("1"));
        answers.AddRange(actors.Skip(others / 2).Select(actor => actor.Ask<Ack>(new Append("1"), Limit)));

        Assert.All(await Task.WhenAll(answers), ack => Assert.Equal(1, ack.SequenceNr));
        Assert.Contains("no such luck", (await Observer.NextAsync<Failed>()).Cause.Message, StringComparison.Ordinal);
        Assert.Equal(0, Store.Count("journal WHERE persistence_id = 'refused'"));
        Assert.Equal(others, Store.Count("journal"));
    }

    [Fact]
    public async Task A_writer_in_another_process_is_refused()
    {
        var actor = await StartedAsync("a");
        await actor.Ask<Ack>(new Append("1"), Limit);
        Store.Execute("""
            INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
            VALUES (1, 0, 'a', 2, 'theirs', 'appended', 9001, 'them')
            """);

        actor.Tell(new Append("mine"));

        Assert.IsType<Akka.Persistence.Journal.JournalConflictException>((await Observer.NextAsync<Failed>()).Cause);
        await StartedAsync("other");
        Assert.Equal(1, Store.Count("journal WHERE sequence_number = 2 AND writer_uuid = 'them'"));
    }

    [Fact]
    public async Task A_wrong_setting_is_the_reason_of_every_failed_call()
    {
        _extra = "akka.persistence.journal.sql.provider-name = Oracle, akka.persistence.snapshot-store.sql.table-mapping = mysql";
        Start("a");

        Assert.Contains("table-mapping", (await Observer.NextAsync<Failed>()).Cause.Message, StringComparison.Ordinal);
        var answers = new Inbound(System);
        Journal.Tell(new ReplayMessages(1, 1, 1, "a", answers.Ref), ActorRefs.NoSender);
        Assert.Contains("Oracle", (await answers.NextAsync<ReplayMessagesFailure>()).Cause.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FULL", 2)]
    [InlineData("normal", 1)]
    public async Task The_write_ahead_log_is_as_durable_as_configured(string synchronous, long expected)
    {
        var config = ConfigurationFactory.ParseString($"sqlite.synchronous = {synchronous}")
            .WithFallback(Store.Config.GetConfig(SqlPersistence.JournalConfigPath));
        var dialect = SqlDialect.For(new SqlStoreSettings(config, SqlPersistence.JournalConfigPath), TimeProvider.System);

        await using var connection = await dialect.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous";

        Assert.Equal(expected, await command.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("connection-string = \"\"", "connection-string")]
    [InlineData("provider-name = Oracle", "Oracle")]
    [InlineData("table-mapping = sqlite", "table-mapping")]
    [InlineData("tag-write-mode = Csv", "tag-write-mode")]
    [InlineData("batch-size = 0", "batch-size")]
    [InlineData("sqlite.synchronous = perhaps", "synchronous")]
    public void Settings_that_cannot_be_are_named(string setting, string named)
    {
        var config = ConfigurationFactory.ParseString(setting)
            .WithFallback("connection-string = \"Data Source=x\", provider-name = SQLite")
            .WithFallback(SqlPersistence.DefaultConfiguration.GetConfig(SqlPersistence.JournalConfigPath));

        var e = Assert.Throws<ConfigurationException>(
            () => SqlDialect.For(new SqlStoreSettings(config, SqlPersistence.JournalConfigPath), TimeProvider.System));

        Assert.Contains(named, e.Message, StringComparison.Ordinal);
    }
}
