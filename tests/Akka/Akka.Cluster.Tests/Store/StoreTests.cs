using Akka.Persistence.Tests.PostgreSql;

namespace Akka.Cluster.Tests.Store;

public sealed class InMemoryStoreTests : StoreContract
{
    private static int _tables;

    protected override string Place { get; } =
        $"provider = inmem, connection-string = \"contract-{Interlocked.Increment(ref _tables)}\"";
}

public sealed class SqliteStoreTests : StoreContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("membership").FullName;

    protected override string Place => $"provider = sqlite, connection-string = \"Data Source={_folder}/members.db\"";

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlStoreTests(PostgreSqlServer server) : StoreContract
{
    protected override string Place { get; } =
        $"provider = postgresql, connection-string = \"{server.ConnectionString}\", schema-name = {server.NextSchema()}";
}
