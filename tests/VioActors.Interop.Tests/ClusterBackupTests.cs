using Akka.Persistence.Tests.PostgreSql;
using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests;

/// <summary>Backup of a cluster whose VIOSes are processes, over PostgreSQL.</summary>
public sealed class ClusterBackupTests
{
    [Fact]
    [Trait("Req", "CBR-1")]
    [Trait("Req", "CBR-2")]
    [Trait("Req", "CBR-3")]
    public async Task It_is_made_from_any_process_names_who_is_down_and_is_restored()
    {
        var database = new PostgreSqlServer();
        await database.InitializeAsync();
        try
        {
            string[] settings =
            [
                "vio-actors.node.database.provider=postgresql",
                $"vio-actors.node.database.connection-string=\"{database.ConnectionString}\"",
            ];
            await using var cluster = await Topology.StartAsync(settings);
            var made = await cluster.PbmAsync("management1", "viosbr backup -clustername cluster1 -file full");
            Assert.Contains("full.cluster1.0001.zip is complete: 3 VIOSes", made, StringComparison.Ordinal);
            var viewed = await cluster.PbmAsync("cec2", "viosbr view -clustername cluster1 -file full.cluster1.0001.zip");
            foreach (var vios in new[] { "vios1", "vios2", "vios3" })
                Assert.Contains(vios, viewed, StringComparison.Ordinal);
            var restored = await cluster.PbmAsync("vios2", "viosbr restore -clustername cluster1 -file full.cluster1.0001.zip");
            Assert.Contains("exit code 0", restored, StringComparison.Ordinal);

            await cluster.KillAsync("vios3");
            await cluster.SeesAsync("vios1", "members show", text => text.Split("| up |").Length - 1 == Topology.Nodes.Count - 1);
            var part = await cluster.PbmAsync("management1", "viosbr backup -clustername cluster1 -file part");
            Assert.Contains("2 VIOSes", part, StringComparison.Ordinal);
            Assert.Contains("it lacks vios3", part, StringComparison.Ordinal);

            if (Environment.GetEnvironmentVariable("VIOACTORS_CLUSTER_BACKUP") == "1")
                await RestoreDatabaseAsync(cluster, settings);
        }
        finally
        {
            await database.DisposeAsync();
        }
    }

    // The whole cluster is stopped, its DB replaced, and what was changed since the backup is as the backup has it.
    private static async Task RestoreDatabaseAsync(Topology cluster, string[] settings)
    {
        var refused = await cluster.RestoreDbAsync("full.cluster1.0001.zip", settings);
        Assert.Contains("in use", refused.Output, StringComparison.Ordinal);
        await cluster.PbmAsync("vios1", "lu create -lu later -size 1G");
        foreach (var node in Topology.Nodes.Where(cluster.Runs))
            await cluster.KillAsync(node);

        (await cluster.RestoreDbAsync("full.cluster1.0001.zip", settings)).MustSucceed();

        await cluster.StartMissingAsync();
        Assert.DoesNotContain("later", await cluster.PbmAsync("vios1", "lu list"), StringComparison.Ordinal);
        var restored = await cluster.PbmAsync("management1", "viosbr restore -clustername cluster1 -file full.cluster1.0001.zip");
        Assert.Contains("exit code 0", restored, StringComparison.Ordinal);
    }
}
