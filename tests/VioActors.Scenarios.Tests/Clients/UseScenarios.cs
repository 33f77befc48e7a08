using VioActors.Domain.Clients;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;

namespace VioActors.Scenarios.Tests.Clients;

/// <summary>Who has a logical unit open, across the cluster (STO-7).</summary>
public sealed class UseScenarios(SharedDev dev) : IClassFixture<SharedDev>
{
    private readonly DevRig _rig = dev.Rig;

    [Fact]
    [Trait("Req", "STO-7")]
    public async Task Given_AClientOnBothVioses_When_ItLogsInAndGoes_Then_TheDbKnowsAllAlongWhoHasItsDiskOpen()
    {
        var lu = await _rig.CreateLuAsync("used", 1 << 20);
        var vioses = new List<(VioUuid Vios, VirtualTargetDevice Device)>();
        foreach (var name in new[] { "vios1", "vios2" })
        {
            var device = await _rig.MapBesideAsync(name, "lu1", lu);
            vioses.Add(((await _rig.System.ReportOfAsync(name)).Vios, device));
        }

        var monday = LuName.Parse("monday");
        await _rig.AskAsync<Ok>(new TakeSnapshot(lu, monday));

        var one = await _rig.LoginAsync("vios1", "used", 7);
        var two = await _rig.LoginAsync("vios2", "used", 7);

        // Nothing is waited for: a login is answered when the use is recorded.
        var client = (await _rig.AskAsync<ClientFound>(new GetClient(await _rig.ClientKeyAsync("client1")))).Client;
        var uses = (await _rig.AskAsync<LuUseFound>(new GetLuUse(lu))).Uses;
        Assert.Equal(vioses.Select(vios => vios.Vios).Order(), uses.Select(use => use.Vios).Order());
        Assert.All(uses, use => Assert.Equal((client.ClientId, true), (use.Client, use.Exclusive)));
        Assert.Equal(client.Adapters.Select(row => row.AdapterId).Order(), uses.Select(use => use.Adapter).Order());
        Assert.Equal(RejectionCode.InUse, (await _rig.AskRefusedAsync(new RollBack(lu, monday, false))).Code);

        one.Initiator.Nexus.Close("the test ends it");
        await UntilUsedByAsync(lu, vioses[1].Vios);
        two.Initiator.Nexus.Close("the test ends it");
        await UntilUsedByAsync(lu);

        // It is mapped, and nobody has it open: that is enough.
        await _rig.AskAsync<Ok>(new RollBack(lu, monday, false));

        await _rig.LoginAsync("vios1", "used", 8);
        Assert.Single((await _rig.AskAsync<LuUseFound>(new GetLuUse(lu))).Uses);
        foreach (var (vios, device) in vioses)
            await _rig.AskAsync<IReply>(new UnmapLu(vios, device.Name, null));
        Assert.Empty((await _rig.AskAsync<LuUseFound>(new GetLuUse(lu))).Uses);
    }

    [Fact]
    [Trait("Req", "ID-5")]
    public async Task Given_AWriteUnderWay_When_ItsDiskIsUnmapped_Then_ItIsAnsweredThatTheUnitIsGone()
    {
        var lu = await _rig.CreateLuAsync("leaving", 1 << 20);
        var device = await _rig.MapBesideAsync("vios1", "lu2", lu);
        var (initiator, lun) = await _rig.LoginAsync("vios1", "leaving", 9);
        await initiator.DoAsync(lun, TestInitiator.TestUnitReady);
        var never = new TaskCompletionSource();
        var write = initiator.Send(lun, TestInitiator.Transfer(0x8A, 0, 4096), new byte[4096], gate: never.Task);
        await write.DataRequested;

        await _rig.AskAsync<IReply>(new UnmapLu((await _rig.System.ReportOfAsync("vios1")).Vios, device.Name, null));

        var outcome = await write.Ended;
        Assert.Equal((false, ScsiStatus.CheckCondition, "05/25/00"), (outcome.Abandoned, outcome.Status, outcome.Sense.ToString()));
        Assert.Equal(1, write.EndCount);
    }

    private Task UntilUsedByAsync(LuUdid lu, params VioUuid[] vioses) => Eventually.ReachAsync(
        "the use has ended", () => _rig.AskAsync<LuUseFound>(new GetLuUse(lu)),
        found => found.Uses.Select(use => use.Vios).Order().SequenceEqual(vioses.Order()));
}
