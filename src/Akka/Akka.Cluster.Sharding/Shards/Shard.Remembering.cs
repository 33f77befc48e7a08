using Akka.Actor;

namespace Akka.Cluster.Sharding;

/// <content>Remembered entities.</content>
internal sealed partial class Shard
{
    /// <summary>No name of an entity: those have no at sign in them.</summary>
    private const string StoreName = "@store";

    private readonly HashSet<string> _remembered = [];
    private readonly Queue<string> _toStart = new();
    private IActorRef? _store;

    private void StartStore() => _store = Context.Watch(Context.ActorOf(
        RememberedEntitiesStore.Props(_typeName, _shardId, _settings), StoreName));

    private void StartRemembered(IReadOnlyCollection<string> entities)
    {
        foreach (var id in entities)
        {
            _remembered.Add(id);
            _toStart.Enqueue(id);
        }

        // Messages are taken at once: they start the entity that they are for.
        Context.Parent.Tell(new ShardInitialized(_shardId), Self);
        StartSomeRemembered();
    }

    private void StartSomeRemembered()
    {
        var tuning = _settings.TuningParameters;
        var isGradual = tuning.EntityRecoveryStrategy == "constant";
        var left = isGradual ? Math.Max(1, tuning.EntityRecoveryConstantRateStrategyNumberOfEntities) : int.MaxValue;
        while (left > 0 && !_handingOff && _toStart.TryDequeue(out var id))
        {
            if (_entities.ContainsKey(id) || !_remembered.Contains(id))
                continue;
            var entity = new Entity(id);
            _entities[id] = entity;
            Start(entity);
            left--;
        }

        if (_toStart.Count > 0 && !_handingOff)
            Timers.StartSingleTimer(nameof(StartSome), StartSome.Instance, tuning.EntityRecoveryConstantRateStrategyFrequency);
    }

    private void Record(Entity entity, EntityStatus status, IRememberedEntityEvent change)
    {
        entity.Status = status;
        _store!.Tell(change, Self);
    }

    private void RecordedOne(RememberedEntitiesStore.Recorded recorded)
    {
        switch (recorded.Change)
        {
            case EntityStarted started:
                _remembered.Add(started.EntityId);
                Start(_entities[started.EntityId]);
                break;
            case EntityStopped stopped:
                _remembered.Remove(stopped.EntityId);
                var entity = _entities[stopped.EntityId];
                if (_buffers.Has(stopped.EntityId))
                    Begin(entity);
                else
                    Remove(entity);
                break;
        }
    }

    private void RestartLater(Entity entity)
    {
        entity.Status = EntityStatus.WaitingForRestart;
        Timers.StartSingleTimer(
            ("restart", entity.Id), new RestartEntity(entity.Id), _settings.TuningParameters.EntityRestartBackoff);
    }

    private void RestartAfterBackoff(string id)
    {
        if (_entities.TryGetValue(id, out var entity) && entity.Status is EntityStatus.WaitingForRestart)
            Start(entity);
    }

    private sealed record StartSome : INoSerializationVerificationNeeded
    {
        public static readonly StartSome Instance = new();
    }

    private sealed record RestartEntity(string EntityId) : INoSerializationVerificationNeeded;
}
