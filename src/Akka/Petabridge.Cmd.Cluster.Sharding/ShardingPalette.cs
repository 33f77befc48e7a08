namespace Petabridge.Cmd.Cluster.Sharding;

/// <summary>What the commands of <c>cluster-sharding</c> are called and take. Thread-safe.</summary>
internal static class ShardingPalette
{
    internal const string RegionArgument = "region";
    internal const string ShardArgument = "shard";

    internal static readonly CommandDefinition ListRegions = new CommandDefinitionBuilder()
        .WithName("list-regions")
        .WithDescription("Lists the types of entities that this node has started.")
        .Build();

    internal static readonly CommandDefinition RegionStats = new CommandDefinitionBuilder()
        .WithName("region-stats")
        .WithDescription("Shows the shards and entities of a type on each node of the cluster.")
        .WithArgument(Region)
        .Build();

    internal static readonly CommandDefinition RegionState = new CommandDefinitionBuilder()
        .WithName("region-state")
        .WithDescription("Shows the shards and entities of a type on this node.")
        .WithArgument(Region)
        .Build();

    internal static readonly CommandDefinition ListShards = new CommandDefinitionBuilder()
        .WithName("list-shards")
        .WithDescription("Lists the shards of a type on this node with the number of their entities.")
        .WithArgument(Region)
        .Build();

    internal static readonly CommandDefinition ListEntities = new CommandDefinitionBuilder()
        .WithName("list-entities")
        .WithDescription("Lists the entities of a type on this node, of one shard or of all.")
        .WithArgument(Region)
        .WithArgument(b => b.WithName(ShardArgument).WithSwitch("-s").WithSwitch("-S").WithDescription("the shard; all without it"))
        .Build();

    internal static readonly CommandPalette Palette =
        new("cluster-sharding", [ListRegions, RegionStats, RegionState, ListShards, ListEntities]);

    private static CommandArgumentBuilder Region(CommandArgumentBuilder builder) => builder
        .WithName(RegionArgument).WithSwitch("-r").WithSwitch("-R").IsMandatory(true)
        .WithDescription("the type of entity, as list-regions shows it");
}
