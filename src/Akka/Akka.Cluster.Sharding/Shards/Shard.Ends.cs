using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster.Sharding;

/// <content>Entities that stop, and the end of the shard.</content>
internal sealed partial class Shard
{
    private void PassivateSender(object stopMessage)
    {
        if (!_byActor.TryGetValue(Sender, out var entity) || entity.Status is not EntityStatus.Active)
            return;
        entity.Passivated = true;
        Stop(entity, stopMessage);
    }

    private void PassivateIdle()
    {
        var limit = Now - _settings.PassivateIdleEntityAfter;
        foreach (var entity in _byActor.Values.Where(one => one.Status is EntityStatus.Active && one.LastMessage < limit).ToArray())
        {
            entity.Passivated = true;
            Stop(entity, _stopMessage);
        }
    }

    private void EntityMayHaveEnded(IActorRef actor)
    {
        if (actor.Equals(_store))
            throw new IllegalStateException($"The store of remembered entities of shard [{_shardId}] of [{_typeName}] has ended.");
        if (!_byActor.Remove(actor, out var entity))
            return;
        entity.Actor = null;
        if (_buffers.Has(entity.Id))
            Start(entity);
        else if (_store is not null && entity.Passivated)
            Record(entity, EntityStatus.Forgetting, new EntityStopped(entity.Id));
        else if (_store is not null && !_handingOff && entity.Status is EntityStatus.Active)
            RestartLater(entity);
        else
            Remove(entity);
    }

    private void BeginHandOff()
    {
        if (_handingOff)
            return;
        _handingOff = true;
        Timers.CancelAll();
        Timers.StartSingleTimer(nameof(HandOffLate), HandOffLate.Instance, StopTimeout());
        foreach (var entity in _entities.Values.ToArray())
        {
            if (entity.Status is EntityStatus.Active)
                Stop(entity, _stopMessage);
            else if (entity.Status is EntityStatus.WaitingForRestart && _buffers.Has(entity.Id))
                Start(entity);
            else if (entity.Status is EntityStatus.WaitingForRestart)
                _entities.Remove(entity.Id);
        }

        StopIfHandedOff();
    }

    /// <summary>Somewhat less than the coordinator waits, so that it hears of the end in time.</summary>
    private TimeSpan StopTimeout()
    {
        var whole = _settings.TuningParameters.HandOffTimeout;
        var shorter = whole - TimeSpan.FromSeconds(5);
        return shorter > whole / 2 ? shorter : whole / 2;
    }

    private void StopHard()
    {
        _log.Warning(
            "Shard [{0}] of [{1}]: [{2}] entities have not stopped within {3} after the stop message; they are stopped now.",
            _shardId, _typeName, _byActor.Count, StopTimeout());
        Context.Stop(Self);
    }

    private void StopIfHandedOff()
    {
        if (_handingOff && _entities.Count == 0)
            Context.Stop(Self);
    }
}
