using Akka.Configuration;
using Akka.Persistence.Sql;
using Microsoft.Data.Sqlite;

namespace Akka.Persistence.Tests.Fixtures;

/// <summary>A place to keep events, with the configuration that reaches it.</summary>
public abstract class Store : IDisposable
{
    private const string Common = """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          persistence {
            journal-plugin-fallback { recovery-event-timeout = 60s, circuit-breaker.call-timeout = 60s }
            snapshot-store-plugin-fallback.circuit-breaker.call-timeout = 60s
          }
          actor {
            serializers.spec = "Akka.Persistence.Tests.Fixtures.SpecSerializer, Akka.Persistence.Tests"
            serialization-bindings {
              "Akka.Persistence.Tests.Fixtures.Appended, Akka.Persistence.Tests" = spec
              "Akka.Persistence.Tests.Fixtures.Items, Akka.Persistence.Tests" = spec
              "Akka.Persistence.Tests.Fixtures.Unserializable, Akka.Persistence.Tests" = spec
            }
          }
        }
        """;

    /// <summary>Whether the events outlive the actor system and go through a serializer.</summary>
    public abstract bool Durable { get; }

    public Config Config => Specific.WithFallback(ConfigurationFactory.ParseString(Common));

    protected abstract Config Specific { get; }

    public virtual void Dispose() => GC.SuppressFinalize(this);
}

public sealed class MemoryStore : Store
{
    public override bool Durable => false;

    protected override Config Specific => """
        akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        """;
}

public sealed class LocalFileStore : Store
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("snapshots").FullName;

    public override bool Durable => true;

    protected override Config Specific => $$"""
        akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.local"
        akka.persistence.snapshot-store.local.dir = "{{Folder}}"
        """;

    public override void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        base.Dispose();
    }
}

public sealed class SqliteStore : Store
{
    private readonly string _folder = Directory.CreateTempSubdirectory("journal").FullName;

    public string Path => System.IO.Path.Combine(_folder, "journal.db");

    /// <summary>The database and what lies beside it while it is open.</summary>
    public FileInfo[] Files => new DirectoryInfo(_folder).GetFiles();

    public string ConnectionString => $"Data Source={Path}";

    public override bool Durable => true;

    protected override Config Specific => SqlConfig.For("SQLite.MS", ConnectionString);

    public SqliteConnection Open()
    {
        SQLitePCL.Batteries_V2.Init();
        var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        return connection;
    }

    public long Count(string where)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM " + where;
        return (long)command.ExecuteScalar()!;
    }

    public void Execute(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public override void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        base.Dispose();
    }
}

public static class SqlConfig
{
    public static Config For(string provider, string connectionString) => ConfigurationFactory.ParseString($$"""
        sql-connection { provider-name = "{{provider}}", connection-string = "{{connectionString}}" }
        akka.persistence.journal.plugin = "akka.persistence.journal.sql"
        akka.persistence.journal.sql = ${sql-connection}
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.sql"
        akka.persistence.snapshot-store.sql = ${sql-connection}
        """).WithFallback(SqlPersistence.DefaultConfiguration);
}
