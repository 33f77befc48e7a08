using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster.Sharding;

/// <content>The coordinator's word on shards, and the end of those who were involved.</content>
public sealed partial class ShardRegion
{
    private readonly Dictionary<string, (IActorRef Home, long Move)> _flushing = [];

    private void Coordinate(ICoordinatorMessage message)
    {
        switch (message)
        {
            case RegisterAck ack:
                Registered(ack.Coordinator);
                break;
            case FlushShard flush:
                Sender.Tell(new ShardFlushed(flush.Shard), Self);
                break;
            case ShardFlushed flushed:
                Flushed(flushed.Shard, Sender);
                break;
            case var _ when !Sender.Equals(_coordinator):
                _log.Debug("Region [{0}] ignores [{1}]: [{2}] is not its coordinator.", _typeName, message, Sender);
                break;
            case ShardHome home:
                SetHome(home.Shard, home.Region);
                break;
            case HostShard host:
                SetHome(host.Shard, Self);
                StartWanted(host.Shard, evenIfIdle: true);
                break;
            case BeginHandOff begin:
                BeginToKeep(begin);
                break;
            case HandOff handOff:
                StopForHandOff(handOff, Sender);
                break;
            default:
                _log.Warning("Region [{0}] cannot handle [{1}].", _typeName, message);
                break;
        }
    }

    private void SetHome(string shard, IActorRef region)
    {
        if (region.Equals(Self) && IsProxy)
            return;
        _homes[shard] = region;
        if (region.Equals(Self))
        {
            StartWanted(shard, evenIfIdle: true);
        }
        else
        {
            Context.Watch(region);
            if (_shards.TryGetValue(shard, out var stray) && !stray.IsStopping)
                StopNow(stray);
        }

        DeliverKept(shard);
    }

    /// <summary>
    /// New messages wait from now on. Those that went to another region must have arrived there before the shard is stopped: they are
    /// flushed, for the coordinator's own message may overtake them.
    /// </summary>
    private void BeginToKeep(BeginHandOff begin)
    {
        var shard = begin.Shard;
        if (_flushing.TryGetValue(shard, out var flushing))
        {
            _flushing[shard] = (flushing.Home, begin.Move);
            return;
        }

        if (_homes.TryGetValue(shard, out var home) && !home.Equals(Self))
        {
            _homes.Remove(shard);
            _flushing[shard] = (home, begin.Move);
            home.Tell(new FlushShard(shard), Self);
            return;
        }

        _coordinator?.Tell(new BeginHandOffAck(shard, begin.Move), Self);
    }

    private void Flushed(string shard, IActorRef region)
    {
        if (!_flushing.TryGetValue(shard, out var flushing) || !flushing.Home.Equals(region))
            return;
        _flushing.Remove(shard);
        _coordinator?.Tell(new BeginHandOffAck(shard, flushing.Move), Self);
    }

    private void SomebodyEnded(IActorRef ended)
    {
        if (ended.Equals(_coordinator))
        {
            _coordinator = null;
            StartToRegister();
            return;
        }

        if (_shards.FirstOrDefault(pair => pair.Value.Actor.Equals(ended)) is { Key: { } shard })
        {
            ShardEnded(shard);
            return;
        }

        Lose(home => home.Equals(ended));
    }

    /// <summary>
    /// A node that was removed may still answer for a while, and must not be heard. Of a successor under the same address the regions
    /// are told apart by the watch on them.
    /// </summary>
    private void NodeRemoved(Member member)
    {
        var isReplaced = _cluster.State.Members.Any(
            other => other.Address.Equals(member.Address) && !other.UniqueAddress.Equals(member.UniqueAddress));
        if (!isReplaced)
            Lose(home => home.Path.Address.Equals(member.Address) && !home.Equals(Self));
    }

    private void Lose(Func<IActorRef, bool> isLost)
    {
        foreach (var shard in _homes.Where(pair => isLost(pair.Value)).Select(pair => pair.Key).ToArray())
            _homes.Remove(shard);
        foreach (var (shard, flushing) in _flushing.Where(pair => isLost(pair.Value.Home)).ToArray())
            Flushed(shard, flushing.Home);
        Retry();
    }
}
