using Akka.Actor;
using Akka.Configuration;
using Akka.Pattern;

namespace Akka.Persistence.Snapshot;

/// <summary>
/// The base of snapshot store plugins. One per plugin id, made by <see cref="PersistenceExtension"/>. Calls to the plugin go
/// through a circuit breaker. Every request is answered, failures too.
/// </summary>
public abstract class SnapshotStore : ActorBase
{
    private readonly CircuitBreaker _breaker;

    protected SnapshotStore()
    {
        var system = Context.System;
        Persistence.Instance.Apply(system);
        var all = system.Settings.Config;
        var fallback = all.GetConfig("akka.persistence.snapshot-store-plugin-fallback");
        _breaker = PluginBreaker.Create(system, (all.GetConfig(Self.Path.Name) ?? Config.Empty).WithFallback(fallback));
    }

    protected sealed override bool Receive(object message)
    {
        switch (message)
        {
            case LoadSnapshot load:
                _ = Answer(
                    () => LoadAsync(load.PersistenceId, load.Criteria.Limit(load.ToSequenceNr)),
                    found => new LoadSnapshotResult(found, load.ToSequenceNr),
                    e => new LoadSnapshotFailed(e));
                return true;
            case SaveSnapshot save:
                Save(save);
                return true;
            case DeleteSnapshot delete:
                _ = Answer(
                    () => Done(DeleteAsync(delete.Metadata)),
                    _ => new DeleteSnapshotSuccess(delete.Metadata),
                    e => new DeleteSnapshotFailure(delete.Metadata, e));
                return true;
            case DeleteSnapshots delete:
                _ = Answer(
                    () => Done(DeleteAsync(delete.PersistenceId, delete.Criteria)),
                    _ => new DeleteSnapshotsSuccess(delete.Criteria),
                    e => new DeleteSnapshotsFailure(delete.Criteria, e));
                return true;
            default:
                return ReceivePluginInternal(message);
        }
    }

    /// <summary>The newest snapshot that matches, or null.</summary>
    protected abstract Task<SelectedSnapshot?> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria);

    /// <summary>Keeps a snapshot; one of the same id and sequence number is replaced.</summary>
    protected abstract Task SaveAsync(SnapshotMetadata metadata, object snapshot);

    /// <summary>Deletes one snapshot; a timestamp of <see cref="DateTime.MinValue"/> matches any.</summary>
    protected abstract Task DeleteAsync(SnapshotMetadata metadata);

    /// <summary>Deletes all snapshots that match.</summary>
    protected abstract Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria);

    /// <summary>Messages of the plugin's own. False: not handled.</summary>
    protected virtual bool ReceivePluginInternal(object message) => false;

    private static async Task<bool> Done(Task task)
    {
        await task.ConfigureAwait(false);
        return true;
    }

    private void Save(SaveSnapshot save)
    {
        var metadata = save.Metadata.Timestamp == DateTime.MinValue
            ? new SnapshotMetadata(save.Metadata.PersistenceId, save.Metadata.SequenceNr, Context.System.Scheduler.Now.UtcDateTime)
            : save.Metadata;
        _ = Answer(
            () => Done(SaveAsync(metadata, save.Snapshot)),
            _ => new SaveSnapshotSuccess(metadata),
            e => new SaveSnapshotFailure(metadata, e));
    }

    private async Task Answer<T>(Func<Task<T>> call, Func<T, object> success, Func<Exception, object> failure)
    {
        var sender = Sender;
        var self = Self;
        object answer;
        try
        {
            answer = success(await _breaker.WithCircuitBreaker(call).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            answer = failure(e is AggregateException { InnerExceptions: [var only] } ? only : e);
        }

        sender.Tell(answer, self);
    }
}
