using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;

namespace VioActors.Scenarios.Tests.Redundancy;

/// <summary>No VIOS reaches the VIOS DB.</summary>
public sealed class NoDatabaseScenarios
{
    [Fact]
    [Trait("Req", "RED-5")]
    [Trait("Req", "STO-6")]
    public async Task Given_NoViosReachesTheDb_Then_AllocatedStorageIsUsed_WhatNeedsMetadataIsBusyAfterALimit_AndAllGoesOnAfterwards()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        await rig.PeersMeetAsync();
        var (one, lun1) = await rig.LoginAsync("vios1", "lu1");
        var (two, lun2) = await rig.LoginAsync("vios2", "lu1", qualifier: 2);
        await one.WriteRangeAsync(lun1, 0, 16);
        await two.VerifyRangeAsync(lun2, 0, 16);
        await rig.CutDbAsync("vios1", true);
        await rig.CutDbAsync("vios2", true);

        // Initiators repeat what is BUSY, also those without multipath, which fail on NOT READY.
        const int Unallocated = 40 * DevRig.ChunkSizeBytes / RedundancyRig.BlockSize;
        var offset = (long)Unallocated * RedundancyRig.BlockSize;
        var waiting = one.WriteAsync(lun1, offset, TestInitiator.Pattern(Unallocated, RedundancyRig.BlockSize));
        await one.WriteRangeAsync(lun1, 4, 16);
        await two.WriteRangeAsync(lun2, 0, 8);
        await one.VerifyRangeAsync(lun1, 0, 16);
        Assert.Equal(ScsiStatus.Busy, (await waiting).Status);

        await rig.CutDbAsync("vios1", false);
        await rig.CutDbAsync("vios2", false);
        await Eventually.ReachAsync(
            "the first write is done",
            () => one.WriteAsync(lun1, offset, TestInitiator.Pattern(Unallocated, RedundancyRig.BlockSize)),
            outcome => outcome.Status == ScsiStatus.Good);
        await two.VerifyRangeAsync(lun2, Unallocated, Unallocated + 1);
        await two.VerifyRangeAsync(lun2, 0, 16);
    }
}
