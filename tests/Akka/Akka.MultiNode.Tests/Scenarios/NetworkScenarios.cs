using System.Diagnostics;
using Akka.MultiNode.Tests.Rig;
using Xunit.Abstractions;

namespace Akka.MultiNode.Tests.Scenarios;

/// <summary>Networks that lose what goes one way, or both, between nodes that all reach the database, or do not.</summary>
[Collection("one at a time")]
[Trait("Req", "RED-6")]
public sealed class NetworkScenarios(ITestOutputHelper output)
{
    [NetworkFact]
    public async Task A_network_that_is_cut_one_way_moves_nothing()
    {
        await using var hosts = await Namespaces.CreateAsync(3);
        await using var rig = await ClusterRig.StartAsync(3, output, hosts);
        var owner = rig.Oldest();

        await hosts.CutAsync(0, 1, true);
        var watch = Stopwatch.StartNew();
        await Times.UntilAsync(() => rig.Nodes.All(node => node.State!.Members.Contains('!')), rig.Describe);
        rig.Report("all have seen that somebody is unreachable", watch.Elapsed);
        await Times.LastAsync(Times.Disturbance);

        // The third one has ways to both.
        await rig.WorkAsync([rig.Nodes[2]]);
        Assert.All(rig.Nodes, node => Assert.True(node.State!.MayAct));
        await hosts.CutAsync(0, 1, false);
        watch.Restart();
        await rig.AgreeAsync(rig.Nodes);
        rig.Report("all agree since the network is whole", watch.Elapsed);
        await rig.WorkAsync(rig.Nodes);
        rig.Report("everything is answered to all since the network is whole", watch.Elapsed);

        Assert.All(rig.Nodes, node => Assert.Empty(node.Removals));
        Assert.Equal(owner, rig.Oldest());
        await rig.JudgeAsync();
    }

    [NetworkFact]
    public async Task A_node_that_reaches_neither_the_others_nor_the_database_stops_before_they_take_over()
    {
        await using var hosts = await Namespaces.CreateAsync(3);
        await using var rig = await ClusterRig.StartAsync(3, output, hosts);
        var oldest = rig.Nodes[0];
        Assert.Same(oldest, rig.Oldest());
        var others = rig.Nodes[1..];

        oldest.Database.Cut(true);
        foreach (var other in new[] { 1, 2 })
        {
            await hosts.CutAsync(0, other, true);
            await hosts.CutAsync(other, 0, true);
        }

        var watch = Stopwatch.StartNew();
        await Times.UntilAsync(() => !oldest.State!.MayAct, rig.Describe);
        rig.Report("the node that is alone has stopped", watch.Elapsed);
        await Times.UntilAsync(() => others.All(node => node.Removals.Contains(oldest.State!.Address)), rig.Describe);
        await rig.WorkAsync(others);
        rig.Report("the others do its work", watch.Elapsed);
        rig.Report("the singleton acted for nobody", rig.Witness.Gap("single", oldest.Name));

        // It hears of its removal, and ends.
        oldest.Database.Cut(false);
        await Times.UntilAsync(() => oldest.HasEnded, rig.Describe);
        await rig.AgreeAsync(others);
        await rig.JudgeAsync();
    }
}

/// <summary>Each scenario has the machine for itself.</summary>
[CollectionDefinition("one at a time", DisableParallelization = true)]
public sealed class OneAtATime;
