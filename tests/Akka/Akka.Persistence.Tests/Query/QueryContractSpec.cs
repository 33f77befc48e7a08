using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Persistence.Tests.Fixtures;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace Akka.Persistence.Tests.Query;

/// <summary>What every read journal must do; run on each.</summary>
public abstract class QueryContractSpec : QuerySpec
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [ContractFact]
    public async Task Current_events_of_an_id_in_a_range()
    {
        await WrittenAsync("a", [.. Enumerable.Range(1, 20).Select(i => $"{i}")]);
        await WrittenAsync("b", "other");

        Assert.Equal(Enumerable.Range(1, 20).Select(i => $"{i}"), await TextsAsync(ById("a", 0, long.MaxValue, false)));
        Assert.Equal(["3", "4", "5"], await TextsAsync(ById("a", 3, 5, false)));
        Assert.Empty(await TextsAsync(ById("a", 21, long.MaxValue, false)));
        Assert.Empty(await TextsAsync(ById("nobody", 0, long.MaxValue, false)));
    }

    [ContractFact]
    public async Task An_envelope_says_who_when_which_number_and_tags()
    {
        await WrittenAsync("a", "x", "y #red #blue");

        var envelope = (await SeqAsync(ById("a", 2, 2, false))).Single();

        Assert.Equal(("a", 2, new Sequence(2)), (envelope.PersistenceId, envelope.SequenceNr, envelope.Offset));
        Assert.Equal(["blue", "red"], envelope.Tags);
        Assert.InRange(envelope.Timestamp, new DateTime(2020, 1, 1).Ticks, new DateTime(2200, 1, 1).Ticks);
        Assert.Empty((await SeqAsync(ById("a", 1, 1, false))).Single().Tags);
    }

    [ContractFact]
    public async Task Live_events_of_an_id_go_on_to_the_last_number_asked_for()
    {
        var actor = await WrittenAsync("a", "1", "2");
        var seen = new Observed(this, ById("a", 0, 5, true));
        await seen.UntilAsync(2);

        foreach (var text in new[] { "3", "4", "5", "6" })
            await actor.Ask<Ack>(new Append(text), Limit);

        await seen.Completion.WaitAsync(Long);
        Assert.Equal(["1", "2", "3", "4", "5"], seen.Texts);
    }

    [ContractFact]
    public async Task Deleted_events_are_left_out_and_do_not_stop_a_live_query()
    {
        var actor = await WrittenAsync("a", "1", "2", "3");
        actor.Tell(new DeleteTo(3));
        await Observer.UntilAsync<DeleteMessagesSuccess>();
        await actor.Ask<Ack>(new Append("4"), Limit);

        Assert.Equal(["4"], await TextsAsync(ById("a", 1, 4, true)));
        Assert.Equal(["4"], await TextsAsync(All()));
        Assert.Empty(await TextsAsync(ById("a", 1, 3, true)));
    }

    [ContractFact]
    public async Task Current_events_of_a_tag_after_an_offset()
    {
        await WrittenAsync("a", "1 #red", "2", "3 #red #blue");
        await WrittenAsync("b", "4 #red");

        var red = await SeqAsync(ByTag("red"));

        Assert.Equal(["1 #red", "3 #red #blue", "4 #red"], red.Select(Text));
        Assert.Equal(["1 #red", "3 #red #blue", "4 #red"], await TextsAsync(ByTag("red", Offset.NoOffset())));
        Assert.Equal(["3 #red #blue", "4 #red"], await TextsAsync(ByTag("red", red[0].Offset)));
        Assert.Equal(["3 #red #blue"], await TextsAsync(ByTag("blue")));
        Assert.Empty(await TextsAsync(ByTag("re")));
        Assert.Equal(["blue", "red"], red[1].Tags);
    }

    [ContractFact]
    public async Task Live_events_of_a_tag_go_on()
    {
        var actor = await WrittenAsync("a", "1 #red");
        var seen = new Observed(this, ByTag("red", live: true));
        await seen.UntilAsync(1);
        await actor.Ask<Ack>(new Append("2"), Limit);
        for (var i = 3; i < 30; i++)
            await actor.Ask<Ack>(new Append($"{i} #red"), Limit);

        await seen.UntilAsync(28);

        Assert.Equal(["1 #red", .. Enumerable.Range(3, 27).Select(i => $"{i} #red")], seen.Texts);
        Assert.False(seen.Completion.IsCompleted);
    }

    [ContractFact]
    public async Task All_events_can_be_read_on_from_where_one_stopped()
    {
        await WrittenAsync("a", "1", "2");
        await WrittenAsync("b", "3");
        var first = await SeqAsync(All(live: true).Take(2));
        await WrittenAsync("c", "4");

        Assert.Equal(["1", "2"], first.Select(Text));
        Assert.Equal(["3", "4"], await TextsAsync(All(first[^1].Offset)));
        Assert.Equal(["3", "4"], await TextsAsync(All(first[^1].Offset, live: true).Take(2)));
    }

    [ContractFact]
    public async Task Adapters_split_and_drop_events_on_their_way_out()
    {
        await WrittenAsync("a", "1", "twice", "secret", "4");

        Assert.Equal(["1", "twice", "twice", "4"], await TextsAsync(All()));
        Assert.Equal([1, 2, 2, 4], (await SeqAsync(ById("a", 0, long.MaxValue, false))).Select(e => e.SequenceNr));
    }

    [ContractFact]
    public async Task Each_id_is_given_once()
    {
        await WrittenAsync("a", "1", "2");
        await WrittenAsync("b", "1");
        Assert.Equal(["a", "b"], await SeqAsync(Ids(live: false)));

        var (ids, added) = (new List<string>(), new SemaphoreSlim(0));
        var (kill, done) = Ids(live: true).ViaMaterialized(KillSwitches.Single<string>(), Keep.Right)
            .ToMaterialized(Sink.ForEach<string>(id =>
        {
            ids.Add(id);
            added.Release();
        }), Keep.Both).Run(Materializer);
        Assert.True(await added.WaitAsync(Long) && await added.WaitAsync(Long));
        await WrittenAsync("c", "1", "2");
        Assert.True(await added.WaitAsync(Long));
        kill.Shutdown();
        await done.WaitAsync(Long);

        Assert.Equal(["a", "b", "c"], ids);
    }

    [ContractFact]
    public void Offsets_of_another_kind_are_refused() =>
        Assert.Throws<ArgumentException>(() => All(Offset.TimeBasedUuid(Guid.Empty)));

    /// <summary>A live query, observed until the system ends.</summary>
    private sealed class Observed
    {
        private readonly SemaphoreSlim _added = new(0);
        private readonly List<string> _texts = [];

        public Observed(QueryContractSpec spec, Source<EventEnvelope, NotUsed> source) => Completion = source.RunForeach(envelope =>
        {
            lock (_texts)
                _texts.Add(Text(envelope));
            _added.Release();
        }, spec.Materializer);

        public Task Completion { get; }

        public string[] Texts
        {
            get
            {
                lock (_texts)
                    return [.. _texts];
            }
        }

        public async Task UntilAsync(int count)
        {
            while (Texts.Length < count)
                Assert.True(await _added.WaitAsync(Long), $"{Texts.Length} events of {count}.");
        }
    }
}

public sealed class MemoryQuerySpec : QueryContractSpec
{
    protected override Store Store { get; } = new MemoryStore();

    protected override string JournalId => "akka.persistence.journal.inmem";
}

public sealed class SqliteQuerySpec : QueryContractSpec
{
    protected override SqliteStore Store { get; } = new();

    protected override string JournalId => "akka.persistence.journal.sql";

    [Fact]
    public async Task A_row_that_cannot_be_read_fails_the_stream_and_is_named()
    {
        await WrittenAsync("a", "1", "2");
        Store.Execute("UPDATE journal SET manifest = 'unknown' WHERE sequence_number = 2");

        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => TextsAsync(All()));

        Assert.Contains("Event 2 of [a]", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["1"], await TextsAsync(ById("a", 1, 1, false)));
    }
}
