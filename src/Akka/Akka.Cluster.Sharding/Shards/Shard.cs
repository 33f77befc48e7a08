using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster.Sharding;

/// <summary>
/// The entities of one shard, its children. Starts an entity at the first message for it, stops it when it wants to or is idle, and all
/// of them at a hand-off. Guarantee: one actor an id; messages to it in order; what waits for an entity that stops starts it again, also
/// during a hand-off, so that nothing that has arrived here is lost with the move. With remembered entities a start or passivation is
/// recorded before it takes effect.
/// </summary>
internal sealed partial class Shard : ActorBase, IWithTimers
{
    private readonly string _typeName;
    private readonly string _shardId;
    private readonly Func<string, Props> _entityProps;
    private readonly ClusterShardingSettings _settings;
    private readonly IMessageExtractor _extractor;
    private readonly object _stopMessage;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<string, Entity> _entities = [];
    private readonly Dictionary<IActorRef, Entity> _byActor = [];
    private readonly MessageBuffers _buffers;
    private bool _handingOff;

    public Shard(
        string typeName,
        string shardId,
        Func<string, Props> entityProps,
        ClusterShardingSettings settings,
        IMessageExtractor extractor,
        object stopMessage)
    {
        _typeName = typeName;
        _shardId = shardId;
        _entityProps = entityProps;
        _settings = settings;
        _extractor = extractor;
        _stopMessage = stopMessage;
        _buffers = new MessageBuffers(settings.TuningParameters.BufferSize);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    public static Props Props(
        string typeName,
        string shardId,
        Func<string, Props> entityProps,
        ClusterShardingSettings settings,
        IMessageExtractor extractor,
        object stopMessage) =>
        Actor.Props.Create(() => new Shard(typeName, shardId, entityProps, settings, extractor, stopMessage)).WithDeploy(Deploy.Local);

    protected override void PreStart()
    {
        if (_settings.RememberEntities)
        {
            StartStore();
            return;
        }

        if (_settings.ShouldPassivateIdleEntities)
            Timers.StartPeriodicTimer(nameof(IdleTick), IdleTick.Instance, _settings.PassivateIdleEntityAfter / 2);
        Context.Parent.Tell(new ShardInitialized(_shardId), Self);
    }

    protected override void PostStop()
    {
        if (_buffers.Count > 0)
            _log.Warning("Shard [{0}] of [{1}] stops with [{2}] messages: they become dead letters.", _shardId, _typeName, _buffers.Count);
        foreach (var id in _buffers.Keys.ToArray())
        {
            foreach (var (message, sender) in _buffers.Take(id))
                Context.System.DeadLetters.Tell(new DeadLetter(message, sender, Self), sender);
        }

        base.PostStop();
    }

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Terminated ended:
                EntityMayHaveEnded(ended.ActorRef);
                return true;
            case Passivate passivate:
                PassivateSender(passivate.StopMessage);
                return true;
            case StopShard:
                BeginHandOff();
                return true;
            case HandOffLate:
                StopHard();
                return true;
            case IdleTick:
                PassivateIdle();
                return true;
            case GetCurrentShardState:
                Sender.Tell(new ShardState(_shardId, _byActor.Values.Select(entity => entity.Id).ToImmutableHashSet()), Self);
                return true;
            case RememberedEntitiesStore.Recovered recovered:
                StartRemembered(recovered.Entities);
                return true;
            case RememberedEntitiesStore.Recorded recorded:
                RecordedOne(recorded);
                return true;
            case StartSome:
                StartSomeRemembered();
                return true;
            case RestartEntity restart:
                RestartAfterBackoff(restart.EntityId);
                return true;
            case ShardRegion.StartEntity start:
                Deliver(start.EntityId, start);
                return true;
            default:
                var id = _extractor.EntityId(message);
                if (string.IsNullOrEmpty(id))
                    return false;
                Deliver(id, message);
                return true;
        }
    }

    private void Deliver(string id, object message)
    {
        if (!_entities.TryGetValue(id, out var entity))
        {
            _entities[id] = entity = new Entity(id);
            Keep(id, message);
            Begin(entity);
        }
        else if (entity.Status is EntityStatus.Active)
        {
            Tell(entity, message, Sender);
        }
        else
        {
            Keep(id, message);
        }
    }

    private void Keep(string id, object message)
    {
        if (_buffers.TryAdd(id, message, Sender))
            return;
        _log.Warning("The buffer of shard [{0}] of [{1}] is full: a message becomes a dead letter.", _shardId, _typeName);
        Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
    }

    private void Tell(Entity entity, object message, IActorRef sender)
    {
        entity.LastMessage = Now;
        if (message is ShardRegion.StartEntity)
            sender.Tell(new StartEntityAck(entity.Id, _shardId), Self);
        else
            entity.Actor!.Tell(_extractor.EntityMessage(message), sender);
    }

    /// <summary>Starts an entity, once that is recorded where it has to be.</summary>
    private void Begin(Entity entity)
    {
        if (_store is null || _remembered.Contains(entity.Id))
            Start(entity);
        else
            Record(entity, EntityStatus.Remembering, new EntityStarted(entity.Id));
    }

    private void Start(Entity entity)
    {
        var actor = Context.Watch(Context.ActorOf(_entityProps(entity.Id), Uri.EscapeDataString(entity.Id)));
        entity.Actor = actor;
        entity.Status = EntityStatus.Active;
        entity.Passivated = false;
        entity.LastMessage = Now;
        _byActor[actor] = entity;
        foreach (var (message, sender) in _buffers.Take(entity.Id))
            Tell(entity, message, sender);
        if (_handingOff)
            Stop(entity, _stopMessage);
    }

    private void Stop(Entity entity, object stopMessage)
    {
        entity.Status = EntityStatus.Stopping;
        entity.Actor!.Tell(stopMessage, Self);
    }

    private void Remove(Entity entity)
    {
        _entities.Remove(entity.Id);
        StopIfHandedOff();
    }

    private sealed record IdleTick : INoSerializationVerificationNeeded
    {
        public static readonly IdleTick Instance = new();
    }

    private sealed record HandOffLate : INoSerializationVerificationNeeded
    {
        public static readonly HandOffLate Instance = new();
    }
}
