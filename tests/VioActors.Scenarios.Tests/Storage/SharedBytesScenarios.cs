using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;

namespace VioActors.Scenarios.Tests.Storage;

public sealed class SharedBytesScenarios(SharedDev dev) : IClassFixture<SharedDev>
{
    private const int Size = DevRig.ChunkSizeBytes;
    private readonly DevRig _rig = dev.Rig;

    [Fact]
    [Trait("Req", "STO-6")]
    public async Task Given_BothViosesServeAnLu_When_OneWrites_Then_TheOtherReadsTheSameBytes()
    {
        var (first, lun) = await _rig.LoginAsync("vios1", "lu1", 1);
        var (second, otherLun) = await _rig.LoginAsync("vios2", "lu1", 1);
        Assert.Equal(lun, otherLun);
        Assert.All(await second.ReadAsync(lun, 0, 2 * Size), value => Assert.Equal(0, value));

        // Chunks first written after the other VIOS attached, across a chunk boundary, then an overwrite of mapped ones.
        var early = TestInitiator.Pattern(1, Size);
        Assert.Equal(ScsiStatus.Good, (await first.WriteAsync(lun, Size / 2, early)).Status);
        Assert.Equal(early, await second.ReadAsync(lun, Size / 2, Size));
        var late = TestInitiator.Pattern(2, 4096);
        Assert.Equal(ScsiStatus.Good, (await second.WriteAsync(lun, Size, late)).Status);
        Assert.Equal(late, await first.ReadAsync(lun, Size, 4096));
        Assert.Equal(early[..(Size / 2)], await first.ReadAsync(lun, Size / 2, Size / 2));
    }

    [Fact]
    [Trait("Req", "STO-6")]
    public async Task Given_BothViosesWriteTheSameFreshChunkAtOnce_Then_BothWritesAreKept()
    {
        var (first, lun) = await _rig.LoginAsync("vios1", "lu1", 2);
        var (second, _) = await _rig.LoginAsync("vios2", "lu1", 2);
        var (left, right) = (TestInitiator.Pattern(3, Size / 2), TestInitiator.Pattern(4, Size / 2));
        byte[] both = [.. left, .. right];
        for (var chunk = 8; chunk < 16; chunk++)
        {
            var outcomes = await Task.WhenAll(
                first.WriteAsync(lun, chunk * Size, left), second.WriteAsync(lun, (chunk * Size) + (Size / 2), right));
            Assert.All(outcomes, outcome => Assert.Equal(ScsiStatus.Good, outcome.Status));
            Assert.Equal(both, await second.ReadAsync(lun, chunk * Size, Size));
        }
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public async Task Given_AThinLu_When_ItIsFirstWritten_Then_SpaceIsTakenForTheWrittenChunksOnly()
    {
        var lu = await _rig.LuAsync("lu2");
        var (client, lun) = await _rig.LoginAsync("vios1", "lu2", 1);
        Assert.Equal(0, (await _rig.AskAsync<LuFound>(new GetLu(lu))).MappedChunks);
        await client.WriteAsync(lun, 5 * Size, TestInitiator.Pattern(5, 512));
        await client.WriteAsync(lun, 40 * Size, TestInitiator.Pattern(6, Size));
        Assert.Equal(2, (await _rig.AskAsync<LuFound>(new GetLu(lu))).MappedChunks);
        await client.WriteAsync(lun, 5 * Size, TestInitiator.Pattern(7, Size));
        Assert.Equal(2, (await _rig.AskAsync<LuFound>(new GetLu(lu))).MappedChunks);
    }

    [Fact]
    [Trait("Req", "STO-8")]
    public async Task Given_TwoClients_Then_EachReachesItsOwnLusAndNoOthers()
    {
        var one = await _rig.DeviceAsync("vios1", "lu1");
        var two = await _rig.DeviceAsync("vios1", "lu2");
        Assert.NotEqual(one.Adapter, two.Adapter);
        var (first, lun) = await _rig.LoginAsync("vios1", "lu1", 3);
        var (second, _) = await _rig.LoginAsync("vios1", "lu2", 3);
        Assert.Equal([lun], await first.ReportLunsAsync());
        Assert.Equal([two.Lun.Value], await second.ReportLunsAsync());

        var secret = TestInitiator.Pattern(8, 4096);
        await first.WriteAsync(lun, 30 * Size, secret);
        Assert.NotEqual(secret, await second.ReadAsync(two.Lun.Value, 30 * Size, 4096));
        var outcome = await second.TryReadAsync(lun + 1, 30 * Size, 4096);
        Assert.Equal((ScsiStatus.CheckCondition, new TestSense(5, 0x25, 0)), (outcome.Status, outcome.Sense));
    }

    [Fact]
    [Trait("Req", "ID-5")]
    [Trait("Req", "REG-11")]
    public async Task Given_ALoggedInClient_When_AnLuIsMappedAndUnmapped_Then_OnlyThatClientHasItAndOnlySoLong()
    {
        var lu = await _rig.CreateLuAsync("extra", 1 << 20);
        var (owner, lun) = await _rig.LoginAsync("vios1", "lu1", 4);
        var (stranger, strangerLun) = await _rig.LoginAsync("vios1", "lu2", 4);
        var device = await _rig.MapBesideAsync("vios1", "lu1", lu);
        var luns = await Eventually.ReachAsync("the client sees the LU", () => owner.ReportLunsAsync(), luns => luns.Count == 2);
        Assert.Equal(new[] { lun, device.Lun.Value }.Order(), luns);
        Assert.Equal([strangerLun], await stranger.ReportLunsAsync());

        var bytes = TestInitiator.Pattern(9, Size);
        Assert.Equal(ScsiStatus.Good, (await owner.WriteAsync(device.Lun.Value, 0, bytes)).Status);
        Assert.Equal(bytes, await owner.ReadAsync(device.Lun.Value, 0, Size));

        // Exclusive use: not for a second client (ID-5).
        var other = await _rig.DeviceAsync("vios1", "lu2");
        var vios = (await _rig.System.ReportOfAsync("vios1")).Vios;
        var refused = await _rig.AskRefusedAsync(new MapLu(vios, other.Adapter, _rig.Pool, lu, null, null, false, false));
        Assert.Contains("extra", refused.Reason, StringComparison.Ordinal);

        await _rig.AskAsync<object>(new UnmapLu(vios, device.Name, null));
        await Eventually.ReachAsync("the LU is gone", () => owner.ReportLunsAsync(), luns => luns.Count == 1);
        var outcome = await owner.TryReadAsync(device.Lun.Value, 0, 512);
        Assert.Equal(new TestSense(5, 0x25, 0), outcome.Sense);
        Assert.Equal(ScsiStatus.Good, (await owner.DoAsync(lun, TestInitiator.TestUnitReady)).Status);

        // The same mapping can be made again.
        var again = await _rig.MapBesideAsync("vios1", "lu1", lu);
        await Eventually.ReachAsync("the LU is back", () => owner.ReportLunsAsync(), luns => luns.Count == 2);
        Assert.Equal(bytes, await owner.ReadAsync(again.Lun.Value, 0, Size));
        await _rig.AskAsync<object>(new DeleteLu(lu, Forced: true));
        await Eventually.ReachAsync("the deleted LU is gone", () => owner.ReportLunsAsync(), luns => luns.Count == 1);
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public async Task Given_AClientThatWrites_When_ItsLuGrowsAndIsRenamed_Then_ItGoesOnAndReachesTheNewSpace()
    {
        var lu = await _rig.CreateLuAsync("growing", 1 << 20);
        var (client, _) = await _rig.LoginAsync("vios1", "lu1", 5);
        var device = await _rig.MapBesideAsync("vios1", "lu1", lu);
        await _rig.MapBesideAsync("vios2", "lu1", lu);
        await Eventually.ReachAsync("the client sees the LU", () => client.ReportLunsAsync(), luns => luns.Count == 2);
        var (second, _) = await _rig.LoginAsync("vios2", "growing", 5);
        var lun = device.Lun.Value;
        var bytes = TestInitiator.Pattern(10, Size);
        Assert.Equal(ScsiStatus.Good, (await client.WriteAsync(lun, 0, bytes)).Status);
        Assert.Equal(1 << 20, await client.CapacityAsync(lun));

        await _rig.AskAsync<LuFound>(new GrowLu(lu, new ByteSize(2 << 20), null));
        await Eventually.ReachAsync("the new size", () => client.CapacityAsync(lun), size => size == 2 << 20);
        Assert.Equal(ScsiStatus.Good, (await client.WriteAsync(lun, (2 << 20) - Size, bytes)).Status);
        await Eventually.ReachAsync("the new size at the other VIOS", () => second.CapacityAsync(lun), size => size == 2 << 20);
        Assert.Equal(bytes, await second.ReadAsync(lun, (2 << 20) - Size, Size));

        await _rig.AskAsync<object>(new RenameLu(lu, LuName.Parse("grown"), null));
        Assert.Equal(bytes, await client.ReadAsync(lun, 0, Size));
        Assert.Equal(ScsiStatus.Good, (await second.WriteAsync(lun, Size, bytes)).Status);
        Assert.Equal(bytes, await client.ReadAsync(lun, Size, Size));
        await _rig.AskAsync<object>(new DeleteLu(lu, true));
        foreach (var nexus in new[] { client, second })
            await Eventually.ReachAsync("the deleted LU is gone", () => nexus.ReportLunsAsync(), luns => luns.Count == 1);
    }
}
