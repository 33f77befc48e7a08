using VioActors.Domain.Memory;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Scenarios.Tests.Images;

[Trait("Req", "OSI-1")]
public sealed class PagingScenarios
{
    [Fact]
    public async Task Given_MoreMemoryInUseThanThePoolHas_When_PagingVIOSesComeAndGo_Then_PartitionsWaitAndLoseNothing()
    {
        await using var rig = await ImageRig.StartAsync("1M", 2, "1M");
        var medium = ImageRig.Medium("a", 1);
        await rig.CreateImageAsync("a", medium);
        var clients = await rig.ClientsAsync();
        foreach (var client in clients)
            await rig.BootAsync(client, "a", dataPages: 200);
        foreach (var client in clients)
            await rig.WorksAsync(client, 450);

        var report = await rig.MemoryAsync();
        var vioses = await rig.ViosPartitionsAsync();
        Assert.Equal(vioses[0], report.PagingVios);
        Assert.True(report.Partitions.Sum(partition => partition.Logical) > report.FrameCount);
        Assert.All(report.Partitions, partition => Assert.True(partition.PagedOut > 0 && partition.PageIns > 0, partition.ToString()));

        // The second paging VIOS takes over.
        await rig.Dev.System.StopViosAsync("vios1", "the scenario stops it");
        foreach (var client in clients)
            await rig.WorksAsync(client, 450);
        report = await rig.MemoryAsync();
        Assert.Equal(vioses[1], report.PagingVios);
        Assert.True(report.TakeOvers > 0);

        // Nobody serves: both come to wait for a page.
        await rig.Dev.System.StopViosAsync("vios2", "the scenario stops it");
        report = await Eventually.ReachAsync("both wait for a page", rig.MemoryAsync, now => now.Waiting == 2);
        Assert.Null(report.PagingVios);
        await rig.Dev.System.StartViosAsync("vios1", CancellationToken.None);
        foreach (var client in clients)
            await rig.WorksAsync(client, 450);
        Assert.Equal(vioses[0], (await rig.MemoryAsync()).PagingVios);
        foreach (var client in clients)
            await rig.AnswersAsAsync(client, medium);
    }

    [Fact]
    public async Task Given_APagingDevice_When_SomebodyWantsItsLu_Then_ItIsInUse()
    {
        await using var rig = await ImageRig.StartAsync("1M", 1, "1M");
        await rig.CreateImageAsync("a", ImageRig.Medium("a", 1, pages: 300));
        var client = (await rig.ClientsAsync())[0];
        await rig.BootAsync(client, "a", dataPages: 200);
        await rig.WorksAsync(client, 800);
        Assert.True((await rig.MemoryAsync()).Partitions[0].PageOuts > 0);
        var lu = (await rig.PhypAsync<MemoryPoolFound>(new GetMemoryPool())).Devices[0].Lu;
        await rig.Dev.AskRefusedAsync(new Domain.LogicalUnits.DeleteLu(lu, Forced: false));
        await rig.RefusedAsync(new RemovePagingDevice(lu));
    }
}
