using Akka.Configuration;
using VioActors.Actors;
using VioActors.Actors.Settings;
using VioActors.Actors.Vios.Adapters;
using VioActors.Node.Configuration;

namespace VioActors.Node.Dev;

/// <summary>The engine's configuration for the dev role: journal and snapshots in one SQLite file of the data folder.
/// Thread-safe.</summary>
internal static class DevConfiguration
{
    public static Config WithStores(Config config, VioActorsSettings settings)
    {
        var file = Path.Combine(settings.DataDirectory, "vios-db.sqlite").Replace("\\", "\\\\", StringComparison.Ordinal);
        return config.WithFallback(ConfigurationFactory.ParseString($$"""
            akka.persistence {
              journal {
                plugin = "akka.persistence.journal.sql"
                sql { connection-string = "Data Source={{file}}", provider-name = "SQLite.MS" }
              }
              snapshot-store {
                plugin = "akka.persistence.snapshot-store.sql"
                sql { connection-string = "Data Source={{file}}", provider-name = "SQLite.MS" }
              }
            }
            vio-actors.local-store-dispatcher { type = PinnedDispatcher }
            {{OwnThread.Configuration}}
            {{NexusDispatcherConfigurator.Configuration}}
            """))
            .WithFallback(VioActors.Persistence.Wire.DomainSerializer.DefaultConfiguration)
            .WithFallback(Akka.Persistence.Sql.SqlPersistence.DefaultConfiguration);
    }
}
