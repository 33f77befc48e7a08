using VioActors.Actors.Vios;
using VioActors.Domain.Common;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Storage.Devices;
using VioActors.Storage.Values;

namespace VioActors.Scenarios.Tests.Storage;

[Trait("Req", "STO-10")]
public sealed class VolumeScenarios
{
    private static readonly string[] OneVolume =
    [
        "vio-actors.lpar.enabled = off",
        "vio-actors.pool.physical-volumes = [{ name = pv1, size = 16MiB }]",
        "vio-actors.logical-units = [{ name = lu1, size = 4MiB, client = client1 }]",
    ];

    [Fact]
    public async Task Given_ADrainedVolume_When_AnOlderCopyOfItIsPutInItsPlace_Then_ItIsRefusedByName()
    {
        await using var rig = await DevRig.StartAsync(OneVolume);
        var path = (await rig.PoolAsync()).Pvs[0].Definition.Path;
        await rig.System.DisposeAsync();
        File.Copy(path, path + ".old");
        await rig.RestartOnlyAsync();
        await rig.AskAsync<Ok>(new AddPv(rig.Pool, await MakeAsync(rig, "pv9")));
        await rig.AskAsync<Ok>(new DrainPv(rig.Pool, (await rig.PoolAsync()).Pvs[0].Definition.Name));
        var pool = await Eventually.ReachAsync("the generation is noted", rig.PoolAsync, pool => pool.Volumes[0].Generation == 2);

        File.Move(path + ".old", path, overwrite: true);
        var refused = Assert.Throws<InvalidOperationException>(() => PoolVolumes.Open(
            rig.System.Settings.ClusterName, pool, VioActors.Storage.Volumes.VolumeOpenMode.Data, TimeProvider.System, null));
        Assert.Contains("older copy", refused.Message);
        Assert.Contains(path, refused.Message);
    }

    [Fact]
    [Trait("Req", "STO-1")]
    public async Task Given_ADiskGroupForOthers_When_AVIOSOpensThePool_Then_ThatVolumeIsNotOpened()
    {
        await using var rig = await DevRig.StartAsync(OneVolume);
        var pv = (await MakeAsync(rig, "pv9")) with { DiskGroup = DiskGroupName.Parse("fast") };
        await rig.AskAsync<Ok>(new AddPv(rig.Pool, pv));
        var allowed = (await rig.System.ReportOfAsync("vios1")).Vios;
        var other = (await rig.System.ReportOfAsync("vios2")).Vios;
        await rig.AskAsync<Ok>(new SetDiskGroupAccess(rig.Pool, new DiskGroupAccess(pv.DiskGroup, [], [allowed])));
        var pool = await rig.PoolAsync();
        Assert.Equal([0, 1], PoolVolumes.Usable(pool, (rig.System.Cec, allowed)).Select(volume => volume.Index));
        Assert.Equal([0], PoolVolumes.Usable(pool, (rig.System.Cec, other)).Select(volume => volume.Index));
    }

    private static async Task<PvDefinition> MakeAsync(DevRig rig, string name)
    {
        var path = Path.Combine(rig.Folder, $"{name}.img");
        var pool = PoolVolumes.IdOf(rig.System.Settings.ClusterName, rig.Pool);
        using var volume = (await new VolumeSource(TimeProvider.System).CreateAsync(
            path, new VioActors.Storage.Values.PvId(Guid.NewGuid()), pool, ChunkSize.FromBytes(DevRig.ChunkSizeBytes), 128)).Require();
        return new PvDefinition(
            new Domain.Values.PvId(volume.Id.Value), PvName.Parse(name), path, volume.ChunkCount, Tier.System, DiskGroupName.Default,
            FailureGroupName.Default);
    }
}
