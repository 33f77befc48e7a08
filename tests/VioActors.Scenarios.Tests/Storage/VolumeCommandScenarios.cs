using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;
using static VioActors.Scenarios.Tests.Fixtures.PbmCommands;

namespace VioActors.Scenarios.Tests.Storage;

/// <summary>Volumes that come to a pool in use, and go.</summary>
[Trait("Req", "STO-10")]
public sealed class VolumeCommandScenarios
{
    private const int Piece = 16 * DevRig.ChunkSizeBytes;

    [Fact]
    public async Task Given_AFullPoolInUse_When_AVolumeIsAdded_Then_TheRunningVIOSesWriteToIt()
    {
        await using var rig = await DevRig.StartAsync(
            "vio-actors.lpar.enabled = off",
            "vio-actors.pool.physical-volumes = [{ name = pv1, size = 16MiB }]",
            "vio-actors.logical-units = [{ name = lu1, size = 32MiB, client = client1 }]");
        await using var pbm = await ConnectAsync(rig);
        (TestInitiator Initiator, int Lun)[] clients = [await rig.LoginAsync("vios1", "lu1"), await rig.LoginAsync("vios2", "lu1")];
        var written = 0;
        while (await WriteAsync(clients[written % 2], written) == ScsiStatus.Good)
            written++;
        Assert.InRange(written, 8, 16);

        var path = Path.Combine(rig.Folder, "pv2.img");
        Assert.Contains("in pool", await RunAsync(pbm, $"pool add -pv pv2 -path {path} -size 24M"), StringComparison.Ordinal);
        for (; written < 24; written++)
        {
            await Eventually.ReachAsync(
                "the write goes on", () => WriteAsync(clients[written % 2], written), status => status == ScsiStatus.Good);
        }

        var pool = await rig.PoolAsync();
        Assert.True(pool.Volumes.First(volume => volume.Index == 1).UsedChunks > 0);
        for (var piece = 0; piece < written; piece++)
        {
            foreach (var (initiator, lun) in clients)
                Assert.Equal(TestInitiator.Pattern(piece, Piece), await initiator.ReadAsync(lun, (long)piece * Piece, Piece));
        }

        await CommandScenarios.AssertSoundAsync(pbm);
        await rig.RestartAsync();
        var (again, againLun) = await rig.LoginAsync("vios2", "lu1");
        Assert.Equal(TestInitiator.Pattern(written - 1, Piece), await again.ReadAsync(againLun, (written - 1L) * Piece, Piece));
    }

    [Fact]
    [Trait("Req", "STO-9")]
    public async Task Given_ADrainThatDoesNotFit_When_ItStandsStill_Then_ItIsSaidWhatIsInTheWayAndWhatToDoAndItGoesOnWithSpace()
    {
        await using var rig = await DevRig.StartAsync(
            "vio-actors.lpar.enabled = off",
            "vio-actors.pool.physical-volumes = [{ name = pv1, size = 16MiB }, { name = pv2, size = 16MiB }]",
            "vio-actors.logical-units = [{ name = lu1, size = 48MiB, client = client1 }]");
        await using var pbm = await ConnectAsync(rig);
        (TestInitiator Initiator, int Lun)[] clients = [await rig.LoginAsync("vios1", "lu1"), await rig.LoginAsync("vios2", "lu1")];
        var written = 0;
        while (await WriteAsync(clients[written % 2], written) == ScsiStatus.Good)
            written++;

        var said = await RunAsync(pbm, "pool drain -pv pv1");
        Assert.Contains("In the way: logical unit 'lu1' stays there", said, StringComparison.Ordinal);
        Assert.Contains("add a volume", said, StringComparison.Ordinal);
        Assert.Contains("pool drain -pv pv1 -cancel", said, StringComparison.Ordinal);
        Assert.Contains("lu1", (await rig.PoolAsync()).Volumes.First(volume => volume.Index == 0).Obstacle, StringComparison.Ordinal);

        await RunAsync(pbm, $"pool add -pv pv3 -path {rig.Folder}/pv3.img -size 32M");
        await Eventually.ReachAsync("it is empty", rig.PoolAsync, pool => pool.Volumes.First(volume => volume.Index == 0).UsedChunks == 0);
        Assert.Null((await rig.PoolAsync()).Volumes.First(volume => volume.Index == 0).Obstacle);
        for (var piece = 0; piece < written; piece++)
        {
            foreach (var (initiator, lun) in clients)
                Assert.Equal(TestInitiator.Pattern(piece, Piece), await initiator.ReadAsync(lun, (long)piece * Piece, Piece));
        }

        await CommandScenarios.AssertSoundAsync(pbm);
    }

    [Fact]
    public async Task Given_APool_When_AVolumeIsAddedThatIsAnothersOrInItAlready_Then_ItIsRefusedByName()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        await using var pbm = await ConnectAsync(rig);
        var taken = (await rig.PoolAsync()).Pvs[0].Definition.Path;
        var copy = Path.Combine(rig.Folder, "copy.img");
        File.Copy(taken, copy);
        var before = await File.ReadAllBytesAsync(copy);

        Assert.Contains("pv1", await RefusedAsync(pbm, $"pool add -pv pv9 -path {taken} -size 8M"), StringComparison.Ordinal);
        Assert.Contains("pv1", await RefusedAsync(pbm, $"pool add -pv pv1 -path {rig.Folder}/new.img -size 8M"), StringComparison.Ordinal);
        Assert.Contains(copy, await RefusedAsync(pbm, $"pool add -pv pv9 -path {copy} -size 8M"), StringComparison.Ordinal);
        Assert.Contains("size", await RefusedAsync(pbm, $"pool add -pv pv9 -path {rig.Folder}/new.img"), StringComparison.Ordinal);
        Assert.Contains(
            "nowhere", await RefusedAsync(pbm, $"pool add -pv pv9 -path {rig.Folder}/nowhere/new.img -size 8M"), StringComparison.Ordinal);
        Assert.Contains(
            "sock", await RefusedAsync(pbm, $"pool add -pv pv9 -path nbd+unix:///?socket={rig.Folder}/sock"), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(copy));
        Assert.False(File.Exists(Path.Combine(rig.Folder, "new.img")));
        Assert.Equal(["pv1", "pv2"], (await rig.PoolAsync()).Pvs.Select(pv => pv.Definition.Name.Value));
    }

    [Fact]
    [Trait("Req", "STO-1")]
    public async Task Given_ADiskGroup_When_ItsAccessIsSetByCommand_Then_OnlyThoseVIOSesMayUseItsVolumes()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        await using var pbm = await ConnectAsync(rig);
        await RunAsync(pbm, $"pool add -pv f1 -path {rig.Folder}/f1.img -size 4M -group fast");
        var one = (await rig.System.ReportOfAsync("vios1")).Vios;
        var two = (await rig.System.ReportOfAsync("vios2")).Vios;

        await RunAsync(pbm, "pool access -group fast -vios vios1");
        Assert.Contains("fast|f1||vios1", await RunAsync(pbm, "pool groups -fmt |"), StringComparison.Ordinal);
        Assert.True((await rig.PoolAsync()).Access.Single().Allows(rig.System.Cec, one));
        Assert.False((await rig.PoolAsync()).Access.Single().Allows(rig.System.Cec, two));
        await RunAsync(pbm, $"pool access -group fast -cec {rig.System.Cec}");
        Assert.True((await rig.PoolAsync()).Access.Single().Allows(rig.System.Cec, two));
        Assert.Contains("vios9", await RefusedAsync(pbm, "pool access -group fast -vios vios9"), StringComparison.Ordinal);
        Assert.Contains("no volume", await RefusedAsync(pbm, "pool access -group slow -vios vios1"), StringComparison.Ordinal);
        await RunAsync(pbm, "pool access -group fast");
        Assert.Contains("fast|f1|ALL|ALL", await RunAsync(pbm, "pool groups -fmt |"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Req", "STO-3")]
    public async Task Given_AVolumeWithSnapshotsAndACloneUnderLoad_When_ItIsReplaced_Then_NoByteIsLostAndItCanBeTakenAway()
    {
        await using var rig = await DevRig.StartAsync(
            "vio-actors.lpar.enabled = off",
            "vio-actors.pool.physical-volumes = [{ name = pv1, size = 16MiB }]",
            "vio-actors.logical-units = [{ name = lu1, size = 16MiB, client = client1 }]");
        await using var pbm = await ConnectAsync(rig);
        (TestInitiator Initiator, int Lun)[] clients = [await rig.LoginAsync("vios1", "lu1"), await rig.LoginAsync("vios2", "lu1")];
        for (var piece = 0; piece < 6; piece++)
            Assert.Equal(ScsiStatus.Good, await WriteAsync(clients[piece % 2], piece));
        await RunAsync(pbm, "snapshot create -lu lu1 -name monday");
        await RunAsync(pbm, "lu clone -snapshot lu1@monday -name copy");
        Assert.Equal(ScsiStatus.Good, await WriteAsync(clients[0], 1, seed: 100));

        var (latest, progress) = (0, new SemaphoreSlim(0));
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var round = 0; !stop.IsCancellationRequested; round++)
            {
                Assert.Equal(ScsiStatus.Good, await WriteAsync(clients[round % 2], 3, seed: 1000 + round));
                latest = 1000 + round;
                progress.Release();
            }
        });
        await progress.WaitAsync(TestLimits.Answer);
        var path = (await rig.PoolAsync()).Pvs[0].Definition.Path;
        var told = await RunAsync(pbm, $"pool replace -pv pv1 -with pv9 -path {rig.Folder}/pv9.img -size 24M");
        await progress.WaitAsync(TestLimits.Answer);
        await stop.CancelAsync();
        await writing;

        Assert.Contains("are left on pv1", told, StringComparison.Ordinal);
        Assert.Contains("has taken the place of pv1", told, StringComparison.Ordinal);
        Assert.Equal(["pv9"], (await rig.PoolAsync()).Pvs.Select(pv => pv.Definition.Name.Value));
        File.Delete(path);
        foreach (var (initiator, lun) in clients)
        {
            for (var piece = 0; piece < 6; piece++)
            {
                var seed = piece switch { 1 => 100, 3 => latest, _ => piece };
                Assert.Equal(TestInitiator.Pattern(seed, Piece), await initiator.ReadAsync(lun, (long)piece * Piece, Piece));
            }
        }

        await CommandScenarios.AssertSoundAsync(pbm);
        await rig.AskAsync<Ok>(new RollBack(await rig.LuAsync("lu1"), LuName.Parse("monday"), Forced: true));
        Assert.Equal(TestInitiator.Pattern(3, Piece), await clients[1].Initiator.ReadAsync(clients[1].Lun, 3L * Piece, Piece));
        await rig.RestartAsync();
        var (again, againLun) = await rig.LoginAsync("vios1", "lu1");
        Assert.Equal(TestInitiator.Pattern(1, Piece), await again.ReadAsync(againLun, Piece, Piece));
    }

    private static async Task<ScsiStatus> WriteAsync((TestInitiator Initiator, int Lun) client, int piece, int? seed = null) =>
        (await client.Initiator.WriteAsync(client.Lun, (long)piece * Piece, TestInitiator.Pattern(seed ?? piece, Piece))).Status;
}
