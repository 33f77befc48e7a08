using System.Runtime.CompilerServices;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Nexus;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Persistence.Wire;

namespace VioActors.Persistence.Tests.Wire;

public class DomainCodecTests
{
    /// <summary>
    /// Messages with a part that has another field by now, so that a sample of today has other values. What was written is compared:
    /// nothing of it may be lost, and nothing may come to it.
    /// </summary>
    private static readonly HashSet<string> GrownInside =
    [
        "lu.LuSnapshot.3", "lu.LuSnapshot.4", "lu.LuSnapshot.5", "lu.LuSnapshot.6", "lu.LuSnapshot.7", "lu.LuSnapshot.8",
        "lu.CopiesBegun.1", "lu.ChangeScsi.1", "lu.ParametersChanged.1", "lu.PauseBegun.1",
        "phyp.DefineMachine.1", "phyp.MachineDefined.1", "phyp.MachinesReply.1",
        "lu.ScsiFound.1", "lu.ScsiConflict.1", "lu.ScsiChanged.1", "pool.PoolFound.2", "pool.PoolSnapshot.2", "pool.PoolSnapshot.3",
        "pool.PoolFound.3", "pool.PoolSnapshot.4", "pool.SetPoolLimits.1", "pool.PoolLimitsSet.1",
        "cluster.ClusterFound.1", "cluster.ViosRegistered.1",
        "cluster.ClusterChangesFound.1", "cluster.ClusterSnapshot.1", "cluster.CreateCluster.1", "cluster.RegisterVios.1",
        "cluster.ReportViosStatus.1", "cluster.ViosJoined.1", "cluster.ViosStatusChanged.1",
    ];

    /// <summary>The same, with parts behind it that it could not say: those are empty.</summary>
    private static readonly HashSet<string> GrownInsideAndAfter =
        ["lu.LuSnapshot.2", "pool.PoolFound.1", "pool.PoolSnapshot.1"];

    private static readonly LuUdid Lu = LuUdid.From(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));

    public static TheoryData<string> MessageTypes => [.. typeof(IDomainMessage).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: false, IsPublic: true } && typeof(IDomainMessage).IsAssignableFrom(type))
        .Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(MessageTypes))]
    public void Every_message_of_the_domain_has_a_schema_and_comes_back_as_it_was(string name)
    {
        var type = typeof(IDomainMessage).Assembly.GetType(name, throwOnError: true)!;
        Assert.True(DomainCodec.Knows(type), $"{name} has no schema: add one under Schemas and an entry to its message catalog.");

        for (var seed = 0; seed < 10; seed++)
        {
            var message = new Samples(seed).Make(type);
            var manifest = DomainCodec.ManifestOf(message);

            var back = DomainCodec.Decode(DomainCodec.Encode(message), manifest);

            Assert.Equal(message, back);
            Assert.IsType(type, back);
            Assert.Equal(type, DomainCodec.Manifests[manifest]);
        }
    }

    [Theory]
    [MemberData(nameof(MessageTypes))]
    public void Damaged_bytes_of_any_message_are_refused_or_read_and_nothing_else(string name)
    {
        var type = typeof(IDomainMessage).Assembly.GetType(name, throwOnError: true)!;
        var random = new Random(name.Length * 31);
        var bytes = DomainCodec.Encode(new Samples(0).Make(type));
        var manifest = DomainCodec.ManifestOf(new Samples(0).Make(type));

        for (var step = 0; step < 200; step++)
        {
            var damaged = bytes[..random.Next(bytes.Length + 1)];
            for (var change = random.Next(4); change > 0 && damaged.Length > 0; change--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                Assert.IsType(type, DomainCodec.Decode(damaged, manifest));
            }
            catch (MessageFormatException e)
            {
                Assert.Contains(manifest, e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Truncated_bytes_are_refused()
    {
        var bytes = DomainCodec.Encode(new AllocateChunks(Lu, new VioUuid(new Guid(1, 2, 3, new byte[8])), 4, [1, 2, 3]));

        Assert.Throws<MessageFormatException>(() => DomainCodec.Decode(bytes[..^1], "lu.AllocateChunks.1"));
    }

    [Fact]
    public void A_missing_identity_is_refused()
    {
        var refused = Assert.Throws<MessageFormatException>(() => DomainCodec.Decode([], "lu.GetLu.1"));

        Assert.Contains("lu.GetLu.1", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lu.GetLu.2")]
    [InlineData("")]
    [InlineData("System.Object, mscorlib")]
    public void An_unknown_manifest_is_refused(string manifest) =>
        Assert.Contains("not known", Assert.Throws<MessageFormatException>(() =>
            DomainCodec.Decode([], manifest)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_type_without_a_schema_is_refused_when_it_is_written() =>
        Assert.Contains("no schema", Assert.Throws<ArgumentException>(() =>
            DomainCodec.Encode(new Version(1, 2))).Message, StringComparison.Ordinal);

    [Fact]
    public void An_enumeration_value_of_a_newer_version_reads_as_unspecified()
    {
        // Field 1 of Rejected, the code, as varint 99.
        var rejected = Assert.IsType<Rejected>(DomainCodec.Decode([0x08, 99], "common.Rejected.1"));

        Assert.Equal(RejectionCode.Unspecified, rejected.Code);
    }

    [Fact]
    public void A_field_of_a_newer_version_is_passed_over()
    {
        // Field 15 with a varint, behind the known reason.
        var bytes = DomainCodec.Encode(new NoOp("as it was"));

        Assert.Equal(new NoOp("as it was"), DomainCodec.Decode([.. bytes, 0x78, 1], "common.NoOp.1"));
    }

    [Fact]
    [Trait("Req", "REG-8")]
    public void Members_that_are_told_again_as_they_were_are_kept_once_and_changed_ones_are_what_they_are()
    {
        var first = (ClusterFound)new Samples(2).Make(typeof(ClusterFound));
        var bytes = DomainCodec.Encode(first);

        var one = (ClusterFound)DomainCodec.Decode(bytes, "cluster.ClusterFound.1");
        var other = (ClusterFound)DomainCodec.Decode(bytes, "cluster.ClusterFound.1");
        Assert.NotEmpty(one.Cluster.Nodes);
        Assert.All(one.Cluster.Nodes.Zip(other.Cluster.Nodes), pair => Assert.Same(pair.First, pair.Second));

        var later = first.Cluster.Nodes.Select(node => node with { Detail = "another" }).ToValueList();
        var changed = new ClusterFound(first.Cluster with { Nodes = later });
        Assert.Equal(changed, DomainCodec.Decode(DomainCodec.Encode(changed), "cluster.ClusterFound.1"));
        Assert.Equal(first, DomainCodec.Decode(bytes, "cluster.ClusterFound.1"));
    }

    [Fact]
    [Trait("Req", "REG-2")]
    public void What_is_told_to_many_is_written_once_and_read_once_and_says_the_same_as_the_message_of_one()
    {
        var (first, second) = (Cluster(3), Cluster(4));
        Assert.Same(DomainCodec.Encode(first), DomainCodec.Encode(first));
        var copy = new ClusterFound(first.Cluster);
        Assert.Equal(DomainCodec.Encode(first), DomainCodec.Encode(copy));
        Assert.NotEqual(DomainCodec.Encode(first), DomainCodec.Encode(second));

        // The whole inside of the answers to two registrations is one and the same to whoever reads both.
        var changes = (ClusterChangesFound)new Samples(5).Make(typeof(ClusterChangesFound));
        var answers = new[] { 1L, 2L }.Select(digest => new ViosRegisteredSince(first.Cluster, changes.Changes, digest)).ToList();
        var read = answers.Select(answer =>
            (ViosRegisteredSince)DomainCodec.Decode([.. DomainCodec.Encode(answer)], "cluster.ViosRegisteredSince.1")).ToList();
        Assert.Equal(answers, read);
        Assert.Same(read[0].Whole, read[1].Whole);

        var (one, other) = (DomainCodec.Encode(changes), DomainCodec.Encode(changes).ToArray());
        Assert.Same(DomainCodec.Decode(one, "cluster.ClusterChangesFound.1"), DomainCodec.Decode(other, "cluster.ClusterChangesFound.1"));

        static ClusterFound Cluster(int seed) => (ClusterFound)new Samples(seed).Make(typeof(ClusterFound));
    }

    [Fact]
    [Trait("Req", "REG-12")]
    public void The_digest_of_the_cluster_data_survives_the_wire_and_sees_every_difference()
    {
        var data = ((ClusterFound)new Samples(6).Make(typeof(ClusterFound))).Cluster;
        var digest = ClusterDigest.Of(data);
        var back = (ClusterFound)DomainCodec.Decode(DomainCodec.Encode(new ClusterFound(data)), "cluster.ClusterFound.1");
        Assert.Equal(digest, ClusterDigest.Of(back.Cluster));

        Assert.NotEqual(digest, ClusterDigest.Of(data with { Version = data.Version.Next() }));
        Assert.NotEqual(digest, ClusterDigest.Of(data with { Primary = data.Primary with { Term = data.Primary.Term + 1 } }));
        Assert.NotEqual(digest, ClusterDigest.Of(data with { Policies = [.. data.Policies, new ClusterPolicy("mail", 1, "x")] }));
        Assert.NotEmpty(data.Nodes);
        for (var index = 0; index < data.Nodes.Count; index++)
        {
            var node = data.Nodes[index];
            ClusterNode[] others =
            [
                node with { Version = node.Version.Next() }, node with { Detail = node.Detail + " " },
                node with { SinceUtc = node.SinceUtc.AddTicks(1) },
            ];
            foreach (var other in others)
            {
                var nodes = data.Nodes.ToArray();
                nodes[index] = other;
                Assert.NotEqual(digest, ClusterDigest.Of(data with { Nodes = nodes.ToValueList() }));
            }
        }
    }

    [Fact]
    public void A_map_run_costs_few_bytes()
    {
        var runs = Enumerable.Range(0, 4096).Select(number => new MapRun(number * 2, 3, number, 1));

        var bytes = DomainCodec.Encode(new MapPage(Lu, runs.ToValueList(), 8192));

        Assert.True(bytes.Length < 64 << 10, $"a page has {bytes.Length} bytes");
    }

    /// <summary>One line a message: its manifest and the bytes of the first two samples, as they were when it was first released.</summary>
    [Fact]
    public void Golden_bytes_of_every_version_stay_readable()
    {
        var golden = File.ReadAllLines(GoldenPath()).Select(line => line.Split(' ')).ToDictionary(parts => parts[0], parts => parts[1..]);
        var lacking = DomainCodec.Manifests.Keys.Where(manifest => !golden.ContainsKey(manifest)).Order(StringComparer.Ordinal)
            .Select(manifest => $"{manifest} {Write(manifest, 0)} {Write(manifest, 1)}")
            .ToList();
        Assert.True(lacking.Count == 0, $"Add these lines to Golden/messages.txt:\n{string.Join('\n', lacking)}");

        foreach (var (manifest, samples) in golden)
        {
            var type = DomainCodec.Manifests[manifest];
            for (var seed = 0; seed < samples.Length; seed++)
            {
                var bytes = samples[seed] == "-" ? [] : Convert.FromHexString(samples[seed]);
                var read = DomainCodec.Decode(bytes, manifest);
                if (GrownInsideAndAfter.Contains(manifest))
                {
                    Assert.StartsWith(Convert.ToHexString(bytes), Convert.ToHexString(DomainCodec.Encode(read)), StringComparison.Ordinal);
                    continue;
                }

                if (GrownInside.Contains(manifest))
                {
                    Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(DomainCodec.Encode(read)));
                    continue;
                }

                Assert.Equal(AsWrittenBy(manifest, new Samples(seed).Make(type)), read);
            }
        }
    }

    /// <summary>What an older version could not say is what it was then.</summary>
    private static object AsWrittenBy(string manifest, object message) => manifest switch
    {
        "lu.LuSnapshot.1" => (LuSnapshot)message with
        {
            Scsi = LuScsi.Empty,
            History = LuHistory.Empty,
            Revision = null,
            Origin = null,
            GivenUp = [],
            PendingUpkeep = null,
        },
        "lu.PrepareSnapshot.1" => (PrepareSnapshot)message with { Group = null },
        "lu.CommitSnapshot.1" => (CommitSnapshot)message with { Group = null },
        "lu.CancelSnapshot.1" => (CancelSnapshot)message with { Group = null },
        "lu.ExtentRequested.1" => (ExtentRequested)message with { Upkeep = null },
        "pool.CreatePool.1" => (CreatePool)message with { Limits = null },
        "pool.GrantExtent.1" => (GrantExtent)message with { FromReserve = false, OnlyAll = false },
        "pool.GrantExtent.2" => (GrantExtent)message with { OnlyAll = false },
        "lu.MoveOffVolume.1" => (MoveOffVolume)message with { UntilBelow = null },
        "pool.DrainPv.1" => (DrainPv)message with { ThenRemove = false },
        "pool.PvDraining.1" => (PvDraining)message with { ThenRemoved = false },
        "cluster.ViosJoined.1" => (ViosJoined)message with { Port = null },
        "phyp.HeartbeatAnswer.1" => (HeartbeatAnswer)message with { Serves = false, Trouble = "" },
        "phyp.TargetAddressFound.1" => (TargetAddressFound)message with { Port = null },
        "phyp.OpenNexus.1" => (OpenNexus)message with { Probes = false, Disks = [] },
        "san.NexusOpened.1" => (NexusOpened)message with { Probe = null },
        "lu.LuFound.1" => (LuFound)message with { Origin = null, LackingChunks = 0 },
        "lu.ConcludeCheck.1" => (ConcludeCheck)message with { Shared = [] },
        "pool.LuExtentsFound.1" => (LuExtentsFound)message with { Shared = [] },
        "pool.PoolChecked.1" => (PoolChecked)message with { SharedChunks = 0 },
        _ => message,
    };

    private static string Write(string manifest, int seed) =>
        DomainCodec.Encode(new Samples(seed).Make(DomainCodec.Manifests[manifest])) is { Length: > 0 } bytes ? Convert.ToHexString(bytes)
            : "-";

    private static string GoldenPath([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "Golden", "messages.txt");
}
