using VioActors.Actors.Vios;
using VioActors.Api.Client;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Domain.Common;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Faults;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;
using static VioActors.Scenarios.Tests.Fixtures.PbmCommands;

namespace VioActors.Scenarios.Tests.Storage;

/// <summary>Volumes that are emptied by the pool itself, whatever is cut off meanwhile, and over the VIOS API.</summary>
[Trait("Req", "STO-10")]
public sealed class VolumeMoveScenarios
{
    private const int Size = 8 << 20;

    private static readonly string[] Settings =
    [
        "vio-actors.lpar.enabled = off",
        "vio-actors.pool.physical-volumes = [{ name = pv1, size = 16MiB }]",
        "vio-actors.logical-units = [{ name = lu1, size = 16MiB, client = client1 }]",
    ];

    [Fact]
    public async Task Given_AReplacementUnderWay_When_EverythingIsStoppedAndStarted_Then_ItGoesOnByItselfAndNoByteIsLost()
    {
        using var server = new DiskServer(new VolatileDisk(24 << 20));
        await using var rig = await DevRig.StartAsync(Settings);
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        var bytes = TestInitiator.Pattern(1, Size);
        Assert.Equal(ScsiStatus.Good, (await client.WriteAsync(lun, 0, bytes)).Status);
        var (old, used) = ((await rig.PoolAsync()).Pvs[0].Definition, (await rig.PoolAsync()).Volumes[0].UsedChunks);

        // Half of it can be copied.
        var room = Size / 2 / DevRig.ChunkSizeBytes;
        server.Decide = request => request.Changes && request.Offset >= 1 << 20 && request.Length == DevRig.ChunkSizeBytes
            && Interlocked.Decrement(ref room) < 0 ? DiskAnswer.Failed : DiskAnswer.Served;
        await rig.AskAsync<Ok>(new ReplacePv(rig.Pool, old.Name, await MakeAsync(rig, server)));
        await Eventually.ReachAsync(
            "some of it is moved", rig.PoolAsync, pool => pool.Volumes[0].UsedChunks < used && Volatile.Read(ref room) < 0);
        await rig.System.DisposeAsync();

        server.Decide = null;
        await rig.RestartOnlyAsync();
        await Eventually.ReachAsync(
            "the volume is out of the pool", rig.PoolAsync, pool => pool.Pvs.All(pv => pv.Definition.Name != old.Name));
        File.Delete(old.Path);
        foreach (var vios in new[] { "vios1", "vios2" })
        {
            var (again, againLun) = await rig.LoginAsync(vios, "lu1");
            Assert.Equal(bytes, await again.ReadAsync(againLun, 0, Size));
        }

        await using var pbm = await ConnectAsync(rig);
        await CommandScenarios.AssertSoundAsync(pbm);
    }

    [Fact]
    [Trait("Req", "MGT-4")]
    public async Task Given_AnLuInUse_When_VolumesAreAddedReplacedAndRemovedOverTheApi_Then_JobsSayHowFarAndNoByteIsLost()
    {
        await using var rig = await DevRig.StartAsync(Settings);
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        var bytes = TestInitiator.Pattern(1, Size);
        Assert.Equal(ScsiStatus.Good, (await client.WriteAsync(lun, 0, bytes)).Status);
        using var api = new VioApiClient(
            rig.System.Management!.Address, (await File.ReadAllTextAsync(rig.System.Management.AdminTokenPath)).Trim());
        var pool = rig.Pool.Value;
        string PathOf(string name) => Path.Combine(rig.Folder, $"{name}.img");

        var refused = await Assert.ThrowsAsync<VioRefusedException>(() => api.CreateAsync<PvObject>(
            new PvCreation(pool, "pv2", PathOf("pv2"))));
        Assert.Equal(VioFaultCode.Invalid, refused.Fault.Code);
        var added = await api.CreateAsync<PvObject>(new PvCreation(pool, "pv2", PathOf("pv2"), 24 << 20));
        Assert.Equal(("inUse", 0L), (added.Status, added.UsedBytes));
        refused = await Assert.ThrowsAsync<VioRefusedException>(() => api.CreateAsync<PvObject>(
            new PvCreation(pool, "pv2", PathOf("other"), 24 << 20)));
        Assert.Equal(VioFaultCode.AlreadyExists, refused.Fault.Code);
        Assert.False(File.Exists(PathOf("other")));

        var replaced = await EndOfAsync(api, await api.BeginAsync(new CreateObject(
            null, new PvCreation(pool, "pv3", PathOf("pv3"), 24 << 20, Replaces: $"{pool}/pv1"))));
        Assert.Equal(("succeeded", "replace", "pv", 100), (replaced.State, replaced.Operation, replaced.Object, replaced.ProgressPercent));
        Assert.Equal(["pv2", "pv3"], (await api.ListAsync<PvObject>(VioObjectKind.Pv)).Select(pv => pv.Name).Order());
        Assert.Equal(bytes, await client.ReadAsync(lun, 0, Size));

        var drained = await EndOfAsync(api, await api.BeginAsync(new ChangeObject(0, null, new PvAlteration("pv3", true))));
        Assert.Equal("succeeded", drained.State);
        Assert.Equal(("draining", 0L), await StateOfAsync(api, "pv3"));
        var removed = await EndOfAsync(api, await api.BeginAsync(new RemoveObject(VioObjectKind.Pv, "pv3", 0)));
        Assert.Equal("succeeded", removed.State);
        Assert.Equal(["pv2"], (await api.ListAsync<PvObject>(VioObjectKind.Pv)).Select(pv => pv.Name));
        refused = await Assert.ThrowsAsync<VioRefusedException>(() => api.RemoveAsync(VioObjectKind.Pv, "pv2", 0));
        Assert.Equal(VioFaultCode.InUse, refused.Fault.Code);
        Assert.Equal(bytes, await client.ReadAsync(lun, 0, Size));
    }

    private static async Task<(string Status, long? UsedBytes)> StateOfAsync(VioApiClient api, string name)
    {
        var volume = await api.ShowAsync<PvObject>(VioObjectKind.Pv, name);
        return (volume.Status, volume.UsedBytes);
    }

    private static Task<JobObject> EndOfAsync(VioApiClient api, JobObject job) => Eventually.ReachAsync(
        $"job {job.Operation} of {job.ObjectId} ends", () => api.ShowAsync<JobObject>(VioObjectKind.Job, job.Id), now => now.HasEnded());

    private static async Task<PvDefinition> MakeAsync(DevRig rig, DiskServer server)
    {
        var wanted = new PvDefinition(
            new PvId(Guid.NewGuid()), PvName.Parse("n1"), server.Url, 0, Tier.System, DiskGroupName.Default, FailureGroupName.Default);
        var (made, problem) = await PoolVolumes.MakeAsync(
            rig.System.Settings.ClusterName, await rig.PoolAsync(), wanted, null, TimeProvider.System, CancellationToken.None);
        Assert.True(made is not null, problem);
        return made;
    }
}
