using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;

namespace VioActors.Scenarios.Tests.Redundancy;

/// <summary>A VIOS that has lost its way to the VIOS DB, and peers that have theirs (case Z).</summary>
[Trait("Req", "RED-5")]
public sealed class DbThroughPeerScenarios
{
    private const int Grown = (7 << 20) / RedundancyRig.BlockSize;
    private const int BlocksAChunk = DevRig.ChunkSizeBytes / RedundancyRig.BlockSize;

    [Fact]
    [Trait("Req", "STO-6")]
    public async Task Given_AViosCutOffFromTheDb_When_ItsClientWritesWhereNothingWas_Then_ItNoticesNothing_AndEveryViosHasTheBytes()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        await rig.PeersMeetAsync();
        var (one, lun1) = await rig.LoginAsync("vios1", "lu1");
        var (two, lun2) = await rig.LoginAsync("vios2", "lu1", qualifier: 2);
        await one.WriteRangeAsync(lun1, 0, 4);

        await rig.CutDbAsync("vios1", true);
        await Eventually.ReachAsync(
            "the DB is asked through vios2", () => rig.DbReportAsync("vios1"), report => report.Through == "vios2");
        foreach (var chunk in new[] { 1, 2, 3 })
            await one.WriteRangeAsync(lun1, chunk * BlocksAChunk, (chunk * BlocksAChunk) + 4);
        await two.WriteRangeAsync(lun2, 4, 8);
        await one.VerifyRangeAsync(lun1, 0, 8);
        foreach (var chunk in new[] { 1, 2, 3 })
            await two.VerifyRangeAsync(lun2, chunk * BlocksAChunk, (chunk * BlocksAChunk) + 4);
        await rig.CutDbAsync("vios1", false);

        await one.VerifyRangeAsync(lun1, 2 * BlocksAChunk, (2 * BlocksAChunk) + 4);
        Assert.Null((await rig.DbReportAsync("vios1")).Through);
    }

    [Fact]
    [Trait("Req", "REG-12")]
    public async Task Given_AViosCutOffFromTheDb_When_DisksAreMadeAndGrow_AndClientsCome_Then_ItKnowsAndServesThem()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        await rig.PeersMeetAsync();
        await rig.CutDbAsync("vios1", true);

        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        await client.WriteRangeAsync(lun, 0, 4);
        var added = await rig.CreateLuAsync("added", 1 << 20);
        var uuid = (await rig.System.ReportOfAsync("vios1")).Vios;
        var adapter = (await rig.DeviceInDbAsync(uuid, "lu1")).Adapter;
        await rig.AskAsync<Domain.Vios.MappingAnswer>(new Domain.Vios.MapLu(uuid, adapter, rig.Pool, added, null, null, false, false));
        await rig.DeviceAsync("vios1", "added");
        await rig.AskAsync<LuFound>(new GrowLu(await rig.LuAsync("lu1"), new ByteSize(8 << 20), null));
        await Eventually.ReachAsync("it sees the new size", () => client.CapacityAsync(lun), bytes => bytes == 8 << 20);
        await client.WriteRangeAsync(lun, Grown, Grown + 4);
        await client.VerifyRangeAsync(lun, Grown, Grown + 4);
        Assert.Equal("vios2", (await rig.DbReportAsync("vios1")).Through);
    }

    [Fact]
    [Trait("Req", "RED-6")]
    public async Task Given_ThePeerLosesItsWayToTheDbToo_Then_NothingIsPassedInACircle_AndAllGoesOnWhenThePeerHasItAgain()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        await rig.PeersMeetAsync();
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        await client.WriteRangeAsync(lun, 0, 4);
        await rig.CutDbAsync("vios1", true);
        await rig.CutDbAsync("vios2", true);
        await Eventually.ReachAsync("it has no peer for the DB", () => rig.DbReportAsync("vios1"), report => report.Through is null);

        var before = (await rig.DbReportAsync("vios1")).Dropped;
        var offset = (long)BlocksAChunk * RedundancyRig.BlockSize;
        var writing = client.WriteAsync(lun, offset, TestInitiator.Pattern(BlocksAChunk, RedundancyRig.BlockSize));
        await Eventually.ReachAsync("it asks for a chunk", () => rig.DbReportAsync("vios1"), report => report.Dropped > before);
        await rig.CutDbAsync("vios2", false);

        // On a host that takes its time the first may have been answered as busy, which initiators repeat.
        await writing;
        await Eventually.ReachAsync(
            "the first write is done",
            () => client.WriteAsync(lun, offset, TestInitiator.Pattern(BlocksAChunk, RedundancyRig.BlockSize)),
            outcome => outcome.Status == ScsiStatus.Good);
        await client.VerifyRangeAsync(lun, BlocksAChunk, BlocksAChunk + 1);
        Assert.Equal("vios2", (await rig.DbReportAsync("vios1")).Through);
    }
}
