using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Sql;

namespace VioActors.Benchmarks.Engine;

/// <summary>A journal that is measured: its name in the table, and how to configure it.</summary>
internal sealed record JournalUnderTest(string Name, Config Config, bool IsDurable)
{
    public const string Memory = "in memory";
    public const string Sqlite = "SQLite";
    public const string PostgreSql = "PostgreSQL";

    public static JournalUnderTest InMemory { get; } = new(
        Memory, ConfigurationFactory.ParseString("akka.persistence.journal.plugin = akka.persistence.journal.inmem"), false);

    public static JournalUnderTest InSqlite(string folder) =>
        new(Sqlite, Sql("SQLite.MS", $"Data Source={Path.Combine(folder, "journal.db")}"), true);

    public static JournalUnderTest InPostgreSql(string connectionString) =>
        new(PostgreSql, Sql("PostgreSQL.15", connectionString), true);

    public ActorSystem Start() => ActorSystem.Create("bench", Config.WithFallback(ConfigurationFactory.ParseString(
        """
        akka { loglevel = WARNING, persistence.snapshot-store.plugin = akka.persistence.snapshot-store.inmem }
        """)));

    private static Config Sql(string provider, string connectionString) => ConfigurationFactory.ParseString($$"""
        akka.persistence.journal {
          plugin = "akka.persistence.journal.sql"
          sql { provider-name = "{{provider}}", connection-string = "{{connectionString}}" }
        }
        """).WithFallback(SqlPersistence.DefaultConfiguration);
}
