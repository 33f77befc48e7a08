using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Akka.Persistence.Tests.PostgreSql;
using VioActors.Actors.Aggregates;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Tests.Vios.Backup;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Actors.Tests.Cluster;

/// <summary>Registration over both databases: who is refused, who wins, and what is there after a restart.</summary>
public sealed class RegistrationDatabaseTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>, IDisposable
{
    private const int Vioses = 20;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vio-registration-");

    [Theory]
    [InlineData("SQLite.MS")]
    [InlineData("PostgreSQL.15")]
    [Trait("Req", "REG-2")]
    [Trait("Req", "REG-11")]
    [Trait("Req", "SYS-4")]
    public async Task WhoIsRefusedChangesNothing_OneOfManyAdministratorsWins_AndARestartKeepsAllOfIt(string provider)
    {
        ClusterData before;
        var (system, db) = Start(provider);
        try
        {
            await RegisterAllAsync(db);
            await RefuseImpostorsAsync(db);
            await SetPolicyTogetherAsync(db);
            before = await DataAsync(db);
        }
        finally
        {
            await system.Terminate();
        }

        (system, db) = Start(provider);
        try
        {
            Assert.Equal(before, await DataAsync(db));

            // The next start of a VIOS of the second CEC: the port is the one that it had.
            var node = before.Nodes[3];
            var again = await Ask<ViosRegistered>(db, new RegisterVios(Registration(4) with { Incarnation = 2 }, []));
            Assert.Equal(node.Port, again.Cluster.Find(node.Vios)!.Port);
            Assert.NotEqual(node.Definition.Drc.Partition.Value, node.Port.Value);
        }
        finally
        {
            await system.Terminate();
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task RegisterAllAsync(IActorRef db)
    {
        await Ask<ViosRegistered>(db, new CreateCluster(
            ClusterName.Parse("dev"), Registration(1), [.. Enumerable.Range(2, Vioses - 1).Select(Node)]));

        // Each twice, as when the answer to the first is late.
        await Task.WhenAll(Enumerable.Range(0, 2 * Vioses).Select(number =>
            Ask<ViosRegistered>(db, new RegisterVios(Registration(1 + (number % Vioses)), []))));

        var data = await DataAsync(db);
        Assert.Equal(Vioses, data.ActiveNodes.Count);
        Assert.Equal(Vioses, data.Nodes.Select(node => node.Port).Distinct().Count());

        // One event each, and the one that created the cluster.
        Assert.Equal(Vioses + 1, data.Version.Value);
    }

    private static async Task RefuseImpostorsAsync(IActorRef db)
    {
        var before = await DataAsync(db);
        (RejectionCode Code, string Text, ViosRegistration Impostor)[] refused =
        [
            (RejectionCode.AlreadyExists, "a UUID of its own", Registration(5) with { Drc = DrcOf(77), Name = "other", Incarnation = 5 }),
            (RejectionCode.StaleIncarnation, "another instance", Registration(5) with { Incarnation = 0 }),
            (RejectionCode.NotFound, "add it as a node", Registration(99)),
        ];
        foreach (var (code, text, impostor) in refused)
        {
            var reply = await Ask<Rejected>(db, new RegisterVios(impostor, []));
            Assert.Equal(code, reply.Code);
            Assert.Contains(text, reply.Reason, StringComparison.Ordinal);
        }

        // Two with one DRC name: the second when it is added, and when a stopped member comes back at the place of another.
        var added = await Ask<Rejected>(db, new AddNode(new NodeDefinition(Id(98), "vios98", DrcOf(5))));
        Assert.Contains($"is that of {Registration(5).Name}", added.Reason, StringComparison.Ordinal);
        await Ask<Ok>(db, new DeregisterVios(Id(6), 1, "it moves"));
        var moved = await Ask<Rejected>(db, new RegisterVios(Registration(6) with { Drc = DrcOf(5), Incarnation = 2 }, []));
        Assert.Equal(RejectionCode.AlreadyExists, moved.Code);
        Assert.Contains($"is that of {Registration(5).Name}", moved.Reason, StringComparison.Ordinal);
        await Ask<ViosRegistered>(db, new RegisterVios(Registration(6), []));

        var after = await DataAsync(db);
        Assert.Equal(
            before.Nodes.Select(node => (node.Definition, node.Status, node.Registration, node.Port)),
            after.Nodes.Select(node => (node.Definition, node.Status, node.Registration, node.Port)));
        Assert.Equal(before.Version.Value + 2, after.Version.Value);
    }

    private static async Task SetPolicyTogetherAsync(IActorRef db)
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(number =>
            db.Ask<object>(new SetPolicy("shared", $"of administrator {number}", 0), TestLimits.Answer)));

        Assert.Single(replies, reply => reply is Ok);
        Assert.All(replies.Where(reply => reply is not Ok), reply =>
        {
            var told = Assert.IsType<Rejected>(reply);
            Assert.Equal(RejectionCode.VersionConflict, told.Code);
            Assert.Contains("read it again", told.Reason, StringComparison.Ordinal);
        });
        var policy = Assert.Single((await DataAsync(db)).Policies);
        var winner = Array.FindIndex(replies, reply => reply is Ok);
        Assert.Equal(("shared", 1, $"of administrator {winner}"), (policy.Name, policy.Version, policy.Content));
    }

    private (ActorSystem System, IActorRef Db) Start(string provider)
    {
        var source = provider.StartsWith("SQLite", StringComparison.Ordinal)
            ? $"Data Source={Path.Combine(_folder.FullName, "db.sqlite")}"
            : server.ConnectionString;
        var system = ActorSystem.Create("registration", ConfigurationFactory.ParseString($$"""
            akka.persistence.journal.plugin = "akka.persistence.journal.sql"
            akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.sql"
            akka.persistence.journal.sql = ${store}
            akka.persistence.snapshot-store.sql = ${store}
            store { connection-string = "{{source}}", provider-name = "{{provider}}" }
            """).WithFallback(TestConfigurations.Actors).WithFallback(SqlPersistence.DefaultConfiguration));
        return (system, system.ActorOf(Props.Create(() => new ViosDbActor(new NoEraser(), TimeProvider.System))));
    }

    private static async Task<ClusterData> DataAsync(IActorRef db) => (await Ask<ClusterFound>(db, new GetCluster())).Cluster;

    private static async Task<T> Ask<T>(IActorRef db, object message) =>
        Assert.IsType<T>(await db.Ask<object>(message, TestLimits.Answer));

    private static VioUuid Id(int number) => new(new Guid(number, 7, 0, new byte[8]));

    /// <summary>Two on each CEC, in its partitions 1 and 2.</summary>
    private static DrcName DrcOf(int number) =>
        new(CecId.Parse($"9009.42A.{(number - 1) / 2:D7}"), new PartitionId(1 + ((number - 1) % 2)), null);

    private static NodeDefinition Node(int number) => new(Id(number), $"vios{number}", DrcOf(number));

    private static ViosRegistration Registration(int number) =>
        new(Id(number), $"vios{number}", DrcOf(number), 1, "", [], [], ["10.0.0.1:3260"], []);
}
