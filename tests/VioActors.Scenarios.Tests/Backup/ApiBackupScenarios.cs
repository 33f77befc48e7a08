using VioActors.Api.Client;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Vios;
using VioActors.Management.Security;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Scenarios.Tests.Backup;

/// <summary>Backup, view and restore over the XML API, by the C# client (BR-1, MGT-3).</summary>
public class ApiBackupScenarios
{
    [Fact]
    [Trait("Req", "BR-1")]
    [Trait("Req", "BR-5")]
    [Trait("Req", "MGT-3")]
    public async Task A_VIOS_is_backed_up_viewed_and_restored_through_the_API()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off", "vio-actors.backup.after-change = 1h");
        using var api = ClientOf(rig);
        var device = await rig.DeviceAsync("vios2", "lu2");
        await HardwareAsync(rig, "vios2");

        var made = await api.BackUpAsync(new BackupCreation(Vios: "vios2", Label: "api", Place: "repository"));
        Assert.Equal(("valid", "repository", null), (made.State, made.Place, made.Problem));
        Assert.Equal(made.Id, Assert.Single(await api.ListBackupsAsync("vios2")).Id);
        Assert.Equal(made.Id, (await api.ShowAsync<BackupObject>(VioObjectKind.Backup, made.File)).Id);

        var viewed = await api.ViewAsync(new ViewConfiguration("vios2", made.File));
        var mapped = Assert.Single(viewed.Devices, found => found.Kind == "virtualTarget" && found.Name == device.Name.Value);
        Assert.Equal(device.Adapter.Value, mapped.Parent);
        Assert.Contains(mapped.Attributes, attribute => attribute is { Name: "backing_device", Value: "lu2" });
        var vscsi = await api.ViewAsync(new ViewConfiguration("vios2", made.File, mapped.Category));
        Assert.All(vscsi.Devices, found => Assert.Equal(mapped.Category, found.Category));
        Assert.True(vscsi.Devices.Count < viewed.Devices.Count);

        await rig.AskAsync<IReply>(new UnmapLu(await UuidAsync(rig, "vios2"), device.Name, null));
        var validated = await api.RestoreAsync(new RestoreConfiguration(made.File, "vios2", Mode: "validate"));
        Assert.Equal(("validated", 0), (validated.End, validated.ExitCode));
        Assert.DoesNotContain(
            (await api.ViewAsync(new ViewConfiguration("vios2"))).Devices, found => found.Kind == "virtualTarget"
                && found.Name == device.Name.Value);
        var job = await EndOfAsync(api, await api.BeginAsync(new RestoreConfiguration(made.File, "vios2")));

        Assert.Equal(("succeeded", "restore", "restoration"), (job.State, job.Operation, job.Object));
        Assert.StartsWith("restored, exit code 0", job.Text, StringComparison.Ordinal);
        Assert.Equal(device.Lun, (await rig.DeviceAsync("vios2", "lu2")).Lun);
    }

    [Fact]
    [Trait("Req", "BR-4")]
    [Trait("Req", "BR-7")]
    [Trait("Req", "BR-10")]
    public async Task Plans_questions_and_refusals_go_through_the_API()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off", "vio-actors.backup.after-change = 1h");
        using var api = ClientOf(rig);
        await HardwareAsync(rig, "vios1");
        var device = await rig.DeviceAsync("vios1", "lu1");

        var plan = await api.PlanBackupsAsync(
            new BackupPlanAlteration("vios1", Frequency: "daily", TimeOfDay: "00:01", TimeZone: "Europe/Berlin", KeepCount: 10));
        Assert.Equal(("daily", "00:01", "Europe/Berlin", 10), (plan.Frequency, plan.TimeOfDay, plan.TimeZone, plan.KeepCount));
        Assert.NotNull(plan.NextUtc);
        var cluster = await api.PlanBackupsAsync(
            new BackupPlanAlteration(Cluster: rig.System.Settings.ClusterName, Frequency: "weekly", Day: 3, TimeOfDay: "23:30"));
        Assert.Equal(("weekly", 3), (cluster.Frequency, cluster.Day));
        Assert.Equal(3, (await api.ListAsync<BackupPlanObject>(VioObjectKind.BackupPlan)).Count);
        Assert.Equal(
            "never", (await api.PlanBackupsAsync(new BackupPlanAlteration("vios1", Frequency: "never"))).Frequency);

        // The unit behind a mapping is gone: the restore asks, and goes on without it only when told so.
        var made = await api.BackUpAsync(new BackupCreation("vios1", Label: "ask"));
        foreach (var vios in new[] { "vios1", "vios2" })
            await rig.AskAsync<IReply>(new UnmapLu(await UuidAsync(rig, vios), (await rig.DeviceAsync(vios, "lu1")).Name, null));
        await rig.AskAsync<IReply>(new Domain.LogicalUnits.DeleteLu(await rig.LuAsync("lu1"), true));
        var strict = await api.RestoreAsync(new RestoreConfiguration(made.File, "vios1"));
        Assert.Equal(("refused", 1), (strict.End, strict.ExitCode));
        Assert.Contains(strict.Findings, finding => finding.Name == device.Name.Value && finding.Finding == "cannotBeDeployed");
        var asked = await api.RestoreAsync(new RestoreConfiguration(made.File, "vios1", Mode: "interactive"));
        Assert.Equal(("asks", 1), (asked.End, asked.QuestionNumber));
        while (asked.End == "asks")
            asked = await api.DecideAsync(new DecideRestore("vios1", "yes"));
        Assert.Equal(("restoredInPart", 2), (asked.End, asked.ExitCode));

        await RefusedAsync(VioFaultCode.WrongStatus, () => api.DecideAsync(new DecideRestore("vios1", "resume")));
        await RefusedAsync(VioFaultCode.NotFound, () => api.RestoreAsync(
            new RestoreConfiguration(made.File.Replace("0001", "0099", StringComparison.Ordinal), "vios1")));
        await RefusedAsync(VioFaultCode.Invalid, () => api.RestoreAsync(new RestoreConfiguration("../../etc/passwd", "vios1")));
        await RefusedAsync(VioFaultCode.Invalid, () => api.PlanBackupsAsync(new BackupPlanAlteration("vios1", TimeZone: "Moon/Base")));
        await RefusedAsync(VioFaultCode.NotFound, () => api.BackUpAsync(new BackupCreation(Cluster: "other")));
        await RefusedAsync(VioFaultCode.NotSupported, () => api.ListAsync<RestorationObject>(VioObjectKind.Restoration));
        using var viewer = ClientOf(rig, new TokenFile(Path.Combine(rig.Folder, "management", "tokens.json"), TimeProvider.System).Add(
            "reader", VioRole.Operator));
        await RefusedAsync(VioFaultCode.NotAuthorized, () => viewer.RestoreAsync(new RestoreConfiguration(made.File, "vios1")));
    }

    [Fact]
    [Trait("Req", "CBR-1")]
    [Trait("Req", "CBR-2")]
    public async Task The_cluster_is_backed_up_and_restored_through_the_API()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off", "vio-actors.backup.after-change = 1h");
        using var api = ClientOf(rig);
        var name = rig.System.Settings.ClusterName;
        var device = await rig.DeviceAsync("vios1", "lu1");
        await rig.DeviceAsync("vios2", "lu1");

        var job = await EndOfAsync(api, await api.BeginAsync(new CreateObject(null, new BackupCreation(Cluster: name, Label: "whole"))));
        Assert.Equal("succeeded", job.State);
        var made = Assert.Single(await api.ListBackupsAsync(name));
        Assert.Equal((job.ObjectId, "valid"), (made.Id, made.State));
        Assert.True(made.DbPosition > 0);
        var part = await api.ViewAsync(new ViewConfiguration("vios1", made.File));
        Assert.Equal(made.DbPosition, part.DbPosition);

        await rig.AskAsync<IReply>(new UnmapLu(await UuidAsync(rig, "vios1"), device.Name, null));
        var one = await api.RestoreAsync(new RestoreConfiguration(made.File, "vios2", name));
        Assert.Equal(("restored", "vios2"), (one.End, Assert.Single(one.Nodes).Name));
        var all = await api.RestoreAsync(new RestoreConfiguration(made.File, Cluster: name));

        Assert.Equal((0, 2), (all.ExitCode, all.Nodes.Count));
        Assert.Equal(device.Adapter, (await rig.DeviceAsync("vios1", "lu1")).Adapter);
    }

    private static VioApiClient ClientOf(DevRig rig, string? token = null) => new(
        rig.System.Management!.Address, token ?? File.ReadAllText(rig.System.Management.AdminTokenPath).Trim());

    private static async Task<Domain.Values.VioUuid> UuidAsync(DevRig rig, string vios) => (await rig.System.ReportOfAsync(vios)).Vios;

    private static async Task HardwareAsync(DevRig rig, string vios)
    {
        var uuid = await UuidAsync(rig, vios);
        await Eventually.ReachAsync(
            "the hardware is in the inventory", () => rig.AskAsync<InventoryFound>(new GetInventory(uuid)),
            found => found.Inventory.Devices.Any(device => device.Kind == DeviceKind.FcAdapter));
    }

    private static Task<JobObject> EndOfAsync(VioApiClient api, JobObject job) => Eventually.ReachAsync(
        "the job has ended", () => api.ShowAsync<JobObject>(VioObjectKind.Job, job.Id), found => found.HasEnded());

    private static async Task RefusedAsync(VioFaultCode code, Func<Task> request)
    {
        var refused = await Assert.ThrowsAsync<VioRefusedException>(request);
        Assert.True(refused.Fault.Code == code, $"{refused.Fault.Code}: {refused.Message}");
    }
}
