using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios.Backup;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Restore;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;

namespace VioActors.Actors.Tests.Vios.Backup;

public class RestoreTests
{
    [Theory]
    [Trait("Req", "BR-11")]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(4, 3)]
    public async Task Backup_wipe_restore_backup_gives_the_same_configuration_and_a_second_restore_nothing_new(int seed, int size)
    {
        await using var rig = await BackupRig.StartAsync(size);
        await rig.DeployAsync(rig.RandomDocument(seed, size));
        var before = await rig.CurrentAsync();
        var file = (await rig.Ask<BackupMade>(new MakeBackup(null, null))).File;
        await rig.WipeAsync();
        Assert.NotEqual(before, await rig.CurrentAsync());

        var report = await rig.Ask<RestoreReport>(new RestoreBackup(file, RestoreOptions.Default, false));

        Assert.Equal((RestoreEnd.Restored, 0), (report.End, report.ExitCode));
        Assert.Empty(report.NotDeployed);
        Assert.Equal(before, await rig.CurrentAsync());
        Assert.Equal(BackupXmlText.Of(before), BackupXmlText.Of(await rig.CurrentAsync()));
        var inventory = (await rig.Db<InventoryFound>(new GetInventory(rig.Vios))).Inventory.Version;
        var again = await rig.Ask<RestoreReport>(new RestoreBackup(file, RestoreOptions.Default, false));
        Assert.Equal(0, again.ExitCode);
        Assert.All(again.Deployed, finding => Assert.Equal(FindingKind.AlreadyDeployed, finding.Finding));
        Assert.Equal(before, await rig.CurrentAsync());
        Assert.Equal(inventory, (await rig.Db<InventoryFound>(new GetInventory(rig.Vios))).Inventory.Version);
    }

    [Fact]
    [Trait("Req", "BR-10")]
    public async Task Validation_alone_changes_nothing_and_tells_all()
    {
        await using var rig = await BackupRig.StartAsync();
        await rig.DeployAsync(rig.RandomDocument(5, 2));
        var file = (await rig.Ask<BackupMade>(new MakeBackup(null, null))).File;
        await rig.WipeAsync();
        await rig.FindHardwareAsync(1);
        var wiped = await rig.CurrentAsync();

        var report = await rig.Ask<RestoreReport>(new RestoreBackup(file, With(RestoreMode.Validate), false));

        Assert.Equal((RestoreEnd.Validated, 1), (report.End, report.ExitCode));
        Assert.Contains(report.NotDeployed, finding => finding.Name.Value == "fcs1" && finding.Finding == FindingKind.Mismatch);
        Assert.Contains(report.Deployed, finding => finding.Name.Value == "vhost0" && finding.Finding == FindingKind.ToBeCreated);
        Assert.Equal(wiped, await rig.CurrentAsync());
    }

    [Fact]
    [Trait("Req", "BR-7")]
    public async Task A_mismatch_ends_a_strict_restore_with_nothing_changed_and_a_forced_one_goes_on_without()
    {
        await using var rig = await BackupRig.StartAsync();
        await rig.DeployAsync(rig.RandomDocument(6, 2));
        var file = (await rig.Ask<BackupMade>(new MakeBackup(null, null))).File;
        await rig.WipeAsync();
        await rig.FindHardwareAsync(1);
        var wiped = await rig.CurrentAsync();

        var refused = await rig.Ask<RestoreReport>(new RestoreBackup(file, RestoreOptions.Default, false));
        Assert.Equal((RestoreEnd.Refused, 1), (refused.End, refused.ExitCode));
        Assert.Equal(wiped, await rig.CurrentAsync());

        var forced = await rig.Ask<RestoreReport>(new RestoreBackup(file, With(RestoreMode.Force), false));
        Assert.Equal((RestoreEnd.RestoredInPart, 2), (forced.End, forced.ExitCode));
        Assert.NotNull((await rig.CurrentAsync()).Find(DeviceKind.VirtualScsiAdapter, "vhost0"));

        // What could not be made follows from the hardware that is missing.
        var lacking = forced.NotDeployed.Select(finding => finding.Name.Value).ToList();
        Assert.Contains("fscsi1", lacking);
        Assert.Contains("datavg1", lacking);
        Assert.Contains("lvpool1", lacking);
        Assert.All(forced.NotDeployed, finding => Assert.NotEmpty(finding.Reason));
    }

    [Fact]
    [Trait("Req", "BR-7")]
    public async Task An_interactive_restore_asks_for_each_and_ends_when_told_so()
    {
        await using var rig = await BackupRig.StartAsync();
        await rig.DeployAsync(rig.RandomDocument(7, 2));
        var file = (await rig.Ask<BackupMade>(new MakeBackup(null, null))).File;
        await rig.WipeAsync();
        await rig.Db<InventoryFound>(new DiscoverDevices(rig.Vios,
            [.. (await rig.Db<InventoryFound>(new GetInventory(rig.Vios))).Inventory.Devices.Where(device =>
                device.Name.Value is not ("rmt0" or "rmt1"))]));
        var wiped = await rig.CurrentAsync();
        await rig.AskRefused(new AnswerRestore(true));

        var first = await rig.Ask<RestoreQuestion>(new RestoreBackup(file, With(RestoreMode.Interactive), false));
        Assert.Equal((1, 2, "rmt0"), (first.Number, first.Count, first.Finding.Name.Value));
        Assert.Equal(RestoreEnd.Refused, (await rig.Ask<RestoreReport>(new AnswerRestore(false))).End);
        Assert.Equal(wiped, await rig.CurrentAsync());

        await rig.Ask<RestoreQuestion>(new RestoreBackup(file, With(RestoreMode.Interactive), false));
        Assert.Equal("rmt1", (await rig.Ask<RestoreQuestion>(new AnswerRestore(true))).Finding.Name.Value);
        Assert.Equal(wiped, await rig.CurrentAsync());
        var report = await rig.Ask<RestoreReport>(new AnswerRestore(true));
        Assert.Equal(RestoreEnd.RestoredInPart, report.End);
        Assert.Equal(["rmt0", "rmt1"], report.NotDeployed.Select(finding => finding.Name.Value));
    }

    [Fact]
    [Trait("Req", "BR-7")]
    public async Task An_answer_that_comes_after_the_VIOS_was_changed_restores_nothing()
    {
        await using var rig = await BackupRig.StartAsync();
        await rig.DeployAsync(rig.RandomDocument(7, 2));
        var file = (await rig.Ask<BackupMade>(new MakeBackup(null, null))).File;
        await rig.WipeAsync();
        await rig.FindHardwareAsync(1);
        var question = await rig.Ask<RestoreQuestion>(new RestoreBackup(file, With(RestoreMode.Interactive), false));
        for (var number = 1; number < question.Count; number++)
            await rig.Ask<RestoreQuestion>(new AnswerRestore(true));
        await rig.FindHardwareAsync(2);
        var before = await rig.CurrentAsync();

        var refused = await rig.AskRefused(new AnswerRestore(true));

        Assert.Equal(RejectionCode.VersionConflict, refused.Code);
        Assert.Equal(before, await rig.CurrentAsync());
    }

    [Fact]
    [Trait("Req", "BR-10")]
    public async Task One_category_and_no_attributes_of_hardware_are_restored_when_asked_for()
    {
        await using var rig = await BackupRig.StartAsync();
        await rig.DeployAsync(rig.RandomDocument(8, 2));
        var file = (await rig.Ask<BackupMade>(new MakeBackup(null, null))).File;
        await rig.WipeAsync();
        await rig.FindHardwareAsync(1);

        var net = await rig.Ask<RestoreReport>(new RestoreBackup(file, RestoreOptions.Default with { Categories = ["vscsi"] }, false));
        Assert.Equal(RestoreEnd.Refused, net.End);
        var storage = await rig.Ask<RestoreReport>(
            new RestoreBackup(file, new RestoreOptions(RestoreMode.Force, true, ["storage", "vscsi"]), false));

        Assert.DoesNotContain(storage.Deployed.Concat(storage.NotDeployed), finding => finding.Name.Value.StartsWith("fcs"));
        var now = await rig.CurrentAsync();
        Assert.NotNull(now.Find(DeviceKind.VirtualTarget, "vtscsi0"));
        Assert.Null(now.Find(DeviceKind.PagingDevice, "vrmpage0"));
        Assert.Equal(RejectionCode.Invalid, (await rig.AskRefused(
            new RestoreBackup(file, RestoreOptions.Default with { Categories = ["toasters"] }, false))).Code);
    }

    [Fact]
    [Trait("Req", "BR-10")]
    public async Task A_step_that_fails_takes_everything_back()
    {
        await using var rig = await BackupRig.StartAsync();
        await rig.DeployAsync(rig.RandomDocument(9, 2));
        var file = (await rig.Ask<BackupMade>(new MakeBackup(null, null))).File;
        await rig.WipeAsync();

        // Another VIOS maps the unit for another client: only the unit itself knows, when it is to be bound.
        var other = new VioUuid(new Guid(9, 9, 9, new byte[8]));
        await rig.Db<LuFound>(new BindLu(BackupRig.LuOf(0), new LuBinding(
            other, AdapterName.Parse("vhost9"), ClientKey.OfLpar(rig.Definition.Drc.Cec, new PartitionId(99)), false)));
        var wiped = await rig.CurrentAsync();

        var report = await rig.Ask<RestoreReport>(new RestoreBackup(file, RestoreOptions.Default, false));

        Assert.Equal((RestoreEnd.Undone, 3), (report.End, report.ExitCode));
        Assert.Contains("vtscsi0", report.Reason, StringComparison.Ordinal);
        Assert.Equal(wiped, await rig.CurrentAsync());
        var forced = await rig.Ask<RestoreReport>(new RestoreBackup(file, With(RestoreMode.Force), false));
        Assert.Equal((RestoreEnd.RestoredInPart, "vtscsi0"), (forced.End, Assert.Single(forced.NotDeployed).Name.Value));
    }

    [Fact]
    public async Task A_logical_unit_that_is_gone_is_not_deployed_since_a_backup_holds_no_data()
    {
        await using var rig = await BackupRig.StartAsync();
        await rig.DeployAsync(rig.RandomDocument(10, 1));
        var file = (await rig.Ask<BackupMade>(new MakeBackup(null, null))).File;
        await rig.WipeAsync();
        await rig.Db<object>(new DeleteLu(BackupRig.LuOf(0), Forced: true));

        var report = await rig.Ask<RestoreReport>(new RestoreBackup(file, With(RestoreMode.Force), false));

        Assert.Equal(["disk0", "vtscsi0"], report.NotDeployed.Select(finding => finding.Name.Value));
        Assert.Contains("no client data", report.NotDeployed[0].Reason, StringComparison.Ordinal);
    }

    private static RestoreOptions With(RestoreMode mode) => RestoreOptions.Default with { Mode = mode };
}
