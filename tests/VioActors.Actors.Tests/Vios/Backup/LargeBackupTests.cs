using Akka.Actor;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Pool;
using VioActors.Domain.Restore;
using VioActors.Domain.Values;
using VioActors.Persistence.Wire;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Actors.Tests.Vios.Backup;

/// <summary>Configurations that are longer than a frame of remoting, between a VIOS and a VIOS DB in different systems.</summary>
public class LargeBackupTests
{
    private const int DiskCount = 25_000;
    private const int GroupCount = 50;
    private const int FrameBytes = 4 << 20;

    [Fact]
    [Trait("Req", "BR-2")]
    [Trait("Req", "BR-6")]
    public async Task AVios_OfTwentyFiveThousandDevices_IsBackedUpAndRestoredOverTheWire()
    {
        await using var rig = await BackupRig.StartAsync(1, isApart: true);
        await rig.Db<InventoryFound>(new DiscoverDevices(rig.Vios, [.. Enumerable.Range(0, DiskCount).Select(DiskOf)]));
        for (var number = 0; number < GroupCount; number++)
            await rig.Db<IReply>(new AddDevice(rig.Vios, GroupOf(number)));
        var wanted = await rig.CurrentAsync();
        Assert.True(DomainCodec.Encode(new BackupViewed(wanted)).Length > FrameBytes);

        var made = await rig.Ask<BackupMade>(new MakeBackup("large", BackupPlaceKind.Repository));
        Assert.Equal(wanted.Devices.Count, made.DeviceCount);
        await LoseAsync(rig);
        var report = await rig.Ask<RestoreReport>(new RestoreBackup(made.File, RestoreOptions.Default, false));

        Assert.Equal((RestoreEnd.Restored, wanted.Devices.Count), (report.End, report.Deployed.Count));
        Assert.Equal(wanted, await rig.CurrentAsync());
        Assert.Equal(GroupCount, (await rig.Db<RestoreFound>(new GetRestore(rig.Vios))).Run!.Steps.Count);
    }

    [Fact]
    [Trait("Req", "BR-10")]
    public async Task ALargeRestore_WhoseProcessIsReplaced_GoesOnOverTheWire()
    {
        await using var rig = await BackupRig.StartAsync(1, isApart: true);
        await rig.Db<InventoryFound>(new DiscoverDevices(rig.Vios, [.. Enumerable.Range(0, DiskCount).Select(DiskOf)]));
        var before = await rig.CurrentAsync();
        var run = new RestoreRun(
            "large", rig.Vios, rig.Clock.Now, false,
            [.. before.Devices.Select(device => new RestoreFinding(device.Kind, device.Name, FindingKind.AlreadyDeployed, ""))],
            [.. Enumerable.Range(0, GroupCount).Select(number => new RestoreStep(number, RestoreAction.AddDevice, GroupOf(number), null))]);
        await rig.Db<RestoreFound>(new BeginRestore(rig.Vios, run));
        await rig.Db<Ok>(new RecordStep(rig.Vios, new StepResult(0, StepOutcome.Done, "")));

        await rig.RestartAsync();

        var after = await rig.CurrentAsync();
        Assert.Equal(before.Devices.Count + GroupCount - 1, after.Devices.Count);
        Assert.Equal(RestoreStatus.Restored, (await rig.Db<RestoreFound>(new GetRestore(rig.Vios))).Status);
    }

    [Fact]
    [Trait("Req", "STO-1")]
    public async Task APool_WithMoreLogicalUnitsThanAFrameHolds_IsReadOverTheWire()
    {
        var pool = new PoolFound(
            PoolName.Parse("rootpool"), new PoolCapacity(1 << 20, 1, 2, 3, 4, 1 << 20, PoolAlertLevel.None), [],
            [.. Enumerable.Range(0, 100_000).Select(number => new PoolLu(
                BackupRig.LuOf(number), LuName.Parse($"production-disk-{number:D6}"), new ByteSize(1 << 30), false, Tier.System))],
            PoolThresholds.Default, PoolLimits.None, [], [], []);
        Assert.True(DomainCodec.Encode(pool).Length > FrameBytes);
        var there = ActorSystem.Create("there", TestConfigurations.ActorsOverTheWire);
        var here = ActorSystem.Create("here", TestConfigurations.ActorsOverTheWire);
        try
        {
            var keeper = there.ActorOf(Props.Create(() => new Keeper(pool)), "pool");
            var address = ((ExtendedActorSystem)there).Provider.DefaultAddress;
            var seen = ((ExtendedActorSystem)here).Provider.ResolveActorRef(keeper.Path.ToSerializationFormatWithAddress(address));

            Assert.Equal(pool, await seen.Ask<PoolFound>(new GetPool(pool.Pool), TestLimits.Answer));
        }
        finally
        {
            await here.Terminate();
            await there.Terminate();
        }
    }

    private static Device DiskOf(int number) => Device.Of(
        DeviceKind.Disk, $"hdisk{number}", null, $"U78AA.001.WZSH3HE-P1-C7-T1-W50050768{number:X8}-L{number:X16}", ("size", "100G"));

    private static Device GroupOf(int number) => Device.Of(
        DeviceKind.VolumeGroup, $"vg{number}", null, "", ("disks", $"hdisk{number}"));

    /// <summary>The volume groups are gone; the disks are there.</summary>
    private static async Task LoseAsync(BackupRig rig)
    {
        for (var number = 0; number < GroupCount; number++)
            await rig.Db<IReply>(new RemoveDevice(rig.Vios, DeviceKind.VolumeGroup, DeviceName.Parse($"vg{number}")));
    }

    private sealed class Keeper : ReceiveActor
    {
        public Keeper(PoolFound pool) => Receive<GetPool>(_ => Sender.Tell(pool));
    }
}
