using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Storage.Paths;

namespace VioActors.Scenarios.Tests.Redundancy;

/// <summary>A fabric that is not cut but of no use: it hangs, is slow, fails, or comes and goes (RED-9).</summary>
[Trait("Req", "RED-9")]
public sealed class DegradedPathScenarios
{
    private const string NoGuest = "vio-actors.lpar.enabled = off";

    [Fact]
    public async Task Given_AClientThatWrites_When_TheStorageHangs_Then_TheIoGoesThroughAPeer_AndBackWhenItAnswersAgain()
    {
        await using var rig = await DevRig.StartAsync(NoGuest, "vio-actors.storage-path.answer-limit = 500ms");
        await rig.PeersMeetAsync();
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        await client.WriteRangeAsync(lun, 0, 16);

        // An I/O that takes a day is one that hangs.
        await rig.FaultAsync("vios1", new InjectedFault.Slow(TimeSpan.FromDays(1)));
        await client.WriteRangeAsync(lun, 8, 24);
        await client.VerifyRangeAsync(lun, 0, 24);
        var down = await rig.PathReachesAsync("vios1", "is down", path => path.State == PathState.Down);
        Assert.Equal(PathCause.Decided, down.History[^1].Cause);

        await rig.FaultAsync("vios1", null);
        await rig.PathReturnsAsync("vios1");
        await client.WriteRangeAsync(lun, 20, 32);
        var (other, otherLun) = await rig.LoginAsync("vios2", "lu1");
        await other.VerifyRangeAsync(otherLun, 0, 32);
    }

    [Fact]
    public async Task Given_AClientThatWrites_When_TheStorageIsSlow_Then_TheVolumeCountsAsLost_AndTheReasonIsSeen()
    {
        await using var rig = await DevRig.StartAsync(
            NoGuest, "vio-actors.storage-path { answer-limit = 10m, latency-limit = 30ms, judged-io-count-min = 1 }");
        await rig.PeersMeetAsync();
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");

        await rig.FaultAsync("vios1", new InjectedFault.Slow(TimeSpan.FromMilliseconds(200)));
        await client.WriteRangeAsync(lun, 0, 8);
        Assert.Contains("on average", (await rig.VolumeIsLostAsync("vios1")).Detail, StringComparison.Ordinal);
        await client.WriteRangeAsync(lun, 4, 16);
        await client.VerifyRangeAsync(lun, 0, 16);

        await rig.FaultAsync("vios1", null);
        await rig.PathReturnsAsync("vios1");
        await client.VerifyRangeAsync(lun, 0, 16);
    }

    [Fact]
    public async Task Given_AFabricThatFailsEveryIo_Then_TheClientSeesNone_AndTheVolumeIsTakenOutOfUse()
    {
        await using var rig = await DevRig.StartAsync(NoGuest, "vio-actors.storage-path.judged-io-count-min = 4");
        await rig.PeersMeetAsync();
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        await client.WriteRangeAsync(lun, 0, 8);

        await rig.FaultAsync("vios1", new InjectedFault.MediumError());
        for (var round = 0; round < 200 && RedundancyRig.IsWhole((await rig.System.ReportOfAsync("vios1")).Path!); round++)
        {
            await client.WriteRangeAsync(lun, 8, 16);
            await client.VerifyRangeAsync(lun, 0, 16);
        }

        Assert.Contains("failed", (await rig.VolumeIsLostAsync("vios1")).Detail, StringComparison.Ordinal);
        await rig.FaultAsync("vios1", null);
        await rig.PathReturnsAsync("vios1");
        var (other, otherLun) = await rig.LoginAsync("vios2", "lu1");
        await other.VerifyRangeAsync(otherLun, 0, 16);
    }

    [Fact]
    public async Task Given_AFlappingFabric_Then_EveryReturnTakesLonger_AndTheClientSeesNoError()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        await rig.PeersMeetAsync();
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");

        await rig.FaultAsync("vios1", new InjectedFault.Flap(TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(60)));
        for (var round = 0; (await rig.System.ReportOfAsync("vios1")).Path!.Watch is not { CleanProbesNeeded: > 4 }; round++)
        {
            await client.WriteRangeAsync(lun, round % 56, (round % 56) + 8);
            Assert.True(round < 100_000, "It flaps and is never watched longer.");
        }

        await client.WriteRangeAsync(lun, 0, 64);
        await rig.FaultAsync("vios1", null);
        await rig.PathReturnsAsync("vios1");
        await client.VerifyRangeAsync(lun, 0, 64);
        var (other, otherLun) = await rig.LoginAsync("vios2", "lu1");
        await other.VerifyRangeAsync(otherLun, 0, 64);
    }
}
