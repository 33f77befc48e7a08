using Akka.Configuration;

namespace Akka.Persistence.Sql;

/// <summary>The reference configuration of the SQL journal and snapshot store; a fallback of the system's configuration.</summary>
public static class SqlPersistence
{
    public const string JournalConfigPath = "akka.persistence.journal.sql";

    public const string SnapshotStoreConfigPath = "akka.persistence.snapshot-store.sql";

    public const string QueryConfigPath = "akka.persistence.query.journal.sql";

    public static readonly Config DefaultQueryConfiguration =
        ConfigurationFactory.FromResource("Akka.Persistence.Sql.query.conf", typeof(SqlPersistence).Assembly);

    public static readonly Config DefaultConfiguration =
        ConfigurationFactory.FromResource("Akka.Persistence.Sql.persistence.conf", typeof(SqlPersistence).Assembly);

    internal static Config DefaultJournalConfiguration => DefaultConfiguration.GetConfig(JournalConfigPath);

    internal static Config DefaultSnapshotConfiguration => DefaultConfiguration.GetConfig(SnapshotStoreConfigPath);
}
