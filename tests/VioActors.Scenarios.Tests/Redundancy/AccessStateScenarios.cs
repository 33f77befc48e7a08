using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Storage.Paths;

namespace VioActors.Scenarios.Tests.Redundancy;

/// <summary>What initiators that understand asymmetric access are told while a fabric is lost and returns (IO-4).</summary>
[Trait("Req", "IO-4")]
public sealed class AccessStateScenarios
{
    private const byte Optimized = 0;
    private const byte NonOptimized = 1;
    private static readonly TestSense StateChanged = new(6, 0x2A, 0x06);

    [Fact]
    public async Task Given_NexusesAtEveryVios_When_AFabricGoesAndReturns_Then_EachIsTold_AndEachVIOSReportsTheTruth()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        await rig.PeersMeetAsync();
        var (one, lun1) = await rig.LoginAsync("vios1", "lu1");
        var (two, lun2) = await rig.LoginAsync("vios2", "lu1", qualifier: 2);
        await ReportsAsync(one, lun1, Optimized, Optimized);
        await ReportsAsync(two, lun2, Optimized, Optimized);
        await one.DoAsync(lun1, TestInitiator.TestUnitReady);
        await two.DoAsync(lun2, TestInitiator.TestUnitReady);

        await rig.FaultAsync("vios1", new InjectedFault.Cut());
        await IsToldAsync(one, lun1);
        await IsToldAsync(two, lun2);
        await ReportsAsync(one, lun1, NonOptimized, Optimized);
        await ReportsAsync(two, lun2, NonOptimized, Optimized);

        await rig.FaultAsync("vios1", null);
        await IsToldAsync(one, lun1);
        await IsToldAsync(two, lun2);
        await ReportsAsync(one, lun1, Optimized, Optimized);
        await ReportsAsync(two, lun2, Optimized, Optimized);
    }

    private static Task IsToldAsync(TestInitiator client, int lun) => Eventually.ReachAsync(
        "the nexus is told", () => client.Send(lun, TestInitiator.TestUnitReady).Ended, outcome => outcome.Sense == StateChanged);

    private static Task ReportsAsync(TestInitiator client, int lun, byte first, byte second) => Eventually.ReachAsync(
        $"the groups are in states {first} and {second}", () => client.AccessStatesAsync(lun), states => states == (first, second));
}
