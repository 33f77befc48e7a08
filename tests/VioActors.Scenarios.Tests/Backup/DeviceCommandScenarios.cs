using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Scenarios.Tests.Backup;

/// <summary>The device inventory by command (BR-2).</summary>
public class DeviceCommandScenarios
{
    [Fact]
    [Trait("Req", "BR-2")]
    [Trait("Req", "BR-6")]
    public async Task Devices_are_recorded_set_with_validation_backed_up_and_restored()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off", "vio-actors.backup.after-change = 1h");
        await using var pbm = await PbmCommands.ConnectAsync(rig);
        await Eventually.ReachAsync(
            "the path is in the inventory", () => PbmCommands.RunAsync(pbm, "device list -n vios1"),
            text => text.Contains("storage-path", StringComparison.Ordinal));
        await PbmCommands.RunAsync(pbm, "device add -n vios1 -kind volume-group -dev datavg -attr pp_size_mb=64");
        await PbmCommands.RunAsync(pbm, "device add -n vios1 -kind logical-volume -dev lv7 -parent datavg -attr lv_type=raw -attr size=1G");
        await PbmCommands.RunAsync(pbm, "device set -n vios1 -dev vios1-fabric0 -attr hcheck_interval_ms=250 -attr clean_probes=3");
        Assert.Contains("datavg", await PbmCommands.RunAsync(pbm, "device list -n vios1 -type storage"), StringComparison.Ordinal);

        Assert.Contains("no attribute 'color'", await PbmCommands.RefusedAsync(
            pbm, "device set -n vios1 -dev lv7 -attr color=red"), StringComparison.Ordinal);
        Assert.Contains("cannot be set", await PbmCommands.RefusedAsync(
            pbm, "device set -n vios1 -dev datavg -attr pp_size_mb=128"), StringComparison.Ordinal);
        Assert.Contains("cannot be recorded", await PbmCommands.RefusedAsync(
            pbm, "device add -n vios1 -kind disk -dev hdisk9"), StringComparison.Ordinal);
        Assert.Contains("lv7", await PbmCommands.RefusedAsync(pbm, "device remove -n vios1 -dev datavg"), StringComparison.Ordinal);

        await PbmCommands.RunAsync(pbm, "viosbr backup -n vios1 -file set -place repository");
        var file = (await PbmCommands.RunAsync(pbm, "viosbr list -n vios1")).Split((char[])[' ', '|', '\n'])
            .First(word => word.StartsWith("set.", StringComparison.Ordinal));
        foreach (var name in new[] { "lv7", "datavg" })
            await PbmCommands.RunAsync(pbm, $"device remove -n vios1 -dev {name}");
        await PbmCommands.RunAsync(pbm, "device set -n vios1 -dev vios1-fabric0 -attr clean_probes=1");

        Assert.Contains("exit code 0", await PbmCommands.RunAsync(pbm, $"viosbr restore -n vios1 -file {file}"), StringComparison.Ordinal);

        var path = await PbmCommands.RunAsync(pbm, "device show -n vios1 -dev vios1-fabric0 --json");
        Assert.Contains("250", path, StringComparison.Ordinal);
        Assert.Contains("raw", await PbmCommands.RunAsync(pbm, "device show -n vios1 -dev lv7"), StringComparison.Ordinal);
    }
}
