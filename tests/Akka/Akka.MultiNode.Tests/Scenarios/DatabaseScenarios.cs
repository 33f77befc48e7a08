using System.Diagnostics;
using Akka.MultiNode.Tests.Rig;
using Xunit.Abstractions;

namespace Akka.MultiNode.Tests.Scenarios;

/// <summary>A database that hangs, ends, is slow, or is out of the reach of one node.</summary>
[Collection("one at a time")]
[Trait("Req", "RED-5")]
public sealed class DatabaseScenarios(ITestOutputHelper output)
{
    [MultiNodeFact]
    public async Task The_database_hangs_and_then_is_restarted_and_nobody_is_shut_out()
    {
        await using var rig = await ClusterRig.StartAsync(3, output);
        var owner = rig.Oldest();

        rig.Database.Freeze(true);
        await DisturbedAsync(rig);
        rig.Database.Freeze(false);
        await WellAgainAsync(rig, "the database has gone on");

        await rig.Database.DownAsync();
        await DisturbedAsync(rig);
        await rig.Database.UpAsync();
        await WellAgainAsync(rig, "the database has started again");

        Assert.Equal(owner, rig.Oldest());
        await rig.JudgeAsync();
    }

    [MultiNodeFact]
    public async Task A_node_that_does_not_reach_the_database_stays_a_member_by_the_others()
    {
        await using var rig = await ClusterRig.StartAsync(3, output);
        var owner = rig.Oldest();

        rig.Oldest().Database.Cut(true);
        await DisturbedAsync(rig);
        rig.Oldest().Database.Cut(false);
        await WellAgainAsync(rig, "the node reaches the database again");

        Assert.Equal(owner, rig.Oldest());
        await rig.JudgeAsync();
    }

    [MultiNodeFact]
    public async Task A_database_that_takes_seconds_for_each_request_shuts_nobody_out()
    {
        await using var rig = await ClusterRig.StartAsync(3, output);
        var owner = rig.Oldest();

        foreach (var node in rig.Nodes)
            node.Database.Delay = TimeSpan.FromSeconds(Times.Long ? 3 : 1.5);
        await DisturbedAsync(rig);
        foreach (var node in rig.Nodes)
            node.Database.Delay = TimeSpan.Zero;
        await WellAgainAsync(rig, "the database is fast again");

        Assert.Equal(owner, rig.Oldest());
        await rig.JudgeAsync();
    }

    /// <summary>For longer than a lease; what needs no database goes on, in its second half as well.</summary>
    private static async Task DisturbedAsync(ClusterRig rig)
    {
        await Times.LastAsync(Times.Disturbance);
        await rig.WorkAsync(rig.Nodes, counters: false);
    }

    private static async Task WellAgainAsync(ClusterRig rig, string since)
    {
        var watch = Stopwatch.StartNew();
        await rig.AgreeAsync(rig.Nodes);
        rig.Report($"all agree on the members since {since}", watch.Elapsed);
        await rig.WorkAsync(rig.Nodes);
        rig.Report($"counters answer since {since}", watch.Elapsed);
        Assert.All(rig.Nodes, node => Assert.Empty(node.Removals));
    }
}
