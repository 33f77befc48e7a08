using System.Text.RegularExpressions;
using Akka.Configuration;

namespace Akka.Persistence.Sql;

/// <summary>A plugin's section, read and checked once. Immutable.</summary>
internal sealed partial record SqlStoreSettings
{
    public SqlStoreSettings(Config config, string path)
    {
        ConnectionString = Needed(config, path, "connection-string");
        ProviderName = Needed(config, path, "provider-name");
        Only(config, path, "table-mapping", "default");
        Only(config, path, "tag-write-mode", "TagTable");
        Only(config, path, "delete-compatibility-mode", "false");
        SchemaName = config.GetString("schema-name");
        if (SchemaName is not null && !Identifier().IsMatch(SchemaName))
            throw new ConfigurationException($"[{path}.schema-name] is [{SchemaName}]: write letters, digits and underscores.");
        AutoInitialize = config.GetBoolean("auto-initialize", true);
        BatchSize = AtLeastOne(config, path, "batch-size", 100);
        BufferSize = AtLeastOne(config, path, "buffer-size", 5000);
        Parallelism = AtLeastOne(config, path, "parallelism", 3);
        InsertRowsMax = AtLeastOne(config, path, "db-round-trip-max-batch-size", 1000);
        ReplayBatchSize = AtLeastOne(config, path, "replay-batch-size", 1000);
        RetryAttempts = AtLeastOne(config, path, "retry-attempts", 4);
        RetryDelay = config.GetTimeSpan("retry-delay", TimeSpan.FromMilliseconds(100), allowInfinite: false);
        BusyTimeout = config.GetTimeSpan("sqlite.busy-timeout", TimeSpan.FromSeconds(5), allowInfinite: false);
        Synchronous = config.GetString("sqlite.synchronous", "FULL").ToUpperInvariant();
        if (Synchronous is not ("FULL" or "NORMAL" or "EXTRA" or "OFF"))
            throw new ConfigurationException($"[{path}.sqlite.synchronous] is [{Synchronous}]: write EXTRA, FULL, NORMAL or OFF.");
    }

    public string ConnectionString { get; }

    public string ProviderName { get; }

    public string? SchemaName { get; }

    public bool AutoInitialize { get; }

    /// <summary>Events in one transaction.</summary>
    public int BatchSize { get; }

    /// <summary>Writes in the queue.</summary>
    public int BufferSize { get; }

    public int Parallelism { get; }

    public int InsertRowsMax { get; }

    public int ReplayBatchSize { get; }

    public int RetryAttempts { get; }

    public TimeSpan RetryDelay { get; }

    public TimeSpan BusyTimeout { get; }

    public string Synchronous { get; }

    private static string Needed(Config config, string path, string key)
    {
        var value = config.GetString(key);
        return string.IsNullOrWhiteSpace(value)
            ? throw new ConfigurationException($"[{path}.{key}] is not set: the SQL plugin needs it.")
            : value;
    }

    private static void Only(Config config, string path, string key, string supported)
    {
        var value = config.GetString(key, supported);
        if (!string.Equals(value, supported, StringComparison.OrdinalIgnoreCase)
            && !(supported == "false" && !config.GetBoolean(key)))
        {
            throw new ConfigurationException($"[{path}.{key}] is [{value}]: only [{supported}] is supported.");
        }
    }

    private static int AtLeastOne(Config config, string path, string key, int missing)
    {
        var value = config.GetInt(key, missing);
        return value >= 1 ? value : throw new ConfigurationException($"[{path}.{key}] is {value}: it must be 1 or more.");
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,62}$")]
    private static partial Regex Identifier();
}
