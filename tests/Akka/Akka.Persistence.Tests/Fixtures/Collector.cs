using Akka.Actor;

namespace Akka.Persistence.Tests.Fixtures;

/// <summary>Keeps texts as events; everything notable is told to an observer.</summary>
public class Collector : ReceivePersistentActor
{
    public Collector(string persistenceId, IActorRef observer)
    {
        PersistenceId = persistenceId;
        Observer = observer;
        Recover<Appended>(Apply);
        Recover<SnapshotOffer>(offer =>
        {
            Texts.Clear();
            Texts.AddRange(((Items)offer.Snapshot).Texts);
            Observer.Tell(offer.Metadata);
        });
        Recover<RecoveryCompleted>(_ =>
        {
            Observer.Tell(new Recovered([.. Texts], LastSequenceNr));
            OnRecovered();
        });
        Command<Append>(append => Persist(new Appended(append.Text), e =>
        {
            Apply(e);
            Sender.Tell(new Ack(e.Text, LastSequenceNr));
        }));
        Command<AppendAll>(all => PersistAll(all.Texts.Select(text => new Appended(text)), e =>
        {
            Apply(e);
            Sender.Tell(new Ack(e.Text, LastSequenceNr));
        }));
        Command<Get>(_ => Sender.Tell(new Items([.. Texts])));
        Command<Save>(_ => SaveSnapshot(new Items([.. Texts])));
        Command<SaveSnapshotSuccess>(Observer.Tell);
        Command<DeleteTo>(delete => DeleteMessages(delete.SequenceNr));
        Command<DeleteMessagesSuccess>(Observer.Tell);
        Command<DropSnapshots>(_ => DeleteSnapshots(SnapshotSelectionCriteria.Latest));
        Command<DeleteSnapshotsSuccess>(Observer.Tell);
        Command<AppendThenFail>(fail => Persist(new Appended(fail.Text), _ => throw new InvalidOperationException("after the write")));
        Command<AppendOdd>(_ => Persist(new Unserializable(), _ => Observer.Tell("odd event written")));
    }

    public override string PersistenceId { get; }

    protected List<string> Texts { get; } = [];

    protected IActorRef Observer { get; }

    protected void Apply(Appended e) => Texts.Add(e.Text);

    protected virtual void OnRecovered()
    {
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        Observer.Tell(new Failed("persist", cause, sequenceNr));

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) =>
        Observer.Tell(new Failed("rejected", cause, sequenceNr));

    protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
        Observer.Tell(new Failed("recovery", reason, LastSequenceNr));
}

public sealed record Append(string Text);

public sealed record AppendAll(string[] Texts);

public sealed record AppendThenFail(string Text);

public sealed record AppendOdd;

public sealed record Get;

public sealed record Save;

public sealed record DeleteTo(long SequenceNr);

public sealed record DropSnapshots;

public sealed record Ack(string Text, long SequenceNr);

public sealed record Recovered(string[] Texts, long SequenceNr);

public sealed record Failed(string What, Exception Cause, long SequenceNr) : INoSerializationVerificationNeeded;
