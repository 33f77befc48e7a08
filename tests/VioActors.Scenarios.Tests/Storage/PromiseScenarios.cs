using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;
using static VioActors.Scenarios.Tests.Fixtures.PbmCommands;

namespace VioActors.Scenarios.Tests.Storage;

public sealed class PromiseScenarios
{
    private const int Piece = 4 * DevRig.ChunkSizeBytes;
    private const int PieceCount = 20;
    private static readonly LuName Monday = LuName.Parse("monday");
    private static readonly LuName Tuesday = LuName.Parse("tuesday");

    [Fact]
    [Trait("Req", "STO-2")]
    [Trait("Req", "STO-3")]
    public async Task Given_AThickLuWithASnapshot_When_ThePoolIsFull_Then_AllOfItIsWrittenAndASecondSnapshotIsRefused()
    {
        await using var rig = await DevRig.StartAsync(
            "vio-actors.lpar.enabled = off",
            "vio-actors.pool.physical-volumes = [{ name = pv1, size = 16MiB }]",
            "vio-actors.logical-units = [{ name = lu1, size = 64MiB, client = client1 }]");
        await using var pbm = await ConnectAsync(rig);
        var lu = LuUdid.From(Guid.NewGuid());
        await rig.AskAsync<LuFound>(new CreateLu(
            lu, rig.Pool, LuName.Parse("safe"), new ByteSize((long)PieceCount * Piece), true, Tier.System, LuKind.Disk));
        var vios = await rig.System.ReportOfAsync("vios1");
        await rig.AskAsync<MappingAnswer>(
            new MapLu(vios.Vios, vios.Devices!.Adapters[0].Name, rig.Pool, lu, null, null, false, false));
        var (safe, safeLun) = await rig.LoginAsync("vios1", "safe", 7);
        await WriteAsync(safe, safeLun, PieceCount / 2, 0);
        await rig.AskAsync<Ok>(new TakeSnapshot(lu, Monday));

        // Another unit takes all that is left.
        var (other, otherLun) = await rig.LoginAsync("vios1", "lu1");
        var refused = await FillAsync(other, otherLun);
        Assert.Equal((ScsiStatus.CheckCondition, new TestSense(7, 0x27, 7)), (refused.Outcome.Status, refused.Outcome.Sense));

        await WriteAsync(safe, safeLun, PieceCount, 100);
        await AssertBytesAsync(safe, safeLun, 100);
        var rejected = await rig.AskRefusedAsync(new TakeSnapshot(lu, Tuesday));
        Assert.Equal(RejectionCode.SpaceExhausted, rejected.Code);
        Assert.Contains($"needs {PieceCount * 4} more chunks", rejected.Reason, StringComparison.Ordinal);
        await WriteAsync(safe, safeLun, PieceCount, 200);

        // What the snapshot kept is the others' again.
        await rig.AskAsync<Ok>(new DeleteSnapshot(lu, Monday));
        await Eventually.ReachAsync(
            "the write goes on",
            async () => (await other.WriteAsync(
                otherLun, (long)refused.Written * Piece, TestInitiator.Pattern(refused.Written, Piece))).Status,
            status => status == ScsiStatus.Good);
        for (var piece = 0; piece <= refused.Written; piece++)
            Assert.Equal(TestInitiator.Pattern(piece, Piece), await other.ReadAsync(otherLun, (long)piece * Piece, Piece));
        await AssertBytesAsync(safe, safeLun, 200);
        await CommandScenarios.AssertSoundAsync(pbm);
    }

    private static async Task WriteAsync(TestInitiator client, int lun, int count, int salt)
    {
        for (var piece = 0; piece < count; piece++)
        {
            var written = await client.WriteAsync(lun, (long)piece * Piece, TestInitiator.Pattern(salt + piece, Piece));
            Assert.Equal((ScsiStatus.Good, piece), (written.Status, piece));
        }
    }

    private static async Task AssertBytesAsync(TestInitiator client, int lun, int salt)
    {
        for (var piece = 0; piece < PieceCount; piece++)
            Assert.Equal(TestInitiator.Pattern(salt + piece, Piece), await client.ReadAsync(lun, (long)piece * Piece, Piece));
    }

    private static async Task<(int Written, TaskOutcome Outcome)> FillAsync(TestInitiator client, int lun)
    {
        for (var piece = 0; ; piece++)
        {
            var outcome = await client.WriteAsync(lun, (long)piece * Piece, TestInitiator.Pattern(piece, Piece));
            if (outcome.Status != ScsiStatus.Good)
                return (piece, outcome);
        }
    }
}
