using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster.Sharding;

/// <summary>A message between regions and their coordinator. A repeat of any of them is safe.</summary>
internal interface ICoordinatorMessage : IClusterShardingSerializable
{
}

/// <summary>A region that hosts shards makes itself known. Repeated until <see cref="RegisterAck"/>.</summary>
internal sealed record Register(IActorRef Region) : ICoordinatorMessage, IDeadLetterSuppression;

/// <summary>A region that hosts none makes itself known. Repeated until <see cref="RegisterAck"/>.</summary>
internal sealed record RegisterProxy(IActorRef Proxy) : ICoordinatorMessage, IDeadLetterSuppression;

/// <summary>Answer to a registration. From now on the region listens to this coordinator and to no other.</summary>
internal sealed record RegisterAck(IActorRef Coordinator) : ICoordinatorMessage;

/// <summary>Which region hosts a shard? Answered by <see cref="ShardHome"/> once it is known; repeated by the region meanwhile.</summary>
internal sealed record GetShardHome(string Shard) : ICoordinatorMessage, IDeadLetterSuppression;

/// <summary>The region that hosts a shard.</summary>
internal sealed record ShardHome(string Shard, IActorRef Region) : ICoordinatorMessage;

/// <summary>To the region that was chosen for a shard; repeated until <see cref="ShardStarted"/>.</summary>
internal sealed record HostShard(string Shard) : ICoordinatorMessage;

/// <summary>Answer to <see cref="HostShard"/>.</summary>
internal sealed record ShardStarted(string Shard) : ICoordinatorMessage;

/// <summary>To every region: keep the messages for a shard from now on. The region that hosts it goes on until
/// <see cref="HandOff"/>.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Move">Number of the move: an answer to an earlier one, given up meanwhile, does not count.</param>
internal sealed record BeginHandOff(string Shard, long Move) : ICoordinatorMessage;

/// <summary>Answer to <see cref="BeginHandOff"/>: what the region sent before has reached the region that hosts the shard.</summary>
internal sealed record BeginHandOffAck(string Shard, long Move) : ICoordinatorMessage;

/// <summary>To the region that hosts a shard, when all have answered: stop it.</summary>
internal sealed record HandOff(string Shard, long Move) : ICoordinatorMessage;

/// <summary>Answer to <see cref="HandOff"/>: no entity of the shard runs there any more.</summary>
internal sealed record ShardStopped(string Shard, long Move) : ICoordinatorMessage;

/// <summary>A region wants to stop: move its shards elsewhere. Repeated by the region until it has none.</summary>
internal sealed record GracefulShutdownRequest(IActorRef Region) : ICoordinatorMessage, IDeadLetterSuppression;

/// <summary>From region to region, behind all messages for a shard: answer when this arrives.</summary>
internal sealed record FlushShard(string Shard) : ICoordinatorMessage;

/// <summary>Answer to <see cref="FlushShard"/>.</summary>
internal sealed record ShardFlushed(string Shard) : ICoordinatorMessage;
