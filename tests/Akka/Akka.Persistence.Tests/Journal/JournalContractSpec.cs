using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence.Journal;
using Akka.Persistence.Tests.Fixtures;

namespace Akka.Persistence.Tests.Journal;

/// <summary>What every journal must do; run on each.</summary>
public abstract class JournalContractSpec : StoreSpec
{
    private Inbound? _inbound;

    private Inbound Answers => _inbound ??= new Inbound(System);

    [ContractFact]
    public async Task Events_are_replayed_as_they_were_written()
    {
        await WriteAsync("a", "w", 1, "one", "two", "three");

        var replayed = await ReplayAsync("a");

        Assert.Equal([1L, 2, 3], replayed.Select(e => e.SequenceNr));
        Assert.Equal(["one", "two", "three"], Texts(replayed));
        Assert.All(replayed, e => Assert.Equal("a", e.PersistenceId));
        Assert.All(replayed, e => Assert.Equal("w", e.WriterGuid));
        Assert.All(replayed, e => Assert.InRange(e.Timestamp, new DateTime(2020, 1, 1).Ticks, DateTime.MaxValue.Ticks));
    }

    [ContractTheory]
    [InlineData(1, long.MaxValue, long.MaxValue, new long[] { 1, 2, 3, 4, 5 })]
    [InlineData(3, long.MaxValue, long.MaxValue, new long[] { 3, 4, 5 })]
    [InlineData(2, 3, long.MaxValue, new long[] { 2, 3 })]
    [InlineData(1, long.MaxValue, 2, new long[] { 1, 2 })]
    [InlineData(1, long.MaxValue, 0, new long[0])]
    [InlineData(6, long.MaxValue, long.MaxValue, new long[0])]
    [InlineData(4, 3, long.MaxValue, new long[0])]
    public async Task A_replay_keeps_to_its_range(long from, long to, long max, long[] expected)
    {
        await WriteAsync("a", "w", 1, "1", "2", "3", "4", "5");

        Assert.Equal(expected, (await ReplayAsync("a", from, to, max)).Select(e => e.SequenceNr));
    }

    [ContractFact]
    public async Task An_id_without_events_has_the_highest_number_0()
    {
        Assert.Empty(await ReplayAsync("nobody"));
        Assert.Equal(0, await HighestAsync("nobody"));
    }

    [ContractFact]
    public async Task Deleted_events_are_gone_and_the_highest_number_stays()
    {
        await WriteAsync("a", "w", 1, "1", "2", "3", "4");
        await WriteAsync("b", "w", 1, "other");

        await DeleteAsync("a", 2);
        await DeleteAsync("a", 2);
        Assert.Equal([3L, 4], (await ReplayAsync("a")).Select(e => e.SequenceNr));

        await DeleteAsync("a", long.MaxValue);
        Assert.Empty(await ReplayAsync("a"));
        Assert.Equal(4, await HighestAsync("a"));
        await WriteAsync("a", "w", 5, "5");
        Assert.Equal([5L], (await ReplayAsync("a")).Select(e => e.SequenceNr));
        Assert.Single(await ReplayAsync("b"));
    }

    [ContractFact]
    public async Task A_second_writer_is_refused_and_others_of_the_moment_are_not()
    {
        await WriteAsync("a", "first", 1, "1", "2");
        var refusal = new Inbound(System);

        Send(refusal.Ref, "a", "second", 2, "mine");
        await WriteAsync("b", "w", 1, "other");

        var failure = await refusal.NextAsync<WriteMessageFailure>();
        Assert.IsType<JournalConflictException>(failure.Cause);
        Assert.Contains("[a]", failure.Cause.Message, StringComparison.Ordinal);
        Assert.Equal(["1", "2"], Texts(await ReplayAsync("a")));
        Assert.Equal(["other"], Texts(await ReplayAsync("b")));
    }

    [ContractFact]
    public async Task An_atomic_write_that_conflicts_in_its_middle_leaves_nothing()
    {
        await WriteAsync("a", "first", 1, "1", "2");

        Journal.Tell(new WriteMessages([Atomic("a", "second", 2, "x", "y")], Answers.Ref, 1), ActorRefs.NoSender);

        await Answers.NextAsync<WriteMessageFailure>();
        await Answers.NextAsync<WriteMessageFailure>();
        Assert.Equal(["1", "2"], Texts(await ReplayAsync("a")));
    }

    [ContractFact]
    public async Task Writes_of_many_ids_at_once_stay_whole_and_in_order()
    {
        const int ids = 300;
        var inboxes = Enumerable.Range(0, ids).Select(_ => new Inbound(System)).ToArray();

        for (var i = 0; i < ids; i++)
            Journal.Tell(
                new WriteMessages([Atomic($"id-{i}", "w", 1, "1", "2"), Atomic($"id-{i}", "w", 3, "3")], inboxes[i].Ref, i),
                ActorRefs.NoSender);

        for (var i = 0; i < ids; i++)
        {
            for (var number = 1; number <= 3; number++)
            {
                var written = await inboxes[i].NextAsync<WriteMessageSuccess>();
                Assert.Equal(number, written.Persistent.SequenceNr);
                Assert.Equal(i, written.ActorInstanceId);
            }
        }

        foreach (var i in new[] { 0, 1, 150, 299 })
            Assert.Equal(["1", "2", "3"], Texts(await ReplayAsync($"id-{i}")));
    }

    [ContractFact]
    public async Task A_deferred_message_keeps_its_place_and_is_not_written()
    {
        Journal.Tell(
            new WriteMessages([Atomic("a", "w", 1, "1"), new NonPersistentMessage("later", Answers.Ref), Atomic("a", "w", 2, "2")],
                Answers.Ref, 1),
            ActorRefs.NoSender);

        await Answers.NextAsync<WriteMessageSuccess>();
        Assert.Equal("later", (await Answers.NextAsync<LoopMessageSuccess>()).Message);
        await Answers.NextAsync<WriteMessageSuccess>();
        Assert.Equal(2, (await ReplayAsync("a")).Count);
    }

    [ContractFact]
    public async Task A_tagged_event_is_replayed_without_its_tags()
    {
        var tagged = new Persistent(new Tagged(new Appended("x"), ["red", "blue"]), 1, "a", WriterGuid: "w");
        Journal.Tell(new WriteMessages([new AtomicWrite(tagged)], Answers.Ref, 1), ActorRefs.NoSender);

        // The actor's handler gets what it persisted.
        Assert.IsType<Tagged>((await Answers.NextAsync<WriteMessageSuccess>()).Persistent.Payload);
        Assert.Equal(new Appended("x"), Assert.Single(await ReplayAsync("a")).Payload);
    }

    [ContractTheory]
    [InlineData("'; DROP TABLE journal; --")]
    [InlineData("ключ/日本-%_\"\\")]
    [InlineData(" ")]
    public async Task Any_id_is_only_a_name(string id)
    {
        await WriteAsync(id, "w", 1, "mine");
        await WriteAsync(new string('x', 500), "w", 1, "long");

        Assert.Equal(["mine"], Texts(await ReplayAsync(id)));
        Assert.Equal(["long"], Texts(await ReplayAsync(new string('x', 500))));
        Assert.Empty(await ReplayAsync("%"));
    }

    [ContractFact]
    public async Task Large_events_and_many_pages_come_back()
    {
        var large = new string('x', 2_000_000);
        await WriteAsync("large", "w", 1, large);
        Journal.Tell(
            new WriteMessages([Atomic("many", "w", 1, Enumerable.Range(1, 2500).Select(i => i.ToString()).ToArray())], Answers.Ref, 1),
            ActorRefs.NoSender);
        for (var i = 1; i <= 2500; i++)
            await Answers.NextAsync<WriteMessageSuccess>();

        Assert.Equal(large, Texts(await ReplayAsync("large")).Single());
        Assert.Equal(Enumerable.Range(1, 2500).Select(i => (long)i), (await ReplayAsync("many")).Select(e => e.SequenceNr));
        Assert.Equal(2400, (await ReplayAsync("many", 51, 2450)).Count);
    }

    [ContractFact]
    public async Task An_event_without_serializer_is_refused_alone_and_the_writer_goes_on()
    {
        if (!Store.Durable)
            return;
        var odd = new Persistent(new Unserializable(), 2, "a", WriterGuid: "w");
        Journal.Tell(
            new WriteMessages([Atomic("a", "w", 1, "1"), new AtomicWrite(odd), Atomic("a", "w", 3, "3")], Answers.Ref, 1),
            ActorRefs.NoSender);

        await Answers.NextAsync<WriteMessageSuccess>();
        Assert.Equal(2, (await Answers.NextAsync<WriteMessageRejected>()).Persistent.SequenceNr);
        await Answers.NextAsync<WriteMessageSuccess>();
        Journal.Tell(
            new WriteMessages([new AtomicWrite(odd.Update(4, "a", false, ActorRefs.NoSender, "w"))], Answers.Ref, 1),
            ActorRefs.NoSender);
        await Answers.NextAsync<WriteMessageRejected>();
        await WriteAsync("a", "w", 5, "5");
        Assert.Equal(["1", "3", "5"], Texts(await ReplayAsync("a")));
    }

    [ContractFact]
    public async Task A_writer_that_skips_numbers_without_a_refusal_is_a_second_writer()
    {
        if (!Store.Durable)
            return;
        await WriteAsync("a", "w", 1, "1");

        Send(Answers.Ref, "a", "other", 3, "3");

        Assert.IsType<JournalConflictException>((await Answers.NextAsync<WriteMessageFailure>()).Cause);
    }

    protected static List<string> Texts(IEnumerable<IPersistentRepresentation> events) =>
        events.Select(e => Assert.IsType<Appended>(e.Payload).Text).ToList();

    protected static AtomicWrite Atomic(string id, string writer, long first, params string[] texts) => new(
        texts.Select((text, i) =>
            (IPersistentRepresentation)new Persistent(new Appended(text), first + i, id, WriterGuid: writer)).ToImmutableList());

    protected void Send(IActorRef answers, string id, string writer, long first, params string[] texts) => Journal.Tell(
        new WriteMessages(texts.Select((text, i) => Atomic(id, writer, first + i, text)).ToArray(), answers, 1),
        ActorRefs.NoSender);

    protected async Task WriteAsync(string id, string writer, long first, params string[] texts)
    {
        var answers = new Inbound(System);
        Send(answers.Ref, id, writer, first, texts);
        foreach (var text in texts)
            Assert.Equal(new Appended(text), (await answers.NextAsync<WriteMessageSuccess>()).Persistent.Payload);
    }

    protected async Task<List<IPersistentRepresentation>> ReplayAsync(
        string id, long from = 1, long to = long.MaxValue, long max = long.MaxValue)
    {
        var answers = new Inbound(System);
        Journal.Tell(new ReplayMessages(from, to, max, id, answers.Ref), ActorRefs.NoSender);
        return (await answers.UntilAsync<RecoverySuccess>()).OfType<ReplayedMessage>().Select(replayed => replayed.Persistent).ToList();
    }

    protected async Task<long> HighestAsync(string id)
    {
        var answers = new Inbound(System);
        Journal.Tell(new ReplayMessages(1, long.MaxValue, 0, id, answers.Ref), ActorRefs.NoSender);
        return (await answers.NextAsync<RecoverySuccess>()).HighestSequenceNr;
    }

    private async Task DeleteAsync(string id, long to)
    {
        var answers = new Inbound(System);
        Journal.Tell(new DeleteMessagesTo(id, to, answers.Ref), ActorRefs.NoSender);
        Assert.Equal(to, (await answers.NextAsync<DeleteMessagesSuccess>()).ToSequenceNr);
    }
}

public sealed class MemoryJournalSpec : JournalContractSpec
{
    protected override Store Store { get; } = new MemoryStore();
}

public sealed class SqliteJournalSpec : JournalContractSpec
{
    protected override Store Store { get; } = new SqliteStore();
}
