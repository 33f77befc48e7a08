using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Tests.Failure;
using Akka.Persistence.Tests.Fixtures;

namespace Akka.Persistence.Tests.PostgreSql;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlKilledWriterSpec(PostgreSqlServer server) : KilledWriterSpec
{
    protected override Store Store { get; } = new PostgreSqlStore(server);
}

/// <summary>A database that goes away between a write and its answer: the link in between is the test's.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed class LostAnswerSpec(PostgreSqlServer server) : ActorSpec
{
    private readonly CutLink _link = new(server.SocketPath);

    protected override PostgreSqlStore Store { get; } = new(server);

    [ContractFact]
    public async Task A_write_whose_answer_is_lost_is_recognised_when_it_is_repeated()
    {
        var actor = await StartedAsync("a");
        await actor.Ask<Ack>(new Append("1 #tag"), Limit);

        _link.HoldAnswers();
        var answer = actor.Ask<Ack>(new Append("2"), Limit);
        await UntilStoredAsync(2);
        Assert.False(answer.IsCompleted);
        _link.Cut(refuse: false);

        Assert.Equal(2, (await answer).SequenceNr);
        Assert.Equal(3, (await actor.Ask<Ack>(new Append("3"), Limit)).SequenceNr);
        Assert.Equal(["1", "2", "3"], await Store.QueryAsync($"SELECT sequence_number FROM {Store.Schema}.journal ORDER BY 1"));
    }

    [ContractFact]
    public async Task A_database_that_stays_away_fails_the_write_and_the_recovery_tells_what_was_stored()
    {
        var actor = await StartedAsync("a");
        Observer.Watch(actor);
        await actor.Ask<Ack>(new Append("1"), Limit);

        _link.HoldAnswers();
        actor.Tell(new Append("2"), Observer.Ref);
        await UntilStoredAsync(2);
        _link.Cut(refuse: true);

        var failed = (Failed)(await Observer.UntilAsync<Failed>())[^1];
        Assert.Equal(("persist", 2L), (failed.What, failed.SequenceNr));
        await Observer.UntilAsync<Terminated>();
        _link.Restore();
        actor = Start("a");
        Assert.Equal(["1", "2"], (await Observer.NextAsync<Recovered>()).Texts);
        Assert.Equal(3, (await actor.Ask<Ack>(new Append("3"), Limit)).SequenceNr);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _link.DisposeAsync();
    }

    protected override Config Configure(Config config) => ConfigurationFactory.ParseString($$"""
        akka.persistence.journal.sql {
          connection-string = "Host=127.0.0.1;Port={{_link.Port}};Database=postgres;Username=spec;SSL Mode=Disable;Pooling=false"
          retry-attempts = 3
          retry-delay = 10 ms
        }
        """).WithFallback(config);

    private async Task UntilStoredAsync(int count)
    {
        using var limit = new CancellationTokenSource(Limit);
        while ((await Store.QueryAsync($"SELECT sequence_number FROM {Store.Schema}.journal")).Count < count)
            limit.Token.ThrowIfCancellationRequested();
    }
}
