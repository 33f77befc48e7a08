using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster.Sharding;

/// <content>Messages for entities.</content>
public sealed partial class ShardRegion
{
    private bool DeliverMessage(object message)
    {
        string? shard;
        if (message is StartEntity start)
        {
            shard = _extractor.ShardId(start.EntityId, start);
        }
        else
        {
            var entity = _extractor.EntityId(message);
            if (string.IsNullOrEmpty(entity))
            {
                _log.Warning("[{0}] cannot tell the entity of a [{1}]: the message is dropped.", _typeName, message.GetType());
                return false;
            }

            shard = _extractor.ShardId(entity, message);
        }

        if (string.IsNullOrEmpty(shard))
        {
            _log.Warning("[{0}] cannot tell the shard of a [{1}]: the message is dropped.", _typeName, message.GetType());
            Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
            return true;
        }

        Deliver(shard, message);
        return true;
    }

    private void Deliver(string shard, object message)
    {
        // Behind those that wait already, so that the order stays.
        if (!_buffers.Has(shard) && _homes.TryGetValue(shard, out var home))
        {
            if (!home.Equals(Self))
            {
                home.Forward(message);
                return;
            }

            if (ReadyShard(shard) is { } local)
            {
                local.Forward(message);
                return;
            }
        }

        Keep(shard, message);
    }

    private void Keep(string shard, object message)
    {
        var isFirst = !_buffers.Has(shard);
        if (!_buffers.TryAdd(shard, message, Sender))
        {
            if (!_bufferWarned)
            {
                _log.Warning(
                    "The buffer of region [{0}] is full ({1} messages): messages become dead letters. Is there a coordinator?",
                    _typeName, Tuning.BufferSize);
            }

            _bufferWarned = true;
            Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
            return;
        }

        if (!isFirst)
            return;
        if (_homes.TryGetValue(shard, out var home) && home.Equals(Self))
            StartWanted(shard);
        else
            _coordinator?.Tell(new GetShardHome(shard), Self);
    }

    /// <summary>Passes on what was kept for a shard, if it can be delivered now.</summary>
    private void DeliverKept(string shard)
    {
        if (!_buffers.Has(shard) || !_homes.TryGetValue(shard, out var home))
            return;
        var target = home.Equals(Self) ? ReadyShard(shard) : home;
        if (target is null)
            return;
        foreach (var (message, sender) in _buffers.Take(shard))
            target.Tell(message, sender);
        _bufferWarned = false;
        StopIfDone();
    }

    /// <summary>Asks again for whatever did not happen.</summary>
    private void Retry()
    {
        if (_coordinator is null)
            return;
        foreach (var shard in _buffers.Keys)
        {
            if (!_homes.ContainsKey(shard))
                _coordinator.Tell(new GetShardHome(shard), Self);
        }

        if (_shuttingDown)
            _coordinator.Tell(new GracefulShutdownRequest(Self), Self);
    }
}
