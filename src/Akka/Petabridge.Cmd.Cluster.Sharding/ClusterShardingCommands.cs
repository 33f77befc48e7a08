using Akka.Actor;
using Petabridge.Cmd.Host;

namespace Petabridge.Cmd.Cluster.Sharding;

/// <summary>The palette <c>cluster-sharding</c>: types of entities, their regions, shards and entities.</summary>
public sealed class ClusterShardingCommands : CommandPaletteHandler
{
    /// <summary>Registered with <see cref="PetabridgeCmd.RegisterCommandPalette"/>. Thread-safe.</summary>
    public static readonly ClusterShardingCommands Instance = new();

    private ClusterShardingCommands()
        : base(ShardingPalette.Palette)
    {
    }

    /// <inheritdoc />
    public override Props HandlerProps { get; } = Props.Create(() => new ClusterShardingCommandHandler());
}
