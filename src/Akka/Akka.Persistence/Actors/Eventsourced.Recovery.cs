using Akka.Actor;
using Akka.Event;

namespace Akka.Persistence;

/// <content>Recovery: permit, snapshot, events.</content>
public abstract partial class Eventsourced
{
    private bool _holdsPermit;
    private bool _eventSeen;
    private long _replayMax;
    private ICancelable? _recoveryTimer;

    /// <summary>Called before <see cref="RecoveryCompleted"/> is handled.</summary>
    protected virtual void OnReplaySuccess()
    {
    }

    /// <summary>Called before the actor is stopped because its recovery failed; logs.</summary>
    /// <param name="reason">What went wrong.</param>
    /// <param name="message">The event that could not be handled, if it was one.</param>
    protected virtual void OnRecoveryFailure(Exception reason, object? message = null)
    {
        if (message is null)
            Log.Error(reason, "Recovery of [{0}] failed after event {1}", PersistenceId, LastSequenceNr);
        else
            Log.Error(reason, "Recovery of [{0}] failed at event {1} ({2})", PersistenceId, LastSequenceNr, message.GetType());
    }

    private void RequestPermit()
    {
        _phase = Phase.WaitingForPermit;
        _extension.RecoveryPermitter.Tell(RequestRecoveryPermit.Instance, Self);
    }

    private void ReturnPermit()
    {
        _recoveryTimer?.Cancel();
        _recoveryTimer = null;
        if (!_holdsPermit)
            return;
        _holdsPermit = false;
        _extension.RecoveryPermitter.Tell(ReturnRecoveryPermit.Instance, Self);
    }

    private void WaitingForPermit(object message)
    {
        if (message is not RecoveryPermitGranted)
        {
            if (message is not (RecoveryTick or IJournalResponse))
                StashInternally(message);
            return;
        }

        _holdsPermit = true;
        var recovery = Recovery;
        _replayMax = recovery.ReplayMax;
        StartTimer(snapshot: true);
        _phase = Phase.LoadingSnapshot;
        LoadSnapshot(SnapshotterId, recovery.FromSnapshot, recovery.ToSequenceNr);
    }

    private void LoadingSnapshot(object message)
    {
        switch (message)
        {
            case LoadSnapshotResult result:
                if (OfferSnapshot(result.Snapshot))
                    Replay(result.ToSequenceNr);
                break;
            case LoadSnapshotFailed failed:
                FailRecovery(failed.Cause, null);
                break;
            case RecoveryTick { Snapshot: true } tick when tick.ActorInstanceId == _instanceId:
                FailRecovery(TimedOut("the snapshot store"), null);
                break;
            case RecoveryTick or IJournalResponse:
                break;
            default:
                StashInternally(message);
                break;
        }
    }

    private void Replaying(object message)
    {
        switch (message)
        {
            case ReplayedMessage replayed when replayed.ActorInstanceId == _instanceId:
                _eventSeen = true;
                Apply(replayed.Persistent);
                break;
            case RecoverySuccess success when success.ActorInstanceId == _instanceId:
                CompleteRecovery(success.HighestSequenceNr);
                break;
            case ReplayMessagesFailure failure when failure.ActorInstanceId == _instanceId:
                FailRecovery(failure.Cause, null);
                break;
            case RecoveryTick { Snapshot: false } tick when tick.ActorInstanceId == _instanceId:
                if (!_eventSeen)
                    FailRecovery(TimedOut("the journal"), null);
                _eventSeen = false;
                break;
            case RecoveryTick or IJournalResponse:
                break;
            default:
                StashInternally(message);
                break;
        }
    }

    /// <summary>After a failure: everything is dropped until the stop, which is under way, takes effect.</summary>
    private void Failed(object message)
    {
        if (message is not (RecoveryTick or IJournalResponse or ISnapshotResponse))
            StashInternally(message);
    }

    private bool OfferSnapshot(SelectedSnapshot? snapshot)
    {
        if (snapshot is null)
            return true;
        LastSequenceNr = _sequenceNr = snapshot.Metadata.SequenceNr;
        try
        {
            base.AroundReceive(ReceiveRecover, new SnapshotOffer(snapshot.Metadata, snapshot.Snapshot));
            return true;
        }
        catch (Exception e)
        {
            FailRecovery(e, snapshot.Snapshot);
            return false;
        }
    }

    private void Replay(long toSequenceNr)
    {
        StartTimer(snapshot: false);
        _eventSeen = true;
        _phase = Phase.Replaying;
        Journal.Tell(
            new ReplayMessages(LastSequenceNr + 1, toSequenceNr, _replayMax, PersistenceId, Self) { ActorInstanceId = _instanceId });
    }

    private void Apply(IPersistentRepresentation persistent)
    {
        LastSequenceNr = Math.Max(LastSequenceNr, persistent.SequenceNr);
        try
        {
            base.AroundReceive(ReceiveRecover, persistent.Payload);
        }
        catch (Exception e)
        {
            FailRecovery(e, persistent.Payload);
        }
    }

    private void CompleteRecovery(long highestSequenceNr)
    {
        _recoveryTimer?.Cancel();
        OnReplaySuccess();
        LastSequenceNr = _sequenceNr = Math.Max(highestSequenceNr, LastSequenceNr);
        IsRecovering = false;
        try
        {
            base.AroundReceive(ReceiveRecover, RecoveryCompleted.Instance);
        }
        finally
        {
            AfterTask(_ =>
            {
                StartCommands();
                ReturnPermit();
            });
        }
    }

    private void FailRecovery(Exception cause, object? message)
    {
        _phase = Phase.Failed;
        try
        {
            OnRecoveryFailure(cause, message);
        }
        finally
        {
            ReturnPermit();
            Context.Stop(Self);
        }
    }

    private RecoveryTimedOutException TimedOut(string who) => new(
        $"Recovery of [{PersistenceId}] timed out: {who} has not answered within "
            + $"{RecoveryEventTimeout.TotalSeconds:0.###} s. The last event was {LastSequenceNr}.");

    private TimeSpan RecoveryEventTimeout =>
        _extension.JournalConfigFor(JournalPluginId).GetTimeSpan("recovery-event-timeout", TimeSpan.FromSeconds(30), allowInfinite: false);

    private void StartTimer(bool snapshot)
    {
        _recoveryTimer?.Cancel();
        var timeout = RecoveryEventTimeout;
        _recoveryTimer = Context.System.Scheduler.ScheduleTellRepeatedlyCancelable(
            timeout, timeout, Self, new RecoveryTick(snapshot, _instanceId), Self);
    }
}
