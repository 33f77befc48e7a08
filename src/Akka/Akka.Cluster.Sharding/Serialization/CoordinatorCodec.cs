using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Sharding.Schemas;

namespace Akka.Cluster.Sharding.Serialization;

/// <summary>Events and messages of coordinators and regions, and events of remembered entities. Thread-safe.</summary>
internal sealed class CoordinatorCodec(ExtendedActorSystem system)
{
    public Written? Write(object message) => message switch
    {
        CoordinatorState state => new Written("AA", Write(state)),
        ShardRegionRegistered registered => new Written("AB", Ref(registered.Region)),
        ShardRegionTerminated terminated => new Written("AD", Ref(terminated.Region)),
        ShardHomeAllocated allocated => new Written("AF", At(allocated.Shard, allocated.Region)),
        ShardHomeDeallocated deallocated => new Written("AG", Name(deallocated.Shard)),
        Register register => new Written("BA", Ref(register.Region)),
        RegisterProxy register => new Written("BB", Ref(register.Proxy)),
        RegisterAck ack => new Written("BC", Ref(ack.Coordinator)),
        GetShardHome get => new Written("BD", Name(get.Shard)),
        ShardHome home => new Written("BE", At(home.Shard, home.Region)),
        HostShard host => new Written("BF", Name(host.Shard)),
        ShardStarted started => new Written("BG", Name(started.Shard)),
        BeginHandOff begin => new Written("BH", Moving(begin.Shard, begin.Move)),
        BeginHandOffAck ack => new Written("BI", Moving(ack.Shard, ack.Move)),
        HandOff handOff => new Written("BJ", Moving(handOff.Shard, handOff.Move)),
        ShardStopped stopped => new Written("BK", Moving(stopped.Shard, stopped.Move)),
        GracefulShutdownRequest request => new Written("BL", Ref(request.Region)),
        FlushShard flush => new Written("BX", Name(flush.Shard)),
        ShardFlushed flushed => new Written("BY", Name(flushed.Shard)),
        EntityState state => new Written("CA", new EntityNames { Entities = { state.Entities } }),
        EntityStarted started => new Written("CB", new EntityName { EntityId = started.EntityId }),
        EntityStopped stopped => new Written("CC", new EntityName { EntityId = stopped.EntityId }),
        _ => null,
    };

    public object? Read(byte[] bytes, string manifest) => manifest switch
    {
        "AA" => Read(ShardsAt.Parser.ParseFrom(bytes)),
        "AB" => new ShardRegionRegistered(Ref(bytes)),
        "AD" => new ShardRegionTerminated(Ref(bytes)),
        "AF" => Read(bytes, (shard, region) => new ShardHomeAllocated(shard, region)),
        "AG" => new ShardHomeDeallocated(Name(bytes)),
        "BA" => new Register(Ref(bytes)),
        "BB" => new RegisterProxy(Ref(bytes)),
        "BC" => new RegisterAck(Ref(bytes)),
        "BD" => new GetShardHome(Name(bytes)),
        "BE" => Read(bytes, (shard, region) => new ShardHome(shard, region)),
        "BF" => new HostShard(Name(bytes)),
        "BG" => new ShardStarted(Name(bytes)),
        "BH" => Moving(bytes, (shard, move) => new BeginHandOff(shard, move)),
        "BI" => Moving(bytes, (shard, move) => new BeginHandOffAck(shard, move)),
        "BJ" => Moving(bytes, (shard, move) => new HandOff(shard, move)),
        "BK" => Moving(bytes, (shard, move) => new ShardStopped(shard, move)),
        "BL" => new GracefulShutdownRequest(Ref(bytes)),
        "BX" => new FlushShard(Name(bytes)),
        "BY" => new ShardFlushed(Name(bytes)),
        "CA" => new EntityState([.. EntityNames.Parser.ParseFrom(bytes).Entities]),
        "CB" => new EntityStarted(EntityName.Parser.ParseFrom(bytes).EntityId),
        "CC" => new EntityStopped(EntityName.Parser.ParseFrom(bytes).EntityId),
        _ => null,
    };

    private static ShardsAt Write(CoordinatorState state) => new()
    {
        Shards = { state.Regions.SelectMany(pair => pair.Value.Select(shard => At(shard, pair.Key))) },
        Regions = { state.Regions.Keys.Select(Path) },
        UnallocatedShards = { state.Unallocated },
    };

    private CoordinatorState Read(ShardsAt schema)
    {
        var state = CoordinatorState.Empty with { Unallocated = [.. schema.UnallocatedShards] };
        foreach (var region in schema.Regions)
            state = state.Apply(new ShardRegionRegistered(Resolve(region)));
        foreach (var at in schema.Shards)
            state = state.Apply(new ShardHomeAllocated(at.Shard, Resolve(at.Region)));
        return state;
    }

    private static string Path(IActorRef subject) => Akka.Serialization.Serialization.SerializedActorPath(subject);

    private static RegionRef Ref(IActorRef subject) => new() { Ref = Path(subject) };

    private static ShardAt At(string shard, IActorRef region) => new() { Shard = shard, Region = Path(region) };

    private static ShardName Name(string shard) => new() { Shard = shard };

    private static MovingShard Moving(string shard, long move) => new() { Shard = shard, Move = move };

    private IActorRef Ref(byte[] bytes) => Resolve(RegionRef.Parser.ParseFrom(bytes).Ref);

    private static string Name(byte[] bytes) => ShardName.Parser.ParseFrom(bytes).Shard;

    private IActorRef Resolve(string path) => path.Length > 0
        ? system.Provider.ResolveActorRef(path)
        : throw new ArgumentException("the path of an actor is missing");

    private object Read(byte[] bytes, Func<string, IActorRef, object> make)
    {
        var at = ShardAt.Parser.ParseFrom(bytes);
        return make(at.Shard, Resolve(at.Region));
    }

    private static object Moving(byte[] bytes, Func<string, long, object> make)
    {
        var moving = MovingShard.Parser.ParseFrom(bytes);
        return make(moving.Shard, moving.Move);
    }
}
