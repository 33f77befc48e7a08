using System.Collections.Immutable;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Cluster.Sharding.Schemas;
using Google.Protobuf;

namespace Akka.Cluster.Sharding.Serialization;

/// <summary>Questions, their answers, and envelopes. Thread-safe.</summary>
internal sealed class QueryCodec(ExtendedActorSystem system)
{
    private const uint PortMax = 65_535;

    /// <param name="message">The message.</param>
    /// <param name="manifestOnly">Whether the bytes are not wanted; saves writing what is in an envelope twice.</param>
    public Written? Write(object message, bool manifestOnly) => message switch
    {
        ShardRegion.StartEntity start => new Written("EA", new EntityName { EntityId = start.EntityId }),
        StartEntityAck ack => new Written("EB", new StartedEntity { EntityId = ack.EntityId, ShardId = ack.ShardId }),
        GetShardRegionStats => new Written("DC", null),
        ShardRegionStats stats => new Written("DD", Counts(stats)),
        GetClusterShardingStats get => new Written("GS", new Duration { Ticks = get.Timeout.Ticks }),
        ClusterShardingStats stats => new Written("CS", Write(stats)),
        GetCurrentRegions => new Written("DG", null),
        CurrentRegions regions => new Written("DH", new NodeAddresses { Nodes = { regions.Regions.Select(Node) } }),
        GetShardRegionState => new Written("FA", null),
        CurrentShardRegionState state => new Written("FB", Write(state)),
        ShardState state => new Written("FC", Write(state)),
        ShardingEnvelope when manifestOnly => new Written("SM", null),
        ShardingEnvelope envelope =>
            new Written("SM", new EntityEnvelope { EntityId = envelope.EntityId, Message = Payload(envelope.Message) }),
        _ => null,
    };

    public object? Read(byte[] bytes, string manifest) => manifest switch
    {
        "EA" => new ShardRegion.StartEntity(EntityName.Parser.ParseFrom(bytes).EntityId),
        "EB" => Read(StartedEntity.Parser.ParseFrom(bytes)),
        "DC" => GetShardRegionStats.Instance,
        "DD" => Counts(RegionCounts.Parser.ParseFrom(bytes)),
        "GS" => new GetClusterShardingStats(TimeSpan.FromTicks(Duration.Parser.ParseFrom(bytes).Ticks)),
        "CS" => Read(ClusterCounts.Parser.ParseFrom(bytes)),
        "DG" => GetCurrentRegions.Instance,
        "DH" => new CurrentRegions(NodeAddresses.Parser.ParseFrom(bytes).Nodes.Select(Node).ToImmutableHashSet()),
        "FA" => GetShardRegionState.Instance,
        "FB" => Read(RegionState.Parser.ParseFrom(bytes)),
        "FC" => Read(ShardEntities.Parser.ParseFrom(bytes)),
        "SM" => Read(EntityEnvelope.Parser.ParseFrom(bytes)),
        _ => null,
    };

    private static StartEntityAck Read(StartedEntity started) => new(started.EntityId, started.ShardId);

    private static RegionCounts Counts(ShardRegionStats stats) => new()
    {
        Shards = { stats.Stats.Select(pair => new ShardCount { Shard = pair.Key, Entities = pair.Value }) },
        Failed = { stats.Failed },
    };

    private static ShardRegionStats Counts(RegionCounts? counts)
    {
        var stats = ImmutableDictionary.CreateBuilder<string, int>();
        foreach (var count in counts?.Shards ?? [])
            stats[count.Shard] = count.Entities;
        return new ShardRegionStats(stats.ToImmutable(), counts is null ? ImmutableHashSet<string>.Empty : [.. counts.Failed]);
    }

    private static ClusterCounts Write(ClusterShardingStats stats) => new()
    {
        Regions =
        {
            stats.Regions.Select(pair => new ClusterCounts.Types.Region { Node = Node(pair.Key), Counts = Counts(pair.Value) }),
        },
    };

    private static ClusterShardingStats Read(ClusterCounts counts)
    {
        var regions = ImmutableDictionary.CreateBuilder<Address, ShardRegionStats>();
        foreach (var region in counts.Regions)
            regions[Node(region.Node)] = Counts(region.Counts);
        return new ClusterShardingStats(regions.ToImmutable());
    }

    private static RegionState Write(CurrentShardRegionState state) =>
        new() { Shards = { state.Shards.Select(Write) }, Failed = { state.Failed } };

    private static CurrentShardRegionState Read(RegionState state) =>
        new(state.Shards.Select(Read).ToImmutableHashSet(), state.Failed.ToImmutableHashSet());

    private static ShardEntities Write(ShardState state) => new() { Shard = state.ShardId, Entities = { state.EntityIds } };

    private static ShardState Read(ShardEntities state) => new(state.Shard, state.Entities.ToImmutableHashSet());

    private static NodeAddress Node(Address address) => new()
    {
        System = address.System,
        Hostname = address.Host ?? "",
        Port = (uint)(address.Port ?? 0),
        Protocol = address.Protocol,
    };

    private static Address Node(NodeAddress? node)
    {
        if (node is null || node.System.Length == 0 || node.Protocol.Length == 0 || node.Port > PortMax)
            throw new SerializationException($"Cannot read the address of a node from [{node}].");
        return node.Hostname.Length == 0
            ? new Address(node.Protocol, node.System)
            : new Address(node.Protocol, node.System, node.Hostname, (int)node.Port);
    }

    private Payload Payload(object message)
    {
        var serializer = system.Serialization.FindSerializerFor(message);
        return new Payload
        {
            Message = UnsafeByteOperations.UnsafeWrap(serializer.ToBinary(message)),
            SerializerId = serializer.Identifier,
            Manifest = ByteString.CopyFromUtf8(Akka.Serialization.Serialization.ManifestFor(serializer, message)),
        };
    }

    private ShardingEnvelope Read(EntityEnvelope envelope)
    {
        var payload = envelope.Message ?? throw new SerializationException("Cannot read a sharding envelope: it is empty.");
        return new ShardingEnvelope(envelope.EntityId, system.Serialization.Deserialize(
            payload.Message.ToByteArray(), payload.SerializerId, Encoding.UTF8.GetString(payload.Manifest.Span)));
    }
}
