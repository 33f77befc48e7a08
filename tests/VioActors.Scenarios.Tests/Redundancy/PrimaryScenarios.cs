using Akka.Actor;
using VioActors.Actors.Vios.Primary;
using VioActors.Domain.Cluster;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Scenarios.Tests.Redundancy;

/// <summary>One primary node, whatever happens to it (REG-7).</summary>
public sealed class PrimaryScenarios
{
    [Fact]
    [Trait("Req", "REG-7")]
    [Trait("Req", "REG-8")]
    public async Task Given_APrimaryThatGivesItsOfficeUp_Then_AnotherIsElectedAtOnce()
    {
        await using var rig = await StartAsync("30s");
        var (first, other, term) = await ActingAsync(rig);

        var report = await rig.System.Vioses[first].Ask<PrimaryReport>(new RelinquishOffice("test"), TestLimits.Answer);

        Assert.False(report.Acts);
        Assert.Equal((other, first, term + 1), await ActingAsync(rig, other));
        Assert.False((await OfficeAsync(rig, first)).Acts);
    }

    [Fact]
    [Trait("Req", "REG-7")]
    public async Task Given_APrimaryThatStops_Then_AnotherIsElectedAtOnce_AndItComesBackAsAMember()
    {
        await using var rig = await StartAsync("30s");
        var (first, other, term) = await ActingAsync(rig);

        await rig.System.StopViosAsync(first, "test");

        await Eventually.ReachAsync($"{other} acts", () => OfficeAsync(rig, other), office => office.Acts && office.Term == term + 1);
        await rig.System.StartViosAsync(first, CancellationToken.None);
        await Eventually.ReachAsync($"{first} serves", () => rig.System.ReportOfAsync(first), report =>
            report.Phase == VioActors.Actors.Vios.ViosPhase.Serving);
        Assert.False((await OfficeAsync(rig, first)).Acts);
        Assert.True((await OfficeAsync(rig, other)).Acts);
    }

    [Fact]
    [Trait("Req", "REG-7")]
    public async Task Given_APrimaryCutOffFromTheDbAndItsPeers_Then_ItCeasesToActBeforeAnotherBegins()
    {
        await using var rig = await StartAsync("1s");
        var (first, other, term) = await ActingAsync(rig);

        await rig.CutOffAsync(first, true);
        await Eventually.ReachAsync($"{other} acts", () => OfficeAsync(rig, other), office => office.Acts);

        Assert.False((await OfficeAsync(rig, first)).Acts);
        Assert.True((await rig.AskAsync<ClusterFound>(new GetCluster())).Cluster.Primary.Term > term);
        await rig.CutOffAsync(first, false);
        await ActingAsync(rig);
    }

    private static Task<DevRig> StartAsync(string lease) =>
        DevRig.StartAsync("vio-actors.lpar.enabled = off", $"vio-actors.primary-node.lease = {lease}");

    private static Task<PrimaryReport> OfficeAsync(DevRig rig, string vios) =>
        rig.System.Vioses[vios].Ask<PrimaryReport>(GetPrimaryReport.Instance, TestLimits.Answer);

    /// <summary>Waits until the one that the DB names acts; gives it, the other one and the term.</summary>
    private static async Task<(string First, string Other, long Term)> ActingAsync(DevRig rig, string? wanted = null)
    {
        var found = await Eventually.ReachAsync(
            "the elected VIOS acts",
            async () =>
            {
                var cluster = (await rig.AskAsync<ClusterFound>(new GetCluster())).Cluster;
                var name = cluster.Nodes.FirstOrDefault(node => node.Vios == cluster.Primary.Holder)?.Definition.Name ?? "";
                var acts = name.Length > 0 && await OfficeAsync(rig, name) is { Acts: true } office && office.Term == cluster.Primary.Term;
                return (Name: name, Acts: acts, cluster.Primary.Term);
            },
            found => found.Acts && (wanted is null || found.Name == wanted));
        return (found.Name, rig.System.Vioses.Keys.Single(name => name != found.Name), found.Term);
    }
}
