using VioActors.Pbm.Client;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;
using static VioActors.Scenarios.Tests.Fixtures.PbmCommands;

namespace VioActors.Scenarios.Tests.Storage;

/// <summary>The storage commands as an operator types them, and the bytes that clients see after them.</summary>
public sealed class CommandScenarios
{
    private const int Size = 4 * DevRig.ChunkSizeBytes;
    private static readonly string[] NoGuest = ["vio-actors.lpar.enabled = off"];

    [Fact]
    [Trait("Req", "STO-3")]
    public async Task Given_TwoLus_When_SnapshotsOfBothAreTakenListedRolledBackAndDeleted_Then_TheBytesFollow()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        await using var pbm = await ConnectAsync(rig);
        var (one, lun) = await rig.LoginAsync("vios1", "lu1");
        var (two, otherLun) = await rig.LoginAsync("vios2", "lu2");
        await WriteAsync(one, lun, TestInitiator.Pattern(1, Size));
        await WriteAsync(two, otherLun, TestInitiator.Pattern(2, Size));

        await RunAsync(pbm, "snapshot create -lu lu1,lu2 -name monday");
        await WriteAsync(one, lun, TestInitiator.Pattern(3, Size));
        Assert.Contains("already", await RefusedAsync(pbm, "snapshot create -lu lu1 -name monday"), StringComparison.Ordinal);
        Assert.Contains("already", await RefusedAsync(pbm, "snapshot create -lu lu1,lu2 -name monday"), StringComparison.Ordinal);
        var listed = await RunAsync(pbm, "snapshot list -fmt | -field lu,name,used");
        Assert.Equal([$"lu1|monday|{Size}", "lu2|monday|0"], listed.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        Assert.Contains("has it open", await RefusedAsync(pbm, "snapshot rollback -lu lu1 -name monday"), StringComparison.Ordinal);
        await RunAsync(pbm, "snapshot rollback -lu lu1 -name monday -force");
        Assert.Equal(TestInitiator.Pattern(1, Size), await one.ReadAsync(lun, 0, Size));
        Assert.Contains("mapped", await RefusedAsync(pbm, "lu remove -lu lu2"), StringComparison.Ordinal);
        foreach (var lu in new[] { "lu1", "lu2" })
            await RunAsync(pbm, $"snapshot remove -lu {lu} -name monday");
        Assert.Equal(TestInitiator.Pattern(1, Size), await one.ReadAsync(lun, 0, Size));
        Assert.Equal(TestInitiator.Pattern(2, Size), await two.ReadAsync(otherLun, 0, Size));
        Assert.DoesNotContain("monday", await RunAsync(pbm, "snapshot list"), StringComparison.Ordinal);
        await AssertSoundAsync(pbm);
    }

    [Fact]
    [Trait("Req", "STO-3")]
    public async Task Given_ASnapshot_When_ItIsClonedByCommand_Then_TheCloneIsListedAndOutlivesItsSource()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        await using var pbm = await ConnectAsync(rig);
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        await WriteAsync(client, lun, TestInitiator.Pattern(1, Size));
        await RunAsync(pbm, "snapshot create -lu lu1 -name monday");
        Assert.Contains("with the bytes of lu1@monday", await RunAsync(pbm, "lu clone -snapshot lu1@monday -name copy"),
            StringComparison.Ordinal);
        Assert.Contains("no snapshot", await RefusedAsync(pbm, "lu clone -snapshot lu1@sunday -name other"), StringComparison.Ordinal);
        Assert.Contains("LU@snapshot", await RefusedAsync(pbm, "lu clone -snapshot lu1 -name other"), StringComparison.Ordinal);
        Assert.Contains("copy", await RefusedAsync(pbm, "lu clone -snapshot lu1@monday -name copy"), StringComparison.Ordinal);
        Assert.Equal($"copy|{Size}|READY", (await RunAsync(pbm, "lu list -fmt | -field name,used,status"))
            .Split('\n').Single(line => line.StartsWith("copy", StringComparison.Ordinal)).Trim());
        await RunAsync(pbm, "lu remove -lu lu1 -force");
        await AssertSoundAsync(pbm);
        await RunAsync(pbm, "lu remove -lu copy");
    }

    [Fact]
    [Trait("Req", "STO-10")]
    public async Task Given_AnLuOnTwoVolumes_When_OneIsDrainedAndTakenOut_Then_NoByteIsLost()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        await using var pbm = await ConnectAsync(rig);
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        var (other, otherLun) = await rig.LoginAsync("vios2", "lu1");
        var bytes = TestInitiator.Pattern(1, 16 * DevRig.ChunkSizeBytes);
        await WriteAsync(client, lun, bytes);

        Assert.Contains("Nothing is left", await RunAsync(pbm, "pool drain -pv pv1"), StringComparison.Ordinal);
        Assert.Equal(bytes, await client.ReadAsync(lun, 0, bytes.Length));
        Assert.Equal(bytes, await other.ReadAsync(otherLun, 0, bytes.Length));
        await Eventually.ReachAsync(
            "the volume is erased", rig.PoolAsync, pool => pool.Volumes.First(volume => volume.Index == 0).UsedChunks == 0);
        await RunAsync(pbm, "pool remove -pv pv1");
        Assert.Equal(["pv2"], (await rig.PoolAsync()).Pvs.Select(pv => pv.Definition.Name.Value));
        Assert.Equal(bytes, await client.ReadAsync(lun, 0, bytes.Length));
        Assert.Contains("last", await RefusedAsync(pbm, "pool drain -pv pv2"), StringComparison.Ordinal);
        await AssertSoundAsync(pbm);
    }

    [Fact]
    [Trait("Req", "STO-9")]
    public async Task Given_AFullPool_When_TheReserveIsLowered_Then_WritesGoOn()
    {
        await using var rig = await DevRig.StartAsync(
            "vio-actors.lpar.enabled = off",
            "vio-actors.pool.physical-volumes = [{ name = pv1, size = 16MiB }]",
            "vio-actors.logical-units = [{ name = lu1, size = 32MiB, client = client1 }]");
        await using var pbm = await ConnectAsync(rig);
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        await RunAsync(pbm, "pool set -reserve 25 -warning 50 -critical 60");
        Assert.Contains("0 to 50", await RefusedAsync(pbm, "pool set -reserve 51"), StringComparison.Ordinal);
        var written = 0;
        TaskOutcome outcome;
        while ((outcome = await client.WriteAsync(lun, (long)written * Size, TestInitiator.Pattern(written, Size))).Status
            == ScsiStatus.Good)
        {
            written++;
        }

        Assert.Equal((ScsiStatus.CheckCondition, new TestSense(7, 0x27, 7)), (outcome.Status, outcome.Sense));
        Assert.True((await rig.PoolAsync()).Capacity.FreeChunks > 0);
        await RunAsync(pbm, "pool set -reserve 0");
        await Eventually.ReachAsync(
            "the write goes on",
            () => client.WriteAsync(lun, (long)written * Size, TestInitiator.Pattern(written, Size)),
            again => again.Status == ScsiStatus.Good);
        for (var piece = 0; piece <= written; piece++)
            Assert.Equal(TestInitiator.Pattern(piece, Size), await client.ReadAsync(lun, (long)piece * Size, Size));
        await AssertSoundAsync(pbm);
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public async Task Given_AnLu_When_ItIsRenamedAndGrown_Then_ItsBytesStayAndTheOldNameIsFree()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        await using var pbm = await ConnectAsync(rig);
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        await WriteAsync(client, lun, TestInitiator.Pattern(1, Size));
        await RunAsync(pbm, "lu rename -lu lu1 -name other");
        await RunAsync(pbm, "lu resize -lu other -size 8M");
        Assert.Contains("no LU lu1", await RefusedAsync(pbm, "lu rename -lu lu1 -name third"), StringComparison.Ordinal);
        await RunAsync(pbm, "lu create -lu lu1 -size 1M");
        Assert.Equal(TestInitiator.Pattern(1, Size), await client.ReadAsync(lun, 0, Size));
        await AssertSoundAsync(pbm);
    }

    internal static async Task AssertSoundAsync(PbmClient pbm)
    {
        var states = await RunAsync(pbm, "pool check -fmt | -field verdict");
        Assert.All(states.Split('\n', StringSplitOptions.RemoveEmptyEntries), state => Assert.Equal("OK", state));
        Assert.NotEmpty(states);
    }

    private static async Task WriteAsync(TestInitiator initiator, int lun, byte[] bytes) =>
        Assert.Equal(ScsiStatus.Good, (await initiator.WriteAsync(lun, 0, bytes)).Status);
}
