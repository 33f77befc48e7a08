using Akka.Actor;
using Akka.Persistence;

namespace VioActors.Benchmarks.Engine;

/// <summary>Write this many events; the last one is answered.</summary>
internal sealed record Write(int Count);

/// <summary>Told to the writer by itself or by a client: one event.</summary>
internal sealed record WriteOne(string Text);

/// <summary>Persists each command's event and takes the next command when it is stored.</summary>
internal class PersistWriter : ReceivePersistentActor
{
    private readonly TaskCompletionSource? _recovered;
    private IActorRef _asker = ActorRefs.Nobody;
    private int _missing;
    private int _replayed;

    public PersistWriter(string id, TaskCompletionSource? recovered)
    {
        PersistenceId = id;
        _recovered = recovered;
        Recover<string>(_ => _replayed++);
        Recover<RecoveryCompleted>(_ => _recovered?.TrySetResult());
        Command<Write>(write =>
        {
            (_asker, _missing) = (Sender, write.Count);
            for (var i = 0; i < write.Count; i++)
                Self.Tell(One);
        });
        Command<WriteOne>(one => Store(one.Text));
        CommandAny(_ => Sender.Tell(_replayed));
    }

    public override string PersistenceId { get; }

    /// <summary>A command whose event has a hundred characters.</summary>
    protected static WriteOne One { get; } = new(new string('e', 100));

    protected virtual void Store(string text) => Persist(text, Stored);

    protected void Stored(string text)
    {
        if (--_missing == 0)
            _asker.Tell("done");
    }
}

/// <summary>Takes further commands while events are on their way.</summary>
internal sealed class PersistAsyncWriter(string id, TaskCompletionSource? recovered) : PersistWriter(id, recovered)
{
    protected override void Store(string text) => PersistAsync(text, Stored);
}
