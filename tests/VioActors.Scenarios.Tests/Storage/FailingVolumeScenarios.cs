using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Values;
using VioActors.Pbm.Client;
using VioActors.Scenarios.Tests.Faults;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;
using static VioActors.Scenarios.Tests.Fixtures.PbmCommands;

namespace VioActors.Scenarios.Tests.Storage;

/// <summary>A volume that fails, is full, or hangs: its LU says so and has its bytes afterwards; an LU elsewhere is not touched.</summary>
[Trait("Req", "STO-10")]
public sealed class FailingVolumeScenarios
{
    private const int Chunk = DevRig.ChunkSizeBytes;
    private const int Size = 8 * Chunk;
    private const long Header = 1 << 20;

    [Fact]
    public async Task Given_AVolumeThatFailsInPlaces_Then_OnlyThosePlacesFailAndNothingIsLost()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        await using var pbm = await ConnectAsync(rig);
        using var server = new DiskServer(new VolatileDisk(4 << 20));
        var (sound, soundLun, faulty, faultyLun) = await PrepareAsync(rig, pbm, server);

        server.Decide = request => IsData(request) && request.Offset % (2 * Chunk) >= Chunk ? DiskAnswer.Failed : DiskAnswer.Served;
        var failed = 0;
        for (var chunk = 0; chunk < Size / Chunk; chunk++)
        {
            var read = await faulty.TryReadAsync(faultyLun, (long)chunk * Chunk, Chunk);
            var written = await faulty.WriteAsync(faultyLun, (long)chunk * Chunk, TestInitiator.Pattern(chunk, Chunk));
            Assert.Equal(read.Status, written.Status);
            if (read.Status == ScsiStatus.Good)
                continue;
            failed++;
            Assert.Equal((3, 3), (read.Sense.Key, written.Sense.Key));
        }

        Assert.Equal(Size / Chunk / 2, failed);
        Assert.Equal(ScsiStatus.Good, (await sound.WriteAsync(soundLun, Chunk, TestInitiator.Pattern(9, Chunk))).Status);
        Assert.Equal(TestInitiator.Pattern(9, Chunk), await sound.ReadAsync(soundLun, Chunk, Chunk));
        server.Decide = null;
        for (var chunk = 0; chunk < Size / Chunk; chunk++)
        {
            var bytes = await faulty.ReadAsync(faultyLun, (long)chunk * Chunk, Chunk);
            var former = TestInitiator.Pattern(2, Size).AsSpan(chunk * Chunk, Chunk);
            Assert.True(former.SequenceEqual(bytes) || TestInitiator.Pattern(chunk, Chunk).AsSpan().SequenceEqual(bytes));
        }

        await CommandScenarios.AssertSoundAsync(pbm);
    }

    [Fact]
    [Trait("Req", "STO-9")]
    public async Task Given_AVolumeWhoseServerIsFull_Then_WritesAreRefusedAsFullAndGoOnWhenThereIsSpace()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        await using var pbm = await ConnectAsync(rig);
        using var server = new DiskServer(new VolatileDisk(4 << 20));
        var (sound, soundLun, faulty, faultyLun) = await PrepareAsync(rig, pbm, server);

        server.Decide = request => request.Changes && IsData(request) ? DiskAnswer.Full : DiskAnswer.Served;
        var refused = await faulty.WriteAsync(faultyLun, 0, TestInitiator.Pattern(5, Size));
        Assert.Equal((ScsiStatus.CheckCondition, new TestSense(7, 0x27, 7)), (refused.Status, refused.Sense));
        Assert.Equal(TestInitiator.Pattern(2, Size), await faulty.ReadAsync(faultyLun, 0, Size));
        Assert.Equal(ScsiStatus.Good, (await sound.WriteAsync(soundLun, 0, TestInitiator.Pattern(6, Size))).Status);
        server.Decide = null;
        Assert.Equal(ScsiStatus.Good, (await faulty.WriteAsync(faultyLun, 0, TestInitiator.Pattern(5, Size))).Status);
        Assert.Equal(TestInitiator.Pattern(5, Size), await faulty.ReadAsync(faultyLun, 0, Size));
        Assert.Equal(TestInitiator.Pattern(6, Size), await sound.ReadAsync(soundLun, 0, Size));
    }

    [Fact]
    [Trait("Req", "RED-9")]
    public async Task Given_AVolumeThatHangs_Then_AnotherVolumesLuGoesOnAndItsOwnDoesWhenItAnswers()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        await using var pbm = await ConnectAsync(rig);
        using var server = new DiskServer(new VolatileDisk(4 << 20));
        var (sound, soundLun, faulty, faultyLun) = await PrepareAsync(rig, pbm, server);

        server.Decide = request => IsData(request) ? DiskAnswer.Held : DiskAnswer.Served;
        var hanging = faulty.Send(faultyLun, TestInitiator.Transfer(0x88, 0, Chunk), null, Chunk);
        await Eventually.ReachAsync("the server holds it", () => Task.FromResult(server.HeldCount), count => count > 0);
        for (var piece = 0; piece < 16; piece++)
        {
            Assert.Equal(ScsiStatus.Good, (await sound.WriteAsync(soundLun, 0, TestInitiator.Pattern(piece, Size))).Status);
            Assert.Equal(TestInitiator.Pattern(piece, Size), await sound.ReadAsync(soundLun, 0, Size));
        }

        server.Decide = null;
        server.Release();
        await hanging.Ended;
        var read = await Eventually.ReachAsync(
            "it answers again", () => faulty.TryReadAsync(faultyLun, 0, Size), outcome => outcome.Status == ScsiStatus.Good);
        Assert.Equal(TestInitiator.Pattern(2, Size), read.DataIn);
    }

    private static bool IsData(DiskRequest request) => !request.IsFlush && request.Offset >= Header;

    /// <summary>An LU on the file volumes with pattern 1, and one on the server's, a tier of its own, with pattern 2.</summary>
    private static async Task<(TestInitiator Sound, int SoundLun, TestInitiator Faulty, int FaultyLun)> PrepareAsync(
        DevRig rig, PbmClient pbm, DiskServer server)
    {
        await RunAsync(pbm, $"pool add -pv n1 -path {server.Url} -tier OTHER");
        var lu = LuUdid.From(Guid.NewGuid());
        await rig.AskAsync<LuFound>(new CreateLu(
            lu, rig.Pool, LuName.Parse("other"), new ByteSize(Size), false, Tier.Parse("OTHER"), LuKind.Disk));
        await rig.MapBesideAsync("vios1", "lu2", lu);
        var (sound, soundLun) = await rig.LoginAsync("vios1", "lu1");
        var (faulty, faultyLun) = await rig.LoginAsync("vios1", "other");
        Assert.Equal(ScsiStatus.Good, (await sound.WriteAsync(soundLun, 0, TestInitiator.Pattern(1, Size))).Status);
        Assert.Equal(ScsiStatus.Good, (await faulty.WriteAsync(faultyLun, 0, TestInitiator.Pattern(2, Size))).Status);
        return (sound, soundLun, faulty, faultyLun);
    }
}
