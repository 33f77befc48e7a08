using VioActors.Domain.Cec;
using VioActors.Scenarios.Tests.Fixtures;

namespace VioActors.Scenarios.Tests.Machine;

public sealed class HardwareScenarios
{
    [Fact]
    [Trait("Req", "SYS-1")]
    public async Task Given_NoAdaptersInTheSettings_Then_EveryViosHasThoseOfAUsualOne_AndTheyStayTheSame()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        var hardware = (await rig.AskAsync<CecFound>(new GetCec(rig.System.Cec))).Hardware;
        foreach (var name in rig.System.Settings.ViosNames)
        {
            var vios = (await rig.System.ReportOfAsync(name)).Vios;
            Assert.Equal(
                ["fcs0", "fcs1", "sissas0", "ent0"],
                hardware.Adapters.Where(adapter => adapter.Owner == vios).Select(adapter => adapter.Name.Value));
        }

        Assert.Equal(8, hardware.Adapters.Select(adapter => adapter.Location).Distinct().Count());
        Assert.Equal(8, hardware.Adapters.Select(adapter => adapter.Identity).Distinct().Count());

        await rig.RestartAsync();
        Assert.Equal(hardware, (await rig.AskAsync<CecFound>(new GetCec(rig.System.Cec))).Hardware);
    }

    [Fact]
    [Trait("Req", "SYS-1")]
    [Trait("Req", "SYS-5")]
    public async Task Given_DevicesAndNeighboursInTheSettings_Then_TheCecHasThoseAndAClientIsLinkedToThem()
    {
        await using var rig = await DevRig.StartAsync(
            "vio-actors.lpar.enabled = off",
            "vio-actors.cec.physical-adapters = [{ kind = iscsi, name = iscsi3, location = U1-P1-C1, vios = vios1, identity = x },"
            + "{ kind = tape, name = rmt0, location = U1-P1-C2, vios = \"\", identity = \"\" }]",
            "vio-actors.cec.local-disks = [{ name = hdisk0, location = U1-P1-D1, vios = vios2, size = 300GiB }]",
            "vio-actors.cec.neighbours = [9009.42A.10F6E2C]");
        var hardware = (await rig.AskAsync<CecFound>(new GetCec(rig.System.Cec))).Hardware;
        Assert.Equal(
            [(PhysicalAdapterKind.Iscsi, "iscsi3"), (PhysicalAdapterKind.Tape, "rmt0")],
            hardware.Adapters.Select(adapter => (adapter.Kind, adapter.Name.Value)));
        var disk = Assert.Single(hardware.Disks);
        Assert.Equal(((await rig.System.ReportOfAsync("vios2")).Vios, 300L << 30), (disk.Owner, disk.Size.Bytes));
        Assert.Equal("9009.42A.10F6E2C", Assert.Single(hardware.Neighbours).ToString());

        await rig.LoginAsync("vios1", "lu1");
        var client = Assert.Single((await rig.AskAsync<Domain.Clients.ClientFound>(
            new Domain.Clients.GetClient(await rig.ClientKeyAsync("client1")))).Client.Adapters);
        Assert.Equal("iscsi3", client.Physical?.Value);
    }
}
