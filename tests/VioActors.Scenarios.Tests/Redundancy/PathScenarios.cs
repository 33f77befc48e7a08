using Akka.Actor;
using VioActors.Actors.Lpar;
using VioActors.Actors.Vios.Dsa;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Storage.Paths;

namespace VioActors.Scenarios.Tests.Redundancy;

public sealed class PathScenarios
{
    private const int BlockCount = 64;

    [Fact]
    [Trait("Req", "IO-4")]
    [Trait("Req", "RED-4")]
    [Trait("Req", "IO-1")]
    public async Task Given_AGuestThatWrites_When_FabricsAndViosesFailInTurn_Then_ItGoesOnAndEveryBlockIsRight_AlsoAfterARestart()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.rate = 500");
        await WritesMoreAsync(rig, 50);

        await FaultAsync(rig, "vios1", new InjectedFault.Cut());
        await WritesMoreAsync(rig, 50);
        await FaultAsync(rig, "vios1", null);
        await Eventually.ReachAsync("the path of vios1 is back", () => rig.System.ReportOfAsync("vios1"), report =>
            report.Path!.State == PathState.Up);

        await FaultAsync(rig, "vios2", new InjectedFault.Cut());
        await WritesMoreAsync(rig, 50);
        await FaultAsync(rig, "vios2", null);
        await Eventually.ReachAsync("the path of vios2 is back", () => rig.System.ReportOfAsync("vios2"), report =>
            report.Path!.State == PathState.Up);

        await rig.System.StopViosAsync("vios1", "the test stops it");
        await WritesMoreAsync(rig, 50);
        await rig.System.StartViosAsync("vios1", CancellationToken.None);
        await Eventually.ReachAsync(
            "both paths work", () => rig.GuestAsync(GetGuestReport.Instance), report =>
                report.Paths.Count == 2 && report.Paths.All(path => path.Enabled));
        await rig.System.StopViosAsync("vios2", "the test stops it");
        await WritesMoreAsync(rig, 50);

        await VerifyAsync(rig);
        await rig.RestartAsync();
        await rig.GuestAsync(new SetGuestRate(0));
        var again = await VerifyAsync(rig);
        Assert.True(again.Reads >= BlockCount);
    }

    [Fact]
    [Trait("Req", "IO-4")]
    public async Task Given_NoPathWorks_When_OneReturns_Then_TheGuestHasWaitedAndNothingFailed()
    {
        await using var rig = await DevRig.StartAsync(
            "vio-actors.lpar.rate = 500", "vio-actors.lpar.freeze-on = []", "vio-actors.io-redundancy.hold-limit = 10ms");
        await WritesMoreAsync(rig, 20);
        await FaultAsync(rig, "vios1", new InjectedFault.Cut());
        await FaultAsync(rig, "vios2", new InjectedFault.Cut());
        await Eventually.ReachAsync("it waits", () => rig.GuestAsync(GetGuestReport.Instance), report => report.WaitingForPath > 0);
        await FaultAsync(rig, "vios2", null);
        await WritesMoreAsync(rig, 20);
        await VerifyAsync(rig);
    }

    private static Task<PathReport> FaultAsync(DevRig rig, string vios, InjectedFault? fault) =>
        rig.System.Vioses[vios].Ask<PathReport>(new InjectPathFault(fault), TestLimits.Answer);

    private static async Task WritesMoreAsync(DevRig rig, long count)
    {
        var before = (await rig.GuestAsync(GetGuestReport.Instance)).Writes;
        await Eventually.ReachAsync(
            $"{count} more writes", () => rig.GuestAsync(GetGuestReport.Instance), report => report.Writes >= before + count);
    }

    private static async Task<GuestReport> VerifyAsync(DevRig rig)
    {
        var report = await rig.GuestAsync(VerifyEveryBlock.Instance);
        Assert.Empty(report.FirstContradictions);
        Assert.Equal((0L, 0L), (report.Contradictions, report.IoErrors));
        return report;
    }
}
