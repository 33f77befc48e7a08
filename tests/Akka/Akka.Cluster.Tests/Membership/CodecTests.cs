using System.Collections.Immutable;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Cluster.Membership;
using Akka.Cluster.Serialization;
using Akka.Cluster.Tests.Store;

namespace Akka.Cluster.Tests.Membership;

/// <summary>Messages come back as they were, and nothing else than a message or a refusal comes from other bytes.</summary>
public sealed class CodecTests : IAsyncLifetime
{
    private static readonly MembershipMinima Minima = new(3, ImmutableSortedDictionary<string, int>.Empty.Add("a", 2));
    private readonly Fixtures.Systems _systems = new();

    public static TheoryData<int> Kinds { get; } = [.. Enumerable.Range(0, 9)];

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _systems.DisposeAsync().AsTask();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Statements_come_back(int kind)
    {
        MembershipStatement statement = Statement(kind) with { KnownVersion = 1234567890123 };

        var read = StatementCodec.Read(StatementCodec.ToBytes(statement));

        // Arrays of two objects are never equal; their texts are.
        Assert.Equal(Show(statement), Show(read));
    }

    [Fact]
    public void Messages_come_back_through_the_serialization_of_a_system()
    {
        var serialization = ((ExtendedActorSystem)_systems.Start()).Serialization;
        var self = new UniqueAddress(StoreContract.AddressOf(5), -7);
        var row = new MemberRow(4, StoreContract.AddressOf(4), -2, MemberStatus.Leaving)
        {
            UpNumber = 3,
            Roles = ["x", "y"],
            AppVersion = "2.0.0",
            LeaseEnd = 99,
            RemovedAt = 5,
            Previous = MemberStatus.Down,
            Unreachable = [1, 2],
        };
        var answer = new MembershipAnswer(StatementResult.Rejected, 1_800_000_000_000, 9)
        {
            Reason = "because",
            No = 3,
            LeaseEnd = 8,
            Lapses = [new Lapse(1, 2)],
            Table = new MembershipTable(9, 4, 3, [row]),
        };
        object[] messages =
        [
            new Heartbeat(self, 8), new HeartbeatRsp(self, 9), new SupportRequest(1, 2, 3), new SupportAnswer(4, 5, 6),
            new RelayAnswer(null, "not now"),
        ];

        foreach (var message in messages)
            Assert.Equal(message, Copy(serialization, message));
        var copy = Assert.IsType<RelayAnswer>(Copy(serialization, new RelayAnswer(answer, ""))).Answer!;
        Assert.Equal(answer with { Table = null, Lapses = [] }, copy with { Table = null, Lapses = [] });
        Assert.Equal(answer.Lapses.ToArray(), copy.Lapses.ToArray());
        var rowCopy = Assert.Single(copy.Table!.Rows);
        Assert.Equal(row.Roles.ToArray(), rowCopy.Roles.ToArray());
        Assert.Equal(row.Unreachable.ToArray(), rowCopy.Unreachable.ToArray());
        Assert.Equal(row with { Roles = [], Unreachable = [] }, rowCopy with { Roles = [], Unreachable = [] });
        var request = Assert.IsType<RelayRequest>(Copy(serialization, new RelayRequest("Sys", Statement(0))));
        Assert.Equal(("Sys", Show(Statement(0))), (request.Cluster, Show(request.Statement)));
    }

    [Fact]
    public void Other_bytes_are_refused_or_are_a_message()
    {
        var random = new Random(1);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = StatementCodec.ToBytes(Statement(round % 9));
            for (var change = 0; change <= round % 3; change++)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var cut = bytes.AsSpan(0, random.Next(bytes.Length + 1)).ToArray();
            try
            {
                Assert.NotNull(StatementCodec.Read(cut));
                Assert.NotNull(AnswerCodec.Read(cut));
            }
            catch (Exception refused) when (refused is SerializationException || refused.GetType().Name == "WireFormatException")
            {
                Assert.NotEmpty(refused.Message);
            }
        }
    }

    private static MembershipStatement Statement(int kind) => kind switch
    {
        0 => StoreContract.JoinOf(3) with { Minima = Minima, KnownVersion = 0 },
        1 => new RenewStatement(5, 6, 7000, 60_000, [1, 5, 9_000_000_000]),
        2 => new LeaveStatement(StoreContract.AddressOf(1)),
        3 => new DownStatement(8, StoreContract.AddressOf(2)),
        4 => new AdvanceStatement(9, Minima),
        5 => new VoteStatement(3, [new Lapse(1, 1_800_000_000_000), new Lapse(2, 3)], Minima),
        6 => new DepartStatement(4),
        7 => new ObserveStatement(4, [7, 8]),
        _ => new ReadStatement(),
    };

    private static object Copy(Akka.Serialization.Serialization serialization, object message)
    {
        var serializer = serialization.FindSerializerFor(message);
        var manifest = Akka.Serialization.Serialization.ManifestFor(serializer, message);
        return serialization.Deserialize(serializer.ToBinary(message), serializer.Identifier, manifest);
    }

    private static string Show(MembershipStatement statement) => statement switch
    {
        JoinStatement join => $"{join with { Roles = [], Minima = MembershipMinima.One }} {string.Join(',', join.Roles)} "
            + $"{Show(join.Minima)}",
        RenewStatement renew => $"{renew with { Quorum = [] }} {string.Join(',', renew.Quorum)}",
        AdvanceStatement advance => $"{advance with { Minima = MembershipMinima.One }} {Show(advance.Minima)}",
        VoteStatement vote =>
            $"{vote with { Lapses = [], Minima = MembershipMinima.One }} {string.Join(',', vote.Lapses)} {Show(vote.Minima)}",
        ObserveStatement observe => $"{observe with { Unreachable = [] }} {string.Join(',', observe.Unreachable)}",
        _ => statement.ToString(),
    };

    private static string Show(MembershipMinima minima) => $"{minima.Members} {string.Join(',', minima.OfRole)}";
}
