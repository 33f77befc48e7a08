using Akka.Cluster.Sql;
using Akka.Cluster.Store;
using Akka.Configuration;
using Microsoft.Data.Sqlite;

namespace Akka.Cluster.Tests.Store;

/// <summary>Tables that are not ours and rows that we have not written.</summary>
public sealed class HostileTableTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("membership").FullName;

    private string ConnectionString => $"Data Source={_folder}/members.db";

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("CREATE TABLE akka_membership_member (x INTEGER)", "akka_membership_member] that is not of this engine")]
    [InlineData("CREATE TABLE akka_membership_schema (x INTEGER)", "akka_membership_schema] that is not of this engine")]
    [InlineData("CREATE TABLE akka_membership_schema (version BIGINT); INSERT INTO akka_membership_schema VALUES (7)", "version 7")]
    [InlineData("CREATE TABLE akka_membership_schema (version BIGINT)", "version none")]
    public async Task Tables_of_others_are_refused(string sql, string problem)
    {
        await RunAsync(sql);

        var refused = await Assert.ThrowsAsync<MembershipStoreException>(() => StoreContract.ReadAsync(Open()));

        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_tables_are_not_made_when_that_is_forbidden()
    {
        var refused = await Assert.ThrowsAsync<MembershipStoreException>(() => StoreContract.ReadAsync(Open("auto-initialize = off")));

        Assert.Contains("auto-initialize", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status", "'Emperor'")]
    [InlineData("status", "'up'")]
    [InlineData("status", "'6'")]
    [InlineData("previous", "''")]
    [InlineData("address", "'no address'")]
    [InlineData("address", "'akka://local'")]
    [InlineData("address", "'akka.tcp://Sys@' || hex(zeroblob(300)) || ':1'")]
    [InlineData("roles", "hex(zeroblob(300))")]
    [InlineData("roles", "',,'")]
    [InlineData("app_version", "hex(zeroblob(300))")]
    [InlineData("uid", "99999999999")]
    [InlineData("unreachable", "'1,x'")]
    [InlineData("quorum", "replace(hex(zeroblob(10001)), '00', '1,')")]
    public async Task Rows_that_nobody_writes_are_refused(string column, string value)
    {
        var store = Open();
        await store.ExecuteAsync(StoreContract.JoinOf(1), default);
        await RunAsync($"UPDATE akka_membership_member SET {column} = {value}");

        var refused = await Assert.ThrowsAsync<MembershipStoreException>(() => StoreContract.ReadAsync(store));

        Assert.Contains($"as {column}", refused.Message, StringComparison.Ordinal);
        Assert.True(refused.Message.Length < 400);
    }

    private IMembershipStore Open(string hocon = "")
    {
        var config = ConfigurationFactory.ParseString(hocon)
            .WithFallback($"provider = sqlite, connection-string = \"{ConnectionString}\"")
            .WithFallback(ConfigurationFactory.FromResource("cluster.conf", typeof(Cluster).Assembly).GetConfig("akka.cluster.membership"));
        return MembershipStores.Bare(new MembershipSettings(config, "Sys"), TimeProvider.System);
    }

    private async Task RunAsync(string sql)
    {
        SQLitePCL.Batteries_V2.Init();
        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
