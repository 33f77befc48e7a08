using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;

namespace Akka.Cluster.Sharding;

/// <summary>
/// Keeps which entities of a shard are to run: child of the shard, gone with it. Tells its parent <see cref="Recovered"/> once, then
/// <see cref="Recorded"/> for each event it was sent, in order, when that is in the journal. A write that fails stops it.
/// </summary>
internal sealed class RememberedEntitiesStore : ReceivePersistentActor
{
    private readonly ClusterShardingSettings _settings;
    private ImmutableHashSet<string> _entities = [];

    public RememberedEntitiesStore(string typeName, string shardId, ClusterShardingSettings settings)
    {
        PersistenceId = $"/sharding/{typeName}Shard/{shardId}";
        _settings = settings;
        JournalPluginId = settings.JournalPluginId;
        SnapshotPluginId = settings.SnapshotPluginId;

        Recover<IRememberedEntityEvent>(Apply);
        Recover<SnapshotOffer>(offer => Apply((IRememberedEntityEvent)offer.Snapshot));
        Recover<RecoveryCompleted>(_ => Context.Parent.Tell(new Recovered(_entities), Self));
        Command<IRememberedEntityEvent>(Record);
        Command<SaveSnapshotSuccess>(_ => { });
        Command<SaveSnapshotFailure>(failure => Log.Warning(
            "Cannot save which entities of [{0}] are remembered: {1}. The events are kept, so nothing is lost.",
            PersistenceId, failure.Cause.Message));
    }

    public override string PersistenceId { get; }

    public static Props Props(string typeName, string shardId, ClusterShardingSettings settings) =>
        Actor.Props.Create(() => new RememberedEntitiesStore(typeName, shardId, settings)).WithDeploy(Deploy.Local);

    private void Record(IRememberedEntityEvent change) => PersistAsync(change, persisted =>
    {
        Apply(persisted);
        if (LastSequenceNr % _settings.TuningParameters.SnapshotAfter == 0)
            SaveSnapshot(new EntityState(_entities));
        Context.Parent.Tell(new Recorded(persisted), Self);
    });

    private void Apply(IRememberedEntityEvent change) => _entities = change switch
    {
        EntityStarted started => _entities.Add(started.EntityId),
        EntityStopped stopped => _entities.Remove(stopped.EntityId),
        EntityState all => [.. all.Entities],
        _ => throw new InvalidOperationException($"The store of remembered entities cannot apply a [{change.GetType()}]."),
    };

    /// <summary>What is in the journal.</summary>
    internal sealed record Recovered(IReadOnlyCollection<string> Entities) : INoSerializationVerificationNeeded;

    /// <summary>An event is in the journal.</summary>
    internal sealed record Recorded(IRememberedEntityEvent Change) : INoSerializationVerificationNeeded;
}
