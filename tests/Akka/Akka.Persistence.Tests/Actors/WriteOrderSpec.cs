using Akka.Actor;
using Akka.Event;
using Akka.Persistence.Tests.Fixtures;

namespace Akka.Persistence.Tests.Actors;

/// <summary>The order of handlers, commands and stashed messages around writes.</summary>
public sealed class WriteOrderSpec : ActorSpec
{
    protected override Store Store { get; } = new MemoryStore();

    [Fact]
    public async Task Persist_holds_commands_back_and_nested_events_come_after_outer_ones() => await CheckAsync(
        self => self.PersistAll([new Appended("1"), new Appended("2")], e =>
        {
            self.Note("handled " + e.Text);
            self.Persist(new Appended(e.Text + "+"), nested => self.Note("handled " + nested.Text));
        }),
        "handled 1", "handled 2", "handled 1+", "handled 2+", "next");

    [Fact]
    public async Task PersistAsync_lets_the_next_command_pass() => await CheckAsync(
        self => self.PersistAsync(new Appended("1"), e => self.Note("handled " + e.Text)),
        "next", "handled 1");

    [Fact]
    public async Task Persist_after_PersistAsync_holds_commands_back_until_both_are_done() => await CheckAsync(
        self =>
        {
            self.PersistAllAsync([new Appended("1"), new Appended("2")], e => self.Note("handled " + e.Text));
            self.Persist(new Appended("3"), e => self.Note("handled " + e.Text));
        },
        "handled 1", "handled 2", "handled 3", "next");

    [Fact]
    public async Task Persist_in_a_handler_of_PersistAsync_holds_commands_back() => await CheckAsync(
        self => self.PersistAsync(new Appended("1"), _ =>
        {
            self.Persist(new Appended("2"), e => self.Note("handled " + e.Text));
            self.Self2.Tell("after");
        }),
        "next", "handled 2", "after");

    [Fact]
    public async Task Defer_comes_after_the_events_before_it_and_at_once_without_any() => await CheckAsync(
        self =>
        {
            self.Defer("at once", text => self.Note(text));
            self.Persist(new Appended("1"), e => self.Note("handled " + e.Text));
            self.Defer("deferred", text => self.Note(text));
            self.Note("command done");
        },
        "at once", "command done", "handled 1", "deferred", "next");

    [Fact]
    public async Task DeferAsync_after_PersistAsync_keeps_its_place() => await CheckAsync(
        self =>
        {
            self.PersistAsync(new Appended("1"), e => self.Note("handled " + e.Text));
            self.DeferAsync("deferred", text => self.Note(text));
        },
        "next", "handled 1", "deferred");

    [Fact]
    public async Task PersistAll_without_events_does_nothing() => await CheckAsync(
        self => self.PersistAll(Array.Empty<Appended>(), _ => self.Note("never")), "next");

    [Fact]
    public async Task Persist_after_an_await_holds_commands_back() => await CheckAsync(
        self => self.RunAsync(async () =>
        {
            await Task.Yield();
            self.Note("awaited");
            self.Persist(new Appended("1"), e => self.Note("handled " + e.Text));
        }),
        "awaited", "handled 1", "next");

    [Fact]
    public async Task An_asynchronous_handler_of_an_event_ends_before_the_next_command() => await CheckAsync(
        self => self.Persist(new Appended("1"), _ => self.RunAsync(async () =>
        {
            await Task.Yield();
            self.Persist(new Appended("2"), e => self.Note("handled " + e.Text));
        })),
        "handled 2", "next");

    [Fact]
    public async Task Unstashed_messages_come_before_those_that_waited_for_a_write()
    {
        Action<Scripted> script = self => self.Persist(new Appended("1"), _ =>
        {
            self.StashOthers = false;
            self.Stash.UnstashAll();
            self.Note("handled");
        });
        var actor = System.ActorOf(Props.Create(() => new Scripted(Observer.Ref, script, true)));
        foreach (var message in new[] { "kept 1", "kept 2", "script", "next", "last" })
            actor.Tell(message);

        foreach (var note in new[] { "handled", "kept 1", "kept 2", "next", "last" })
            Assert.Equal(note, await Observer.NextAsync<string>());
    }

    [Fact]
    public async Task The_end_of_a_watched_actor_is_told_after_the_write()
    {
        var watched = new Inbound(System).Ref;
        Action<Scripted> script = self => self.Persist(new Appended("1"), _ => self.Note("handled"));
        var actor = System.ActorOf(Props.Create(() => new Scripted(Observer.Ref, script, false)));
        actor.Tell(watched);
        Assert.Equal("watching", await Observer.NextAsync<string>());
        for (var i = 0; i < 100; i++)
            actor.Tell("script");
        System.Stop(watched);

        var notes = new List<string>();
        while (!notes.Contains("ended"))
            notes.Add(await Observer.NextAsync<string>());
        Assert.All(notes.SkipLast(1), note => Assert.Equal("handled", note));
    }

    [Fact]
    public async Task A_stopped_actor_leaves_no_stashed_message_behind()
    {
        System.EventStream.Subscribe(Observer.Ref, typeof(DeadLetter));
        Action<Scripted> nothing = _ => { };
        var actor = System.ActorOf(Props.Create(() => new Scripted(Observer.Ref, nothing, true)));
        actor.Tell("kept");
        actor.Tell(PoisonPill.Instance);

        Assert.Equal("kept", (await Observer.NextAsync<DeadLetter>()).Message);
    }

    [Fact]
    public async Task Events_cannot_be_persisted_during_a_replay()
    {
        Action<Scripted> script = self => self.Persist(new Appended("1"), _ => { });
        var actor = System.ActorOf(Props.Create(() => new Scripted(Observer.Ref, script, false)));
        actor.Tell("script");
        actor.Tell("done");
        Assert.Equal("done", await Observer.NextAsync<string>());
        await StopAsync(actor);

        System.ActorOf(Props.Create(() => new PersistsWhileReplaying(Observer.Ref)));

        Assert.IsType<InvalidOperationException>((await Observer.NextAsync<Failed>()).Cause);
    }

    private async Task CheckAsync(Action<Scripted> script, params string[] expected)
    {
        // The next command is there before the script begins, however long this thread takes in between.
        using var told = new ManualResetEventSlim();
        Action<Scripted> whole = self =>
        {
            told.Wait();
            script(self);
        };
        var actor = System.ActorOf(Props.Create(() => new Scripted(Observer.Ref, whole, false)));
        actor.Tell("script");
        actor.Tell("next");
        told.Set();
        foreach (var note in expected)
            Assert.Equal(note, await Observer.NextAsync<string>());
    }

    public sealed class Scripted(IActorRef observer, Action<Scripted> script, bool stashOthers) : UntypedPersistentActor
    {
        public override string PersistenceId => "scripted";

        public bool StashOthers { get; set; } = stashOthers;

        public IActorRef Self2 => Self;

        public void Note(string text) => observer.Tell(text);

        public void RunAsync(Func<Task> task) => RunTask(task);

        protected override void OnCommand(object message)
        {
            if (message is "script")
            {
                script(this);
            }
            else if (message is IActorRef watched)
            {
                Context.Watch(watched);
                Note("watching");
            }
            else if (message is Terminated)
            {
                Note("ended");
            }
            else if (StashOthers)
                Stash.Stash();
            else
                Note((string)message);
        }

        protected override void OnRecover(object message)
        {
        }
    }

    private sealed class PersistsWhileReplaying(IActorRef observer) : UntypedPersistentActor
    {
        public override string PersistenceId => "scripted";

        protected override void OnCommand(object message)
        {
        }

        protected override void OnRecover(object message)
        {
            if (message is Appended)
                Persist(new Appended("again"), _ => { });
        }

        protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
            observer.Tell(new Failed("recovery", reason, LastSequenceNr));
    }
}
