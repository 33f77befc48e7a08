using Akka.Actor;
using Akka.Cluster.Tools.Tests.Fixtures;
using Microsoft.Data.Sqlite;

namespace Akka.Cluster.Sharding.Tests.Fixtures;

/// <summary>Nodes that host counters, with one journal.</summary>
public sealed class ShardedCluster : IAsyncDisposable
{
    public const string TypeName = "counter";
    private readonly string _folder = Directory.CreateTempSubdirectory("sharding").FullName;
    private readonly TestCluster _cluster;

    public ShardedCluster(string hocon = "", bool withLeases = false)
    {
        _cluster = new TestCluster($$"""
            akka {
              actor {
                serializers.test = "Akka.Cluster.Sharding.Tests.Fixtures.TestSerializer, Akka.Cluster.Sharding.Tests"
                serialization-bindings {
                  "Akka.Cluster.Sharding.Tests.Fixtures.IClusterShardingTestMessage, Akka.Cluster.Sharding.Tests" = test
                }
              }
              cluster.sharding {
                retry-interval = 200ms
                rebalance-interval = 500ms
                shard-failure-backoff = 100ms
                entity-restart-backoff = 100ms
                coordinator-failure-backoff = 200ms
                passivate-idle-entity-after = off
              }
              persistence {
                journal {
                  plugin = "akka.persistence.journal.sql"
                  sql { provider-name = "SQLite.MS", connection-string = "{{ConnectionString}}" }
                }
                snapshot-store {
                  plugin = "akka.persistence.snapshot-store.sql"
                  sql { provider-name = "SQLite.MS", connection-string = "{{ConnectionString}}" }
                }
              }
            }

            """ + hocon, Akka.Persistence.Sql.SqlPersistence.DefaultConfiguration, withLeases);
    }

    private string ConnectionString => $"Data Source={Path.Combine(_folder, "journal.db")}";

    public Journey Journey { get; } = new();

    public TestCluster Nodes => _cluster;

    /// <summary>A node that hosts counters.</summary>
    public async Task<ShardedNode> StartAsync(string roles = "", string more = "")
    {
        var node = await _cluster.StartAsync(roles, more);
        var name = node.Cluster.SelfUniqueAddress.ToString()!;
        var sharding = ClusterSharding.Get(node.System);
        var region = await sharding.StartAsync(
            TypeName, id => Props.Create(() => new Counter(Journey, name, id)), sharding.Settings, new CounterExtractor());
        return new ShardedNode(node, name, region);
    }

    /// <summary>A node that uses counters and hosts none.</summary>
    public async Task<ShardedNode> StartProxyAsync(string roles, string? hostRole)
    {
        var node = await _cluster.StartAsync(roles);
        var proxy = await ClusterSharding.Get(node.System).StartProxyAsync(TypeName, hostRole, new CounterExtractor());
        return new ShardedNode(node, node.Cluster.SelfUniqueAddress.ToString()!, proxy);
    }

    /// <summary>How many events of an id are in the journal.</summary>
    public long Events(string persistenceId)
    {
        using var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM journal WHERE persistence_id = $id";
        command.Parameters.AddWithValue("$id", persistenceId);
        return (long)command.ExecuteScalar()!;
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>A node of a <see cref="ShardedCluster"/>.</summary>
public sealed record ShardedNode(TestNode Node, string Name, IActorRef Region)
{
    public Task<Seen> CountAsync(string entity, int number) =>
        Region.Ask<Seen>(new ShardingEnvelope(entity, new Count(number)), Eventually.Patience);

    public Task<string> WhereAsync(string entity) =>
        Region.Ask<string>(new ShardingEnvelope(entity, new Where()), Eventually.Patience);

    public void Tell(string entity, object message, IActorRef? sender = null) =>
        Region.Tell(new ShardingEnvelope(entity, message), sender ?? ActorRefs.NoSender);
}

/// <summary>Shard "7" for entity "7-x"; messages come in envelopes.</summary>
public sealed class CounterExtractor : IMessageExtractor
{
    public string? EntityId(object message) => null;

    public object EntityMessage(object message) => message;

    public string ShardId(string entityId, object? messageHint = null) => entityId.Split('-')[0];
}
