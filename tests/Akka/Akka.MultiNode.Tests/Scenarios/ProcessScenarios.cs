using System.Diagnostics;
using Akka.MultiNode.Tests.Rig;
using Xunit.Abstractions;

namespace Akka.MultiNode.Tests.Scenarios;

/// <summary>Processes that are killed or frozen while everything is in use.</summary>
[Collection("one at a time")]
[Trait("Req", "REG-2")]
public sealed class ProcessScenarios(ITestOutputHelper output)
{
    [MultiNodeFact]
    public async Task The_node_of_the_singleton_and_the_coordinators_is_killed()
    {
        await using var rig = await ClusterRig.StartAsync(3, output);
        var oldest = rig.Oldest();
        var others = rig.Nodes.Where(node => node != oldest).ToArray();
        var address = oldest.State!.Address;

        var watch = Stopwatch.StartNew();
        oldest.Kill();
        await Times.UntilAsync(() => others.All(node => node.Removals.Contains(address)), rig.Describe);
        rig.Report("all have seen the removal after the kill", watch.Elapsed);
        await rig.WorkAsync(others);
        rig.Report("everything is answered to all after the kill", watch.Elapsed);
        rig.Report("the singleton acted for nobody", rig.Witness.Gap("single", oldest.Name));
        await rig.AgreeAsync(others);

        // Another one joins in its place.
        rig.StartNode();
        await rig.AgreeAsync([.. others, rig.Nodes[^1]]);
        await rig.JudgeAsync();
    }

    [MultiNodeFact]
    public async Task A_node_that_was_frozen_for_longer_than_its_lease_does_not_act_when_it_wakes()
    {
        await using var rig = await ClusterRig.StartAsync(3, output);
        var oldest = rig.Oldest();
        var others = rig.Nodes.Where(node => node != oldest).ToArray();

        rig.Freeze(oldest, true);
        var frozen = Stopwatch.StartNew();
        await Times.UntilAsync(() => others.All(node => node.Removals.Contains(oldest.State!.Address)), rig.Describe);
        await rig.WorkAsync(others);
        rig.Report("the singleton acted for nobody", rig.Witness.Gap("single", oldest.Name));
        if (Times.Disturbance > frozen.Elapsed)
            await Times.LastAsync(Times.Disturbance - frozen.Elapsed);
        var before = rig.Witness.Count;
        rig.Freeze(oldest, false);

        // It finds out that it was removed, and ends.
        await Times.UntilAsync(() => oldest.HasEnded, rig.Describe);
        var acts = rig.Witness.Read().Skip(before).Where(line => line.Kind == 'A' && line.Node == oldest.Name).ToArray();
        output.WriteLine($"{acts.Length} acts after {frozen.Elapsed.TotalSeconds:0.0} s frozen, "
            + $"{acts.Count(rig.IsExcused)} of them under way before");
        Assert.DoesNotContain(acts, act => !rig.IsExcused(act));
        await rig.AgreeAsync(others);
        await rig.JudgeAsync();
    }
}
