using Akka.Persistence.Tests.PostgreSql;
using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests;

/// <summary>A cluster of processes over PostgreSQL: the database ends and comes back.</summary>
public sealed class DatabaseTests
{
    private const int BlockCount = 40;

    /// <summary>Longer than the database's return takes to be noticed; reached only when it never is.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    [Trait("Req", "RED-5")]
    [Trait("Req", "STO-6")]
    public async Task While_the_database_is_away_allocated_storage_is_written_and_nobody_is_evicted_and_then_all_goes_on()
    {
        var database = new PostgreSqlServer();
        await database.InitializeAsync();
        try
        {
            await using var cluster = await Topology.StartAsync(
                "vio-actors.node.database.provider=postgresql",
                $"vio-actors.node.database.connection-string=\"{database.ConnectionString}\"");
            await using var one = await QemuIo.OpenAsync(await cluster.UrlAsync("vios1", "client1"));
            await using var three = await QemuIo.OpenAsync(await cluster.UrlAsync("vios3", "client1"));
            await DoAsync(one, "write -f -P 0xff 0 4M");

            await database.StopAsync();
            for (var block = 0; block < BlockCount; block++)
            {
                var (writer, reader) = block % 2 == 0 ? (one, three) : (three, one);
                await DoAsync(writer, $"write -f -P {block + 1} {block * 64}k 64k");
                await DoAsync(reader, $"read -P {block + 1} {block * 64}k 64k");
            }

            await database.StartAsync();

            // Neither is answered before the database has taken the login and the allocation.
            await using var two = await OpenWhenServedAsync(await cluster.UrlAsync("vios2", "client1"));
            await DoAsync(two, "write -f -P 0xee 500M 1M");
            for (var block = 0; block < BlockCount; block++)
                await DoAsync(two, $"read -P {block + 1} {block * 64}k 64k");
            await DoAsync(one, "read -P 0xee 500M 1M");
            await DoAsync(three, "read -P 0xee 500M 1M");
            foreach (var node in Topology.Nodes)
                Assert.True(cluster.Runs(node), $"{node} ended.");
            var members = await cluster.PbmAsync("management1", "members show");
            Assert.Equal(Topology.Nodes.Count, members.Split("| up |").Length - 1);
        }
        finally
        {
            await database.DisposeAsync();
        }
    }

    private static async Task<QemuIo> OpenWhenServedAsync(string url)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            try
            {
                return await QemuIo.OpenAsync(url);
            }
            catch (EndOfStreamException refused)
            {
                Assert.False(limit.IsCancellationRequested, $"No login within {Patience}: {refused.Message}");
                await pause.WaitForNextTickAsync();
            }
        }
    }

    private static async Task DoAsync(QemuIo session, string command)
    {
        var said = await session.ExecuteAsync(command);
        Assert.DoesNotContain("failed", said, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("error", said, StringComparison.OrdinalIgnoreCase);
    }
}
