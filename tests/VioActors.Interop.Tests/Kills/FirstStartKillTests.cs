using VioActors.Interop.Tests.Processes;
using Xunit.Abstractions;

namespace VioActors.Interop.Tests.Kills;

/// <summary>SIGKILL during the very first start, while cluster, pool, LUs and mappings are made.</summary>
public sealed class FirstStartKillTests(ITestOutputHelper output)
{
    /// <summary>Kills come in two to a folder, the second during the start that completes the first.</summary>
    private const int KillsOfOneFolder = 2;

    [Fact]
    [Trait("Req", "SYS-4")]
    public async Task The_next_start_completes_what_was_cut_off_and_every_identity_is_unique()
    {
        var random = new Random(KillPlan.Seed);
        var changesMax = await ChangesOfOneStartAsync();
        var rounds = Math.Max(1, KillPlan.Rounds / 4);
        var kills = 0;
        for (var round = 0; round < rounds; round++)
        {
            using var folder = new TemporaryFolder();
            for (var kill = 0; kill < KillsOfOneFolder; kill++)
                kills += await KillAfterAsync(folder, random.Next(1, changesMax + 1)) ? 1 : 0;
            await CheckAsync(folder.FullPath, $"seed {KillPlan.Seed}, round {round}");
        }

        output.WriteLine($"Seed {KillPlan.Seed}: {rounds} folders, {kills} kills within the about {changesMax} changes of a first start.");
        Assert.True(kills > 0);
    }

    private static async Task<int> ChangesOfOneStartAsync()
    {
        using var folder = new TemporaryFolder();
        using var activity = new FolderActivity(folder.FullPath, int.MaxValue);
        await using var vio = await VioProcess.StartAsync(folder.FullPath, "vio-actors.lpar.rate=0");
        return activity.Seen;
    }

    /// <summary>False: the start was complete before the folder had changed so often.</summary>
    private static async Task<bool> KillAfterAsync(TemporaryFolder folder, int changes)
    {
        using var activity = new FolderActivity(folder.FullPath, changes);
        await using var vio = VioProcess.Launch(folder.FullPath, "vio-actors.lpar.rate=0");
        var ready = vio.ReadyAsync();
        var isCutOff = await Task.WhenAny(activity.Reached, ready) == activity.Reached && !ready.IsCompleted;
        await vio.KillAsync();
        try
        {
            await ready;
        }
        catch (InvalidOperationException) when (isCutOff)
        {
            // It ended before it was ready, as it was made to.
        }

        return isCutOff;
    }

    private static async Task CheckAsync(string data, string what)
    {
        await using var vio = await VioProcess.StartAsync(data, "vio-actors.lpar.rate=0");
        var found = await Installation.ReadAsync(vio);
        var uuids = Installation.Column(found.Vioses, 3);
        var drcs = Installation.Column(found.Vioses, 2);
        var udids = Installation.Column(found.Lus, 5);
        var mapped = Installation.Rows(found.MapOfFirst + found.MapOfSecond).Select(row => row.Split('|')).ToList();

        Assert.Equal(["vios1", "vios2"], Installation.Column(found.Vioses, 0));
        Assert.Equal(["lpar1", "lu1", "lu2"], Installation.Column(found.Lus, 0).Order());
        Assert.True(uuids.Distinct().Count() == 2 && drcs.Distinct().Count() == 2 && udids.Distinct().Count() == 3, $"{what}: {found}");
        Assert.Equal(6, mapped.Select(row => row[1]).Distinct().Count());
        Assert.Equal(["lpar1", "lpar1", "lu1", "lu1", "lu2", "lu2"], mapped.Select(row => row[5]).Order());
        foreach (var lu in new[] { "lu1", "lu2" })
        {
            (await Tool.RunAsync("qemu-io", "-f", "raw", "-c", "write -P 0x66 0 2M", vio.Url(lu, "vios1"))).MustSucceed();
            var read = (await Tool.RunAsync("qemu-io", "-f", "raw", "-c", "read -P 0x66 0 2M", vio.Url(lu, "vios2"))).MustSucceed();
            Assert.DoesNotContain("Pattern verification failed", read.Output, StringComparison.Ordinal);
        }

        Assert.Equal(0, await vio.StopAsync());
    }
}
