using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;

namespace VioActors.Scenarios.Tests.Storage;

public sealed class PoolScenarios(SharedDev dev) : IClassFixture<SharedDev>
{
    private readonly DevRig _rig = dev.Rig;

    [Fact]
    [Trait("Req", "STO-1")]
    [Trait("Req", "STO-2")]
    public async Task Given_APoolOfTwoVolumes_When_AnLuIsCarvedAndFilledThroughBothVioses_Then_ItsChunksLieOnBothAndReadEverywhere()
    {
        var before = await _rig.PoolAsync();
        Assert.Equal(["pv1", "pv2"], before.Pvs.Select(volume => volume.Definition.Name.Value));
        var (first, lun) = await _rig.LoginAsync("vios1", "lu1");
        var (second, secondLun) = await _rig.LoginAsync("vios2", "lu1");

        const int ChunkCount = 64;
        for (var chunk = 0; chunk < ChunkCount; chunk++)
        {
            var (writer, writerLun) = chunk % 2 == 0 ? (first, lun) : (second, secondLun);
            var outcome = await writer.WriteAsync(writerLun, (long)chunk * DevRig.ChunkSizeBytes, TestInitiator.Pattern(chunk, 4096));
            Assert.Equal(ScsiStatus.Good, outcome.Status);
        }

        var lu = await _rig.AskAsync<LuFound>(new GetLu(await _rig.LuAsync("lu1")));
        Assert.Equal(ChunkCount, lu.MappedChunks);
        var runs = (await _rig.AskAsync<LuExtentsFound>(new GetLuExtents(_rig.Pool, await _rig.LuAsync("lu1")))).Runs;
        Assert.Equal(before.Pvs.Select(volume => volume.Index), runs.Select(run => run.Pv).Distinct().Order());
        Assert.True(runs.Sum(run => run.Count) >= ChunkCount);
        for (var chunk = 0; chunk < ChunkCount; chunk++)
        {
            var expected = TestInitiator.Pattern(chunk, 4096);
            Assert.Equal(expected, await first.ReadAsync(lun, (long)chunk * DevRig.ChunkSizeBytes, 4096));
            Assert.Equal(expected, await second.ReadAsync(secondLun, (long)chunk * DevRig.ChunkSizeBytes, 4096));
        }
    }

    [Fact]
    [Trait("Req", "STO-1")]
    public async Task Given_ADiskGroupThatAnLuAsksForAndThePoolHasNot_Then_ItIsRefusedAndNothingIsCarved()
    {
        var before = await _rig.PoolAsync();
        var refused = await _rig.AskRefusedAsync(new CreateLu(
            LuUdid.From(new Guid(1, 2, 3, new byte[8])), _rig.Pool, LuName.Parse("nowhere"), new ByteSize(1 << 20), false,
            Tier.Parse("gold"), LuKind.Disk));
        Assert.Contains("gold", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(before.Lus.Count, (await _rig.PoolAsync()).Lus.Count);
    }
}
