using Akka.Actor;
using VioActors.Actors.ClusterBackup;
using VioActors.Actors.Vios.Backup;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Restore;
using VioActors.Domain.Vios;
using VioActors.Node.Cli;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Scenarios.Tests.Backup;

/// <summary>Backup and restore of VIOSes that serve.</summary>
public class BackupScenarios
{
    [Fact]
    [Trait("Req", "BR-6")]
    public async Task A_VIOS_whose_mappings_were_lost_serves_its_clients_again_after_a_restore()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off", "vio-actors.backup.after-change = 50ms");
        var vios = rig.System.Vioses["vios2"];
        var uuid = (await rig.System.ReportOfAsync("vios2")).Vios;
        await Eventually.ReachAsync(
            "the hardware is in the inventory", () => rig.AskAsync<InventoryFound>(new GetInventory(uuid)),
            found => found.Inventory.Devices.Any(device => device.Kind == DeviceKind.FcAdapter));
        var device = await rig.DeviceAsync("vios2", "lu2");
        var made = Assert.IsType<BackupMade>(await AskAsync(vios, new MakeBackup("scenario", BackupPlaceKind.ViosDb)));
        await rig.AskAsync<IReply>(new UnmapLu(uuid, device.Name, null));
        await rig.AskAsync<IReply>(new RemoveServerAdapter(uuid, device.Adapter, null));

        var report = Assert.IsType<RestoreReport>(await AskAsync(vios, new RestoreBackup(made.File, RestoreOptions.Default, false)));

        Assert.Equal(RestoreEnd.Restored, report.End);
        Assert.Equal(
            (device.Name, device.Adapter, device.Lun, device.Lu),
            await rig.DeviceAsync("vios2", "lu2") is var again ? (again.Name, again.Adapter, again.Lun, again.Lu) : default);
        var (_, lun) = await rig.LoginAsync("vios2", "lu2");
        Assert.Equal(device.Lun.Value, lun);
        await Eventually.ReachAsync(
            "a backup follows the changes", async () => Assert.IsType<BackupsListed>(await AskAsync(vios, new ListBackups())),
            listed => listed.Entries.Any(entry => entry.File.Label == "auto" && entry.Problem.Length == 0));
    }

    [Fact]
    [Trait("Req", "CBR-2")]
    public async Task A_cluster_whose_DB_was_lost_goes_on_from_its_backup()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        await rig.DeviceAsync("vios1", "lu1");
        var made = Assert.IsType<ClusterBackupMade>(await AskAsync(rig.System.ClusterBackup, new BackUpCluster("cluster")));
        Assert.Equal((2, 0), (made.ViosCount, made.Missing.Count));
        var lu = await rig.LuAsync("lu1");
        await rig.System.DisposeAsync();
        File.Delete(Path.Combine(rig.Folder, "vios-db.sqlite"));
        File.Delete(Path.Combine(rig.Folder, "vios-db.sqlite-wal"));
        File.Delete(Path.Combine(rig.Folder, "vios-db.sqlite-shm"));
        using var output = new StringWriter();

        var code = await VioCommandLine.Create(TextReader.Null, output, output).Parse(
            ["restore-db", "--file", Path.Combine(rig.Folder, "repository", made.File.ToString()), "--data", rig.Folder]).InvokeAsync();

        Assert.True(code == 0, output.ToString());
        await rig.RestartAsync();
        Assert.Equal(lu, await rig.LuAsync("lu1"));
        await rig.DeviceAsync("vios1", "lu1");
        var restored = Assert.IsType<ClusterRestored>(
            await AskAsync(rig.System.ClusterBackup, new RestoreCluster(made.File, RestoreOptions.Default, [])));
        Assert.Equal(0, restored.ExitCode);
    }

    private static async Task<object> AskAsync(IActorRef actor, object request)
    {
        var answer = await actor.Ask<object>(request, TestLimits.Answer);
        Assert.False(answer is Rejected, (answer as Rejected)?.Reason);
        return answer;
    }
}
