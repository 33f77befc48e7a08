using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster.Sharding;

/// <content>Homes for shards that have none.</content>
internal sealed partial class ShardCoordinator
{
    private readonly Dictionary<string, HashSet<IActorRef>> _allocating = [];

    private void CommandAllocation()
    {
        Command<GetShardHome>(ask => TellHome(ask.Shard, Sender));
        Command<Allocated>(Allocate);
        Command<ShardStarted>(started => Timers.Cancel(HostKey(started.Shard)));
        Command<HostAgain>(again => TellToHost(again.Shard, again.Region));
    }

    private void TellHome(string shard, IActorRef requester)
    {
        if (_moves.TryGetValue(shard, out var move))
            move.Wait(requester);
        else if (_state.Shards.TryGetValue(shard, out var home))
            TellHome(shard, home, requester);
        else if (_allocating.TryGetValue(shard, out var waiting))
            waiting.Add(requester);
        else
            FindHome(shard, [requester]);
    }

    private void TellHome(string shard, IActorRef home, IActorRef requester)
    {
        // No answer for a region that is ending: the requester asks again.
        if (!_ending.Contains(home))
            requester.Tell(new ShardHome(shard, home), Self);
    }

    private void FindHome(string shard, IEnumerable<IActorRef> requesters)
    {
        var eligible = Eligible();
        if (eligible.Count == 0 || eligible.Count < _regionsMin)
            return;
        var waiting = requesters.ToHashSet();
        _allocating[shard] = waiting;
        Task<IActorRef> choice;
        try
        {
            choice = _strategy.AllocateShard(waiting.FirstOrDefault(ActorRefs.Nobody), shard, eligible);
        }
        catch (Exception error)
        {
            choice = Task.FromException<IActorRef>(error);
        }

        choice.PipeTo(
            Self, ActorRefs.NoSender, region => new Allocated(shard, region, null), error => new Allocated(shard, null, error));
    }

    private void Allocate(Allocated decided)
    {
        if (!_allocating.Remove(decided.Shard, out var waiting))
            return;
        if (decided.Error is not null)
        {
            Log.Error(decided.Error, "The allocation strategy of [{0}] failed for shard [{1}].", _typeName, decided.Shard);
            return;
        }

        // The regions may have changed meanwhile; those who wait ask again.
        if (decided.Region is not { } region || !Eligible().ContainsKey(region) || _state.Shards.ContainsKey(decided.Shard))
            return;
        Record(new ShardHomeAllocated(decided.Shard, region), () =>
        {
            TellToHost(decided.Shard, region);
            foreach (var requester in waiting.Where(requester => !requester.Equals(region) && !requester.IsNobody()))
                TellHome(decided.Shard, region, requester);
        });
    }

    private void TellToHost(string shard, IActorRef region)
    {
        if (!_state.Shards.TryGetValue(shard, out var home) || !home.Equals(region) || _moves.ContainsKey(shard))
            return;
        region.Tell(new HostShard(shard), Self);
        Timers.StartSingleTimer(HostKey(shard), new HostAgain(shard, region), Tuning.ShardStartTimeout);
    }

    /// <summary>Remembered entities run without a message for them, so their shards need a home at once.</summary>
    private void AllocateRemembered()
    {
        if (!_settings.RememberEntities)
            return;
        foreach (var shard in _state.Unallocated.Where(shard => !_allocating.ContainsKey(shard) && !_moves.ContainsKey(shard)))
            FindHome(shard, []);
    }

    private static object HostKey(string shard) => ("host", shard);

    /// <param name="Shard">The shard.</param>
    /// <param name="Region">Where it goes.</param>
    /// <param name="Error">Why there is no answer.</param>
    private sealed record Allocated(string Shard, IActorRef? Region, Exception? Error) : INoSerializationVerificationNeeded;

    private sealed record HostAgain(string Shard, IActorRef Region) : INoSerializationVerificationNeeded;
}
