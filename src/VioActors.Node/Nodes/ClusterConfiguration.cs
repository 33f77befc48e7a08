using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.Persistence.Sql;
using VioActors.Actors;
using VioActors.Actors.Vios.Adapters;
using VioActors.Node.Configuration;
using VioActors.Persistence.Wire;

namespace VioActors.Node.Nodes;

/// <summary>
/// The engine's configuration of a process of a cluster: membership, journal and snapshots in the one database. Thread-safe.
/// </summary>
internal static class ClusterConfiguration
{
    public static Config Of(Config config, NodeSettings node)
    {
        var roles = node.Roles.ToList();
        if (node.Has(NodeSettings.CecRole))
            roles.Add(NodeSettings.RoleOfCec(node.Cec));
        if (node.Has(NodeSettings.ViosRole))
            roles.Add(NodeSettings.RoleOfVios(node.Name));
        var database = Quote(node.Provider == "sqlite"
            ? $"Data Source={Path.Combine(node.SharedDirectory, "vios-db.sqlite")}" : node.ConnectionString);
        var membership = Quote(node.Provider == "sqlite"
            ? $"Data Source={Path.Combine(node.SharedDirectory, "members.sqlite")}" : node.ConnectionString);
        var driver = node.Provider == "sqlite" ? "SQLite.MS" : "PostgreSQL.15";
        return config.WithFallback(ConfigurationFactory.ParseString($$"""
            akka {
              actor.provider = cluster
              remote.dot-netty.tcp {
                hostname = {{Quote(node.Hostname)}}
                port = {{node.Port}}
                maximum-frame-size = 4 MiB
              }
              cluster {
                roles = [{{string.Join(", ", roles.Select(Quote))}}]
                # An aggregate may wait for others to answer: it stays.
                sharding.passivate-idle-entity-after = off
                membership { provider = {{node.Provider}}, connection-string = {{membership}} }
              }
              persistence {
                journal {
                  plugin = "akka.persistence.journal.sql"
                  sql { connection-string = {{database}}, provider-name = "{{driver}}" }
                }
                snapshot-store {
                  plugin = "akka.persistence.snapshot-store.sql"
                  sql { connection-string = {{database}}, provider-name = "{{driver}}" }
                }
              }
            }
            vio-actors.local-store-dispatcher { type = PinnedDispatcher }
            {{OwnThread.Configuration}}
            {{NexusDispatcherConfigurator.Configuration}}
            """))
            .WithFallback(DomainSerializer.DefaultConfiguration)
            .WithFallback(SqlPersistence.DefaultConfiguration)
            .WithFallback(ClusterSharding.DefaultConfig())
            .WithFallback(ClusterSingletonManager.DefaultConfig());
    }

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
