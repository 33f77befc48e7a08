using Akka.Actor;
using VioActors.Actors.ClusterBackup;
using VioActors.Actors.Vios.Backup;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Phyp;
using VioActors.Domain.Restore;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Node.Cli;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Scenarios.Tests.Npiv;

/// <summary>Backups know Fibre Channel adapters, their mappings and names (BR-2, BR-8).</summary>
public sealed class NpivBackupScenarios
{
    private const string NoGuest = "vio-actors.lpar.enabled = off";
    private const int Size = 32 * 1024;

    [Fact]
    [Trait("Req", "BR-8")]
    [Trait("Req", "NPV-2")]
    public async Task Given_ServerAdapterAndMappingWereLost_When_TheViosIsRestored_Then_TheClientFindsItsBytesUnderItsOldName()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        var (adapter, server) = await rig.AddVfcAsync(await rig.DefineLparAsync("client"), "vios1");
        await rig.CreateLunAsync("root");
        await rig.ZoneAsync("zone", adapter.Active);
        await rig.MaskAsync("root", adapter.Active);
        var initiator = await rig.LogInAtAsync("vios1", server);
        await SeesAsync(initiator);
        Assert.Equal(Scsi.ScsiStatus.Good, (await initiator.WriteAsync(SanRig.Lun.Value, 0, TestInitiator.Pattern(7, Size))).Status);
        var file = await BackUpAsync(rig);
        await rig.UnmapVfcAsync("vios1", server);
        await rig.AskAsync<IReply>(new RemoveServerAdapter((await rig.System.ReportOfAsync("vios1")).Vios, server, null));
        await initiator.Lost;

        var report = await RestoreAsync(rig, file);

        Assert.True(report.End == RestoreEnd.Restored, $"{report.End}: {string.Join("; ", report.NotDeployed)}");
        var again = await rig.LogInAtAsync("vios1", server);
        await SeesAsync(again);
        Assert.Equal(TestInitiator.Pattern(7, Size), await again.ReadAsync(SanRig.Lun.Value, 0, Size));
        Assert.NotNull((await rig.SanReportAsync()).Logins.Find(adapter.Active));

        // What is there now is what the backup has: a second restore changes nothing.
        Assert.Equal(RestoreEnd.Restored, (await RestoreAsync(rig, file)).End);
    }

    [Fact]
    [Trait("Req", "BR-8")]
    [Trait("Req", "NPV-2")]
    public async Task Given_TheClientAdapterWasTakenAwayForGood_Then_TheRestoreSaysThatItsNamesAreNotGivenAgain()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        var partition = await rig.DefineLparAsync("client");
        var (adapter, server) = await rig.AddVfcAsync(partition, "vios1");
        var file = await BackUpAsync(rig);
        await rig.UnmapVfcAsync("vios1", server);
        await rig.AskAsync<IReply>(new RemoveServerAdapter((await rig.System.ReportOfAsync("vios1")).Vios, server, null));
        await rig.PhypAsync<Ok>(new UnpairAdapters(partition.Id, adapter.Pair.ClientSlot));

        var refused = await RestoreAsync(rig, file);

        Assert.Equal(RestoreEnd.Refused, refused.End);
        Assert.Contains(refused.NotDeployed, one => one.Reason.Contains($"{adapter.Wwpns} are not given again", StringComparison.Ordinal));
        var made = await rig.AddVfcAsync(partition, "vios1", adapter.Pair.ClientSlot);
        Assert.False(made.Client.Wwpns.Contains(adapter.Wwpns.First) || made.Client.Wwpns.Contains(adapter.Wwpns.Second));
        Assert.Contains(
            (await RestoreAsync(rig, file)).NotDeployed,
            one => one.Reason.Contains($"has the WWPNs {made.Client.Wwpns} now", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Req", "NPV-2")]
    public async Task Given_TheDbIsRestoredFromBeforeAnAdapterWasMade_Then_ItsNamesAreNotGivenAgain()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        var partition = await rig.DefineLparAsync("client");
        var (before, _) = await rig.AddVfcAsync(partition, "vios1");
        var made = Assert.IsType<ClusterBackupMade>(
            await rig.System.ClusterBackup.Ask<object>(new BackUpCluster("cluster"), TestLimits.Answer));
        var (after, _) = await rig.AddVfcAsync(partition, "vios2");
        await rig.System.DisposeAsync();
        foreach (var part in new[] { "", "-wal", "-shm" })
            File.Delete(Path.Combine(rig.Folder, $"vios-db.sqlite{part}"));
        using var output = new StringWriter();
        var code = await VioCommandLine.Create(TextReader.Null, output, output).Parse(
            ["restore-db", "--file", Path.Combine(rig.Folder, "repository", made.File.ToString()), "--data", rig.Folder]).InvokeAsync();
        Assert.True(code == 0, output.ToString());

        await rig.RestartOnlyAsync();

        Assert.Equal([before], (await rig.PhypAsync<VirtualFcFound>(new GetVirtualFc())).Adapters);
        var (again, _) = await rig.AddVfcAsync(partition, "vios2");
        Assert.False(again.Wwpns.Contains(after.Wwpns.First) || again.Wwpns.Contains(after.Wwpns.Second));
        Assert.True(again.Wwpns.First.Value > after.Wwpns.Second.Value);
    }

    private static async Task<BackupFileName> BackUpAsync(DevRig rig)
    {
        var vios = (await rig.System.ReportOfAsync("vios1")).Vios;
        await Eventually.ReachAsync(
            "the hardware is in the inventory", () => rig.AskAsync<InventoryFound>(new GetInventory(vios)),
            found => found.Inventory.Devices.Any(device => device.Kind == DeviceKind.FcAdapter));
        return Assert.IsType<BackupMade>(
            await rig.System.Vioses["vios1"].AskAnyAsync(new MakeBackup("npiv", BackupPlaceKind.ViosDb))).File;
    }

    private static async Task<RestoreReport> RestoreAsync(DevRig rig, BackupFileName file)
    {
        var answer = await rig.System.Vioses["vios1"].AskAnyAsync(new RestoreBackup(file, RestoreOptions.Default, false));
        Assert.False(answer is Rejected, (answer as Rejected)?.Reason);
        return Assert.IsType<RestoreReport>(answer);
    }

    private static Task SeesAsync(TestInitiator initiator) => Eventually.ReachAsync(
        "it sees its LUN", () => initiator.ReportLunsAsync(), luns => luns.SequenceEqual([SanRig.Lun.Value]));
}
