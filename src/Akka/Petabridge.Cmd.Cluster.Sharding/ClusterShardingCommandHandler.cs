using Akka.Actor;
using Akka.Cluster.Sharding;
using Petabridge.Cmd.Host;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Petabridge.Cmd.Cluster.Sharding;

/// <summary>Runs <c>cluster-sharding</c> for one client. Regions are asked; their answers come back as text.</summary>
internal sealed class ClusterShardingCommandHandler : CommandHandlerActor
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RegionTimeout = TimeSpan.FromSeconds(5);

    public ClusterShardingCommandHandler()
        : base(ShardingPalette.Palette)
    {
        Process(ShardingPalette.ListRegions.Name, _ => Sender.Tell(new CommandResponse(ShardingText.Names(Sharding.ShardTypeNames))));
        Process(ShardingPalette.RegionStats.Name, ShowStats);
        Process(ShardingPalette.RegionState.Name, command => ShowState(command, ShardingText.State));
        Process(ShardingPalette.ListShards.Name, command => ShowState(command, ShardingText.Shards));
        Process(ShardingPalette.ListEntities.Name, ListEntities);
    }

    private static ClusterSharding Sharding => ClusterSharding.Get(Context.System);

    private void ShowStats(Command command)
    {
        var cluster = AkkaCluster.Get(Context.System);
        Ask<ClusterShardingStats>(
            command,
            new GetClusterShardingStats(RegionTimeout),
            stats => new CommandResponse(ShardingText.Stats(stats, cluster.State)));
    }

    private void ShowState(Command command, Func<CurrentShardRegionState, string> text) => Ask<CurrentShardRegionState>(
        command, GetShardRegionState.Instance, state => new CommandResponse(text(state)));

    private void ListEntities(Command command)
    {
        var shard = Value(command, ShardingPalette.ListEntities, ShardingPalette.ShardArgument);
        Ask<CurrentShardRegionState>(command, GetShardRegionState.Instance, state =>
        {
            if (shard is not null && state.Shards.All(one => one.ShardId != shard))
                return new ErroredCommandResponse($"The shard [{shard}] does not run on this node; [list-shards] shows those that do.");
            return new CommandResponse(ShardingText.Entities(state, shard));
        });
    }

    private void Ask<TAnswer>(Command command, object question, Func<TAnswer, CommandResponse> respond)
    {
        var type = Value(command, ShardingPalette.RegionStats, ShardingPalette.RegionArgument)!;
        IActorRef region;
        try
        {
            region = Sharding.ShardRegion(type);
        }
        catch (ArgumentException)
        {
            Sender.Tell(new ErroredCommandResponse($"This node has no region of [{type}]; [list-regions] shows those that it has."));
            return;
        }

        region.Ask<TAnswer>(question, AnswerTimeout).PipeTo(
            Sender,
            Self,
            answer => respond(answer),
            error => new ErroredCommandResponse($"The region of [{type}] did not answer: {error.Message}"));
    }

    private static string? Value(Command command, CommandDefinition definition, string argument) =>
        command.Arguments.FirstOrDefault(a => definition.ArgumentsByName[argument].Switch.Contains(a.Item1))?.Item2;
}
