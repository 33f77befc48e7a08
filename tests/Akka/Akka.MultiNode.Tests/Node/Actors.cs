using Akka.Actor;
using Akka.Persistence;

namespace Akka.MultiNode.Tests.Node;

/// <summary>The singleton: acts by itself all the time, and answers.</summary>
internal sealed class Single : ReceiveActor, IWithTimers
{
    private readonly Owner _owner;
    private long _ticks;

    public Single(WitnessFile witness, string node)
    {
        _owner = new Owner(witness, node, "single");
        Receive<Note>(ping =>
        {
            _owner.Act(ping.Id, Owner.Begin());
            Sender.Tell(new Note("pong", "single", ping.Id));
        });
        Receive<string>(_ => _owner.Act(++_ticks, Owner.Begin()));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer("tick", "tick", TimeSpan.FromMilliseconds(10));

    protected override void PostStop() => _owner.End();
}

/// <summary>An entity that needs no database once it runs.</summary>
internal sealed class Plain : ReceiveActor
{
    private readonly Owner _owner;

    public Plain(WitnessFile witness, string node, string id)
    {
        _owner = new Owner(witness, node, id);
        Receive<Note>(work =>
        {
            _owner.Act(work.Id, Owner.Begin());
            Sender.Tell(new Note("worked", id, work.Id));
        });
    }

    protected override void PostStop() => _owner.End();
}

/// <summary>An entity that answers only what is in the journal.</summary>
internal sealed class Counter : ReceivePersistentActor
{
    private readonly WitnessFile _witness;
    private readonly string _node;
    private readonly HashSet<long> _kept = [];
    private Owner? _owner;

    public Counter(WitnessFile witness, string node, string id)
    {
        _witness = witness;
        _node = node;
        PersistenceId = id;
        Recover<Note>(added => _kept.Add(added.Id));
        Command<Note>(OnNote);
    }

    public override string PersistenceId { get; }

    protected override void OnReplaySuccess() => _owner = new Owner(_witness, _node, PersistenceId);

    protected override void PostStop()
    {
        _owner?.End();
        base.PostStop();
    }

    private void OnNote(Note note)
    {
        if (note.Kind == "dump")
        {
            foreach (var id in _kept)
                _witness.Note('R', PersistenceId, _node, id);
            Sender.Tell(new Note("dumped", PersistenceId, note.Id));
            return;
        }

        var sender = Sender;
        Persist(new Note("added", PersistenceId, note.Id), added =>
        {
            _owner!.Act(added.Id, Owner.Begin());
            _kept.Add(added.Id);
            sender.Tell(new Note("kept", PersistenceId, added.Id));
        });
    }
}
