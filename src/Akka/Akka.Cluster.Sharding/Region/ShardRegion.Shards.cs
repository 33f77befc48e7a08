using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster.Sharding;

/// <content>The shards that run here.</content>
public sealed partial class ShardRegion
{
    private readonly Dictionary<string, LocalShard> _shards = [];
    private bool _shuttingDown;

    private IActorRef? ReadyShard(string shard) =>
        _shards.TryGetValue(shard, out var local) && local is { IsReady: true, IsStopping: false } && _ownership.Holds ? local.Actor : null;

    /// <summary>Starts a shard that belongs here, unless it runs, is stopping, waits after a failure, or this node may not own.</summary>
    private void StartWanted(string shard, bool evenIfIdle = false)
    {
        if (!_homes.TryGetValue(shard, out var home) || !home.Equals(Self))
            return;
        if (_shards.TryGetValue(shard, out var running))
        {
            if (running is { IsReady: true, IsStopping: false })
                _coordinator?.Tell(new ShardStarted(shard), Self);
            return;
        }

        var wanted = evenIfIdle || _settings.RememberEntities || _buffers.Has(shard);
        if (!wanted || !_ownership.Holds || Timers.IsTimerActive(BackoffKey(shard)))
            return;
        var props = Shard.Props(_typeName, shard, _entityProps!, _settings, _extractor, _handOffStopMessage);
        _shards[shard] = new LocalShard(Context.Watch(Context.ActorOf(props, Uri.EscapeDataString(shard))));
    }

    private void ShardIsReady(string shard, IActorRef actor)
    {
        if (!_shards.TryGetValue(shard, out var local) || !local.Actor.Equals(actor))
            return;
        local.IsReady = true;
        _coordinator?.Tell(new ShardStarted(shard), Self);
        DeliverKept(shard);
        if (local.HandOff is not null)
            StopGently(shard, local);
    }

    /// <summary>A shard that is not ready yet gets first what was kept for it, so that nothing is overtaken.</summary>
    private void StopForHandOff(HandOff handOff, IActorRef coordinator)
    {
        var shard = handOff.Shard;
        var answer = new ShardStopped(shard, handOff.Move);
        _homes.Remove(shard);
        if (!_shards.TryGetValue(shard, out var local))
        {
            coordinator.Tell(answer, Self);
            return;
        }

        local.HandOff = (coordinator, answer);
        if (local is { IsReady: true, IsStopping: false })
            StopGently(shard, local);
    }

    private void StopGently(string shard, LocalShard local)
    {
        _log.Debug("Shard [{0}] of [{1}] stops here.", shard, _typeName);
        local.IsStopping = true;
        local.Actor.Tell(StopShard.Instance, Self);
    }

    private void StopNow(LocalShard local)
    {
        local.IsStopping = true;
        Context.Stop(local.Actor);
    }

    private void ShardEnded(string shard)
    {
        var local = _shards[shard];
        _shards.Remove(shard);
        if (local.HandOff is { } handOff)
            handOff.Coordinator.Tell(handOff.Answer, Self);
        if (_homes.TryGetValue(shard, out var home) && home.Equals(Self))
            StartAfterEnd(shard, local);
        else if (_buffers.Has(shard))
            Retry();
        StopIfDone();
    }

    private void StartAfterEnd(string shard, LocalShard ended)
    {
        if (ended.IsStopping)
        {
            StartWanted(shard);
            return;
        }

        _log.Warning("Shard [{0}] of [{1}] has ended; it starts again after {2}.", shard, _typeName, Tuning.ShardFailureBackoff);
        Timers.StartSingleTimer(BackoffKey(shard), new ShardBackoffOver(shard), Tuning.ShardFailureBackoff);
    }

    /// <summary>Shards stop before another node may start them, and start again here if nobody has.</summary>
    private void OwnershipMayHaveChanged()
    {
        if (_ownership.Holds)
        {
            foreach (var shard in _homes.Where(pair => pair.Value.Equals(Self)).Select(pair => pair.Key).ToArray())
            {
                StartWanted(shard);
                DeliverKept(shard);
            }

            return;
        }

        if (_shards.Count == 0)
            return;
        _log.Warning(
            "The membership of this node may end soon: stopping [{0}] shards of [{1}] before another node starts them.",
            _shards.Count, _typeName);
        foreach (var local in _shards.Values)
            StopNow(local);
    }

    private void BeginGracefulShutdown()
    {
        if (_shuttingDown)
            return;
        _shuttingDown = true;
        _log.Info("Region [{0}] shuts down; [{1}] shards are handed over.", _typeName, _shards.Count);
        Timers.StartSingleTimer(nameof(ShutdownTimedOut), ShutdownTimedOut.Instance, Tuning.HandOffTimeout);
        Retry();
        StopIfDone();
    }

    private void StopIfDone()
    {
        var hosts = _shards.Count > 0 || _homes.Values.Any(home => home.Equals(Self));
        if (_shuttingDown && !hosts && _buffers.Count == 0)
            Context.Stop(Self);
    }

    private static object BackoffKey(string shard) => ("backoff", shard);
}
