using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster.Sharding;

/// <content>Shards that move.</content>
internal sealed partial class ShardCoordinator
{
    private readonly Dictionary<string, ShardMove> _moves = [];
    private bool _deciding;
    private long _moveNumber;

    private void CommandHandOff()
    {
        Command<RebalanceTick>(_ => DecideMoves());
        Command<MovesDecided>(BeginMoves);
        Command<BeginHandOffAck>(ack => Confirmed(ack, Sender));
        Command<ShardStopped>(stopped => Stopped(stopped, Sender));
        Command<MoveTimedOut>(late => GiveUp(late.Move));
    }

    private void DecideMoves()
    {
        AllocateRemembered();
        foreach (var move in _moves.Values)
            TellAgain(move);
        foreach (var shard in _shuttingDown.SelectMany(region => _state.Regions.GetValueOrDefault(region, [])))
            BeginMove(shard);
        var eligible = Eligible();
        if (_deciding || eligible.Count == 0)
            return;
        _deciding = true;
        Task<IImmutableSet<string>> choice;
        try
        {
            choice = _strategy.Rebalance(eligible, _moves.Keys.ToImmutableHashSet());
        }
        catch (Exception error)
        {
            choice = Task.FromException<IImmutableSet<string>>(error);
        }

        choice.PipeTo(
            Self, ActorRefs.NoSender, shards => new MovesDecided(shards, null),
            error => new MovesDecided(ImmutableHashSet<string>.Empty, error));
    }

    private void BeginMoves(MovesDecided decided)
    {
        _deciding = false;
        if (decided.Error is not null)
            Log.Error(decided.Error, "The allocation strategy of [{0}] failed to choose shards to move.", _typeName);
        foreach (var shard in decided.Shards)
            BeginMove(shard);
    }

    private void BeginMove(string shard)
    {
        if (_moves.ContainsKey(shard) || !_state.Shards.TryGetValue(shard, out var from) || _ending.Contains(from))
            return;
        var all = _state.Regions.Keys.Union(_proxies).ToArray();
        var move = new ShardMove(++_moveNumber, shard, from, all);
        _moves[shard] = move;
        Timers.StartSingleTimer(MoveKey(shard), new MoveTimedOut(move), Tuning.HandOffTimeout);
        TellAgain(move);
    }

    private void TellAgain(ShardMove move)
    {
        foreach (var region in move.Unconfirmed)
            region.Tell(new BeginHandOff(move.Shard, move.Number), Self);
        if (move.IsStopping)
            move.From.Tell(new HandOff(move.Shard, move.Number), Self);
    }

    private void Confirmed(BeginHandOffAck ack, IActorRef region)
    {
        if (_moves.TryGetValue(ack.Shard, out var move) && move.Number == ack.Move)
            Confirmed(move, region);
    }

    private void Confirmed(ShardMove move, IActorRef region)
    {
        if (move.Confirm(region))
            move.From.Tell(new HandOff(move.Shard, move.Number), Self);
    }

    private void Stopped(ShardStopped stopped, IActorRef region)
    {
        var shard = stopped.Shard;
        if (!_moves.TryGetValue(shard, out var move) || move.Number != stopped.Move || !move.From.Equals(region))
            return;
        Record(new ShardHomeDeallocated(shard), () =>
        {
            EndMove(move);
            FindHomeAfter(move);
        });
    }

    /// <summary>A region is gone: it confirms nothing any more, and what it hosted has no home.</summary>
    private void Gone(IActorRef region)
    {
        foreach (var move in _moves.Values.ToArray())
        {
            if (move.From.Equals(region))
            {
                EndMove(move);
                FindHomeAfter(move);
            }
            else
            {
                Confirmed(move, region);
            }
        }
    }

    private void FindHomeAfter(ShardMove move)
    {
        if (_settings.RememberEntities || move.Waiting.Count > 0)
            FindHome(move.Shard, move.Waiting);
    }

    /// <summary>The shard stays, or starts again, where it is.</summary>
    private void GiveUp(ShardMove move)
    {
        if (!_moves.TryGetValue(move.Shard, out var running) || !ReferenceEquals(running, move))
            return;
        Log.Warning(
            "Shard [{0}] of [{1}] was not handed off by [{2}] within {3}: it stays there.",
            move.Shard, _typeName, move.From, Tuning.HandOffTimeout);
        EndMove(move);
        TellToHost(move.Shard, move.From);
        foreach (var requester in move.Waiting)
            TellHome(move.Shard, move.From, requester);
    }

    private void EndMove(ShardMove move)
    {
        Timers.Cancel(MoveKey(move.Shard));
        _moves.Remove(move.Shard);
    }

    private static object MoveKey(string shard) => ("move", shard);

    private sealed record RebalanceTick : INoSerializationVerificationNeeded
    {
        public static readonly RebalanceTick Instance = new();
    }

    private sealed record MovesDecided(IImmutableSet<string> Shards, Exception? Error) : INoSerializationVerificationNeeded;

    private sealed record MoveTimedOut(ShardMove Move) : INoSerializationVerificationNeeded;
}
