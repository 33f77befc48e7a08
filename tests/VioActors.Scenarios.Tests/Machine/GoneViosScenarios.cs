using System.Buffers.Binary;
using VioActors.Domain.LogicalUnits;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;

namespace VioActors.Scenarios.Tests.Machine;

/// <summary>Nobody waits for a VIOS that is gone, and what it reserved is what it should be when it comes back.</summary>
public sealed class GoneViosScenarios
{
    private const ulong Key = 0xABCD;

    [Fact]
    [Trait("Req", "RED-4")]
    public async Task Given_AViosThatStopped_Then_ChangesAndDeletionDoNotWaitForIt_AndItComesBackToThem()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        var (gone, _) = await rig.LoginAsync("vios2", "lu1", 1);
        var (client, lun) = await rig.LoginAsync("vios1", "lu1", 1);
        Assert.Equal(ScsiStatus.Good, (await gone.DoAsync(lun, [0x16, 0, 0, 0, 0, 0])).Status);
        Assert.Equal(ScsiStatus.ReservationConflict, (await client.WriteAsync(lun, 0, new byte[512])).Status);

        await rig.System.StopViosAsync("vios2", "test");

        var lu = await rig.LuAsync("lu1");
        Assert.Equal((await rig.System.ReportOfAsync("vios1")).Vios, Assert.Single((await UseAsync(rig, lu)).Holders).Vios);
        var write = await Eventually.ReachAsync(
            "vios1 hears that the reservation ended with its VIOS", () => client.WriteAsync(lun, 0, new byte[512]),
            done => done.Status != ScsiStatus.ReservationConflict);
        Assert.Equal(ScsiStatus.Good, write.Status);
        Assert.Equal(ScsiStatus.Good, (await Register(client, lun, 0)).Status);
        Assert.Equal(ScsiStatus.Good, (await client.DoAsync(lun, [0x5F, 1, 3, 0, 0, 0, 0, 0, 24, 0], List(Key, 0))).Status);

        await rig.System.StartViosAsync("vios2", CancellationToken.None);
        var (back, _) = await rig.LoginAsync("vios2", "lu1", 1);
        Assert.Equal(ScsiStatus.ReservationConflict, (await back.WriteAsync(lun, 0, new byte[512])).Status);
        Assert.Equal(ScsiStatus.Good, (await client.WriteAsync(lun, 0, new byte[512])).Status);
        await rig.System.StopViosAsync("vios2", "test");
        await rig.AskAsync<object>(new DeleteLu(await rig.LuAsync("lu2"), Forced: true));
    }

    [Theory]
    [Trait("Req", "IO-2")]
    [InlineData(1, ScsiStatus.ReservationConflict)]
    [InlineData(0, ScsiStatus.Good)]
    public async Task Given_AllStopsAndStartsAgain_Then_ReservationsAreThereWithAptplOnly(byte aptpl, ScsiStatus expected)
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        var (client, lun) = await rig.LoginAsync("vios1", "lu1", 1);
        Assert.Equal(ScsiStatus.Good, (await Register(client, lun, aptpl)).Status);
        Assert.Equal(ScsiStatus.Good, (await client.DoAsync(lun, [0x5F, 1, 1, 0, 0, 0, 0, 0, 24, 0], List(Key, 0))).Status);

        await rig.RestartAsync();

        var (other, _) = await rig.LoginAsync("vios2", "lu1", 2);
        Assert.Equal(expected, (await other.WriteAsync(lun, 0, new byte[512])).Status);
        var (holder, _) = await rig.LoginAsync("vios1", "lu1", 1);
        Assert.Equal(ScsiStatus.Good, (await holder.WriteAsync(lun, 0, new byte[512])).Status);
    }

    private static Task<LuUseFound> UseAsync(DevRig rig, Domain.Values.LuUdid lu) => rig.AskAsync<LuUseFound>(new GetLuUse(lu));

    private static Task<TaskOutcome> Register(TestInitiator client, int lun, byte aptpl)
    {
        var list = List(0, Key);
        list[20] = aptpl;
        return client.DoAsync(lun, [0x5F, 0, 0, 0, 0, 0, 0, 0, 24, 0], list);
    }

    private static byte[] List(ulong key, ulong actionKey)
    {
        var list = new byte[24];
        BinaryPrimitives.WriteUInt64BigEndian(list, key);
        BinaryPrimitives.WriteUInt64BigEndian(list.AsSpan(8), actionKey);
        return list;
    }
}
