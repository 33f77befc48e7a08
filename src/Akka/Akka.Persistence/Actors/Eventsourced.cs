using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Event;

namespace Akka.Persistence;

/// <summary>
/// The base of persistent actors. It waits for a permit, recovers (<c>Eventsourced.Recovery.cs</c>), then handles commands
/// (<c>Eventsourced.Commands.cs</c>):
/// <code>
/// WaitingForPermit -> LoadingSnapshot -> Replaying -> ProcessingCommands &lt;-> PersistingEvents
/// </code>
/// Guarantee: a handler runs after its event is in the journal, and no command is handled between Persist and its handlers.
/// The gap: a write that fails or times out may still have reached the journal; the actor stops and the next recovery tells.
/// </summary>
public abstract partial class Eventsourced : ActorBase, IPersistentIdentity, IPersistenceStash, IPersistenceRecovery
{
    /// <summary>Keeps messages of the journal out of what is unstashed.</summary>
    public static readonly Func<Envelope, bool> UnstashFilterPredicate =
        envelope => envelope.Message is not (WriteMessageSuccess or ReplayedMessage);

    private static int _instances;

    private readonly int _instanceId = Interlocked.Increment(ref _instances);
    private readonly string _writerGuid;
    private readonly ActorCell _cell;
    private readonly PersistenceExtension _extension;
    private readonly int _batchSizeMax;
    private InternalStash _internalStash;
    private PersistentStash _stash;
    private IActorRef? _journal;
    private IActorRef? _snapshotStore;
    private ILoggingAdapter? _log;
    private long _sequenceNr;
    private Phase _phase = Phase.WaitingForPermit;

    protected Eventsourced()
    {
        _cell = (ActorCell)Context;
        _extension = Persistence.Instance.Apply(Context.System);
        _writerGuid = _extension.WriterIdFor(_instanceId);
        _batchSizeMax = _extension.Settings.MaxMessageBatchSize;
        InitializeStashes(StashFactory.CreateStash(Context, this));
    }

    private enum Phase
    {
        WaitingForPermit,
        LoadingSnapshot,
        Replaying,
        ProcessingCommands,
        PersistingEvents,
        Failed,
    }

    public abstract string PersistenceId { get; }

    public virtual Recovery Recovery => Recovery.Default;

    public virtual IStashOverflowStrategy InternalStashOverflowStrategy => _extension.DefaultInternalStashOverflowStrategy;

    /// <summary>The actor's own stash. An assigned one is the way back to the mailbox and gives the capacity.</summary>
    public IStash Stash
    {
        get => _stash;
        set => InitializeStashes(value);
    }

    public string JournalPluginId { get; protected set; } = string.Empty;

    public string SnapshotPluginId { get; protected set; } = string.Empty;

    public IActorRef Journal => _journal ??= _extension.JournalFor(JournalPluginId);

    public IActorRef SnapshotStore => _snapshotStore ??= _extension.SnapshotStoreFor(SnapshotPluginId);

    /// <summary>The id that snapshots are kept under.</summary>
    public string SnapshotterId => PersistenceId;

    public bool IsRecovering { get; private set; } = true;

    public bool IsRecoveryFinished => !IsRecovering;

    /// <summary>The number of the last event that was replayed, or written and confirmed.</summary>
    public long LastSequenceNr { get; private set; }

    /// <summary>The number that the next snapshot is saved under.</summary>
    public long SnapshotSequenceNr => LastSequenceNr;

    protected PersistenceExtension Extension => _extension;

    protected virtual ILoggingAdapter Log => _log ??= Context.GetLogger();

    /// <summary>Asks the snapshot store; the answer comes to this actor as a message.</summary>
    public void LoadSnapshot(string persistenceId, SnapshotSelectionCriteria criteria, long toSequenceNr) =>
        SnapshotStore.Tell(new LoadSnapshot(persistenceId, criteria, toSequenceNr));

    /// <summary>Saves a snapshot under <see cref="SnapshotSequenceNr"/>. <see cref="SaveSnapshotSuccess"/> or
    /// <see cref="SaveSnapshotFailure"/> comes as a message.</summary>
    public void SaveSnapshot(object snapshot) =>
        SnapshotStore.Tell(new SaveSnapshot(new SnapshotMetadata(SnapshotterId, SnapshotSequenceNr), snapshot));

    /// <summary>Deletes the snapshot of a number. <see cref="DeleteSnapshotSuccess"/> or <see cref="DeleteSnapshotFailure"/> comes as a
    /// message.</summary>
    public void DeleteSnapshot(long sequenceNr) =>
        SnapshotStore.Tell(new DeleteSnapshot(new SnapshotMetadata(SnapshotterId, sequenceNr)));

    /// <summary>Deletes matching snapshots. <see cref="DeleteSnapshotsSuccess"/> or <see cref="DeleteSnapshotsFailure"/> comes as a
    /// message.</summary>
    public void DeleteSnapshots(SnapshotSelectionCriteria criteria) =>
        SnapshotStore.Tell(new DeleteSnapshots(SnapshotterId, criteria));

    /// <summary>Deletes events up to and including a number. <see cref="DeleteMessagesSuccess"/> or <see cref="DeleteMessagesFailure"/>
    /// comes as a message.</summary>
    public void DeleteMessages(long toSequenceNr) => Journal.Tell(new DeleteMessagesTo(PersistenceId, toSequenceNr, Self));

    /// <summary>Events, the snapshot and <see cref="RecoveryCompleted"/>. False: not handled.</summary>
    protected abstract bool ReceiveRecover(object message);

    /// <summary>Commands. False: not handled.</summary>
    protected abstract bool ReceiveCommand(object message);

    protected override bool AroundReceive(Receive receive, object message)
    {
        switch (_phase)
        {
            case Phase.ProcessingCommands:
                ProcessingCommands(receive, message);
                break;
            case Phase.PersistingEvents:
                PersistingEvents(message);
                break;
            case Phase.Replaying:
                Replaying(message);
                break;
            case Phase.LoadingSnapshot:
                LoadingSnapshot(message);
                break;
            case Phase.WaitingForPermit:
                WaitingForPermit(message);
                break;
            default:
                Failed(message);
                break;
        }

        return true;
    }

    protected override void Unhandled(object message)
    {
        switch (message)
        {
            case RecoveryCompleted or SaveSnapshotSuccess or DeleteSnapshotSuccess or DeleteSnapshotsSuccess or DeleteMessagesSuccess:
                break;
            case SaveSnapshotFailure failure:
                Log.Warning("Failed to save snapshot {0} of [{1}]: {2}", failure.Metadata, PersistenceId, failure.Cause);
                break;
            case DeleteSnapshotFailure failure:
                Log.Warning("Failed to delete snapshot {0} of [{1}]: {2}", failure.Metadata, PersistenceId, failure.Cause);
                break;
            case DeleteSnapshotsFailure failure:
                Log.Warning("Failed to delete snapshots {0} of [{1}]: {2}", failure.Criteria, PersistenceId, failure.Cause);
                break;
            case DeleteMessagesFailure failure:
                Log.Warning("Failed to delete events of [{0}] up to {1}: {2}", PersistenceId, failure.ToSequenceNr, failure.Cause);
                break;
            default:
                base.Unhandled(message);
                break;
        }
    }

    [MemberNotNull(nameof(_internalStash), nameof(_stash))]
    private void InitializeStashes(IStash mailboxFront)
    {
        _internalStash = new InternalStash(_cell, mailboxFront);
        _stash = new PersistentStash(_cell, _internalStash, mailboxFront.Capacity);
    }

    private void StashInternally(object message)
    {
        try
        {
            _internalStash.Stash(message);
        }
        catch (StashOverflowException)
        {
            switch (InternalStashOverflowStrategy)
            {
                case DiscardToDeadLetterStrategy:
                    Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
                    break;
                case ReplyToStrategy reply:
                    Sender.Tell(reply.Response, Self);
                    break;
                default:
                    throw;
            }
        }
    }
}
