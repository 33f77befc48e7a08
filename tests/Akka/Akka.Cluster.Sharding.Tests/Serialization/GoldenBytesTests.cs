using System.Collections.Immutable;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace Akka.Cluster.Sharding.Tests.Serialization;

/// <summary>What goes over the wire and into journals, byte by byte: other nodes and databases may be of an older release.</summary>
public sealed class GoldenBytesTests : TestKit.Xunit2.TestKit
{
    private const int Identifier = 13;
    private static readonly Address Node = new("akka.tcp", "s", "h", 2552);

    public GoldenBytesTests()
        : base("akka.loglevel = OFF")
    {
        ShardingSerializers.Register(Sys);
    }

    public static TheoryData<string, string, string> Golden => new()
    {
        { "state", "AA", "0A170A01311212616B6B613A2F2F746573742F69676E6F72651212616B6B613A2F2F746573742F69676E6F7265220132" },
        { "region registered", "AB", "0A12616B6B613A2F2F746573742F69676E6F7265" },
        { "region terminated", "AD", "0A12616B6B613A2F2F746573742F69676E6F7265" },
        { "home allocated", "AF", "0A01311212616B6B613A2F2F746573742F69676E6F7265" },
        { "home deallocated", "AG", "0A0131" },
        { "register", "BA", "0A12616B6B613A2F2F746573742F69676E6F7265" },
        { "register proxy", "BB", "0A12616B6B613A2F2F746573742F69676E6F7265" },
        { "register ack", "BC", "0A12616B6B613A2F2F746573742F69676E6F7265" },
        { "get home", "BD", "0A0131" },
        { "home", "BE", "0A01311212616B6B613A2F2F746573742F69676E6F7265" },
        { "host", "BF", "0A0131" },
        { "started", "BG", "0A0131" },
        { "begin hand-off", "BH", "0A013110AC02" },
        { "begin hand-off ack", "BI", "0A013110AC02" },
        { "hand-off", "BJ", "0A013110AC02" },
        { "stopped", "BK", "0A013110AC02" },
        { "graceful shutdown", "BL", "0A12616B6B613A2F2F746573742F69676E6F7265" },
        { "flush", "BX", "0A0131" },
        { "flushed", "BY", "0A0131" },
        { "entities", "CA", "0A01650A0166" },
        { "entity started", "CB", "0A0165" },
        { "entity stopped", "CC", "0A0165" },
        { "start entity", "EA", "0A0165" },
        { "start entity ack", "EB", "0A0165120131" },
        { "get region stats", "DC", "" },
        { "region stats", "DD", "0A050A01311003120132" },
        { "get stats", "GS", "088087A70E" },
        { "stats", "CS", "0A210A130A017312016818F8132208616B6B612E746370120A0A050A01311003120132" },
        { "get regions", "DG", "" },
        { "regions", "DH", "0A130A017312016818F8132208616B6B612E746370" },
        { "get region state", "FA", "" },
        { "region state", "FB", "0A060A0131120165120132" },
        { "shard state", "FC", "0A0131120165" },
        { "envelope", "SM", "0A016512090A02686910111A0153" },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Messages_and_events_are_written_and_read_as_ever(string name, string manifest, string hex)
    {
        var message = Messages()[name];
        var serializer = (SerializerWithStringManifest)Sys.Serialization.FindSerializerFor(message);

        Assert.Equal(Identifier, serializer.Identifier);
        Assert.Equal(manifest, serializer.Manifest(message));
        Assert.Equal(hex, Convert.ToHexString(Sys.Serialization.Serialize(message)));
        var read = Sys.Serialization.Deserialize(Convert.FromHexString(hex), Identifier, manifest);
        Assert.IsType(message.GetType(), read);
        Assert.Equal(hex, Convert.ToHexString(Sys.Serialization.Serialize(read)));
    }

    [Fact]
    public void Every_message_has_golden_bytes() =>
        Assert.Equal(Messages().Keys.Order(), Golden.Select(row => (string)row[0]).Order());

    [Theory]
    [InlineData("ZZ", "")]
    [InlineData("AA", "FF")]
    [InlineData("AA", "0A060A0131120141")]
    [InlineData("BA", "")]
    [InlineData("BE", "0A0131")]
    [InlineData("DH", "0A020800")]
    [InlineData("SM", "0A0161")]
    public void Bytes_that_are_no_message_are_refused(string manifest, string hex) => Assert.Throws<SerializationException>(
        () => Sys.Serialization.Deserialize(Convert.FromHexString(hex), Identifier, manifest));

    private Dictionary<string, object> Messages()
    {
        var region = Sys.IgnoreRef;
        var stats = new ShardRegionStats(ImmutableDictionary<string, int>.Empty.Add("1", 3), ImmutableHashSet.Create("2"));
        var shard = new ShardState("1", ImmutableHashSet.Create("e"));
        return new Dictionary<string, object>
        {
            ["state"] = CoordinatorState.Empty.Apply(new ShardRegionRegistered(region)).Apply(new ShardHomeAllocated("1", region)) with
            {
                Unallocated = ["2"],
            },
            ["region registered"] = new ShardRegionRegistered(region),
            ["region terminated"] = new ShardRegionTerminated(region),
            ["home allocated"] = new ShardHomeAllocated("1", region),
            ["home deallocated"] = new ShardHomeDeallocated("1"),
            ["register"] = new Register(region),
            ["register proxy"] = new RegisterProxy(region),
            ["register ack"] = new RegisterAck(region),
            ["get home"] = new GetShardHome("1"),
            ["home"] = new ShardHome("1", region),
            ["host"] = new HostShard("1"),
            ["started"] = new ShardStarted("1"),
            ["begin hand-off"] = new BeginHandOff("1", 300),
            ["begin hand-off ack"] = new BeginHandOffAck("1", 300),
            ["hand-off"] = new HandOff("1", 300),
            ["stopped"] = new ShardStopped("1", 300),
            ["graceful shutdown"] = new GracefulShutdownRequest(region),
            ["flush"] = new FlushShard("1"),
            ["flushed"] = new ShardFlushed("1"),
            ["entities"] = new EntityState(["e", "f"]),
            ["entity started"] = new EntityStarted("e"),
            ["entity stopped"] = new EntityStopped("e"),
            ["start entity"] = new ShardRegion.StartEntity("e"),
            ["start entity ack"] = new StartEntityAck("e", "1"),
            ["get region stats"] = GetShardRegionStats.Instance,
            ["region stats"] = stats,
            ["get stats"] = new GetClusterShardingStats(TimeSpan.FromSeconds(3)),
            ["stats"] = new ClusterShardingStats(ImmutableDictionary<Address, ShardRegionStats>.Empty.Add(Node, stats)),
            ["get regions"] = GetCurrentRegions.Instance,
            ["regions"] = new CurrentRegions(ImmutableHashSet.Create(Node)),
            ["get region state"] = GetShardRegionState.Instance,
            ["region state"] = new CurrentShardRegionState(ImmutableHashSet.Create(shard), ImmutableHashSet.Create("2")),
            ["shard state"] = shard,
            ["envelope"] = new ShardingEnvelope("e", "hi"),
        };
    }
}
