using Akka.Actor;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Dsa;
using VioActors.Domain.Cec;
using VioActors.Domain.Cluster;
using VioActors.Domain.Devices;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;
using VioActors.Storage.Paths;

namespace VioActors.Actors.Tests.Vios.Dsa;

/// <summary>The physical path of a VIOS which an administrator disturbs.</summary>
public sealed class PathTests : Akka.TestKit.Xunit2.TestKit, IAsyncLifetime
{
    private const int Lun = 1;
    private ViosRig _rig = null!;

    public PathTests()
        : base(TestConfigurations.Actors)
    {
    }

    public async Task InitializeAsync() => _rig = await ViosRig.StartAsync(Sys);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    [Trait("Req", "RED-1")]
    public async Task ACutPath_FailsIoAsNotAccessible_AndReturnsAfterCleanProbes_AsOftenAsItIsCut()
    {
        var client = await _rig.LoginAsync();
        var bytes = TestInitiator.Pattern(1, 4096);
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(ScsiStatus.Good, (await client.WriteAsync(Lun, round * 4096, bytes)).Status);
            var cut = await InjectAsync(new InjectedFault.Cut());
            Assert.Equal((PathState.Down, new InjectedFault.Cut()), (cut.State, cut.Fault));
            var failed = await client.TryReadAsync(Lun, 0, 4096);
            Assert.Equal((ScsiStatus.CheckCondition, (byte)2, (byte)4), (failed.Status, failed.Sense.Key, failed.Sense.Code));
            await InjectAsync(null);
            await Eventually.ReachAsync("the path is up", _rig.ReportAsync, IsWhole);
            Assert.Equal(bytes, await client.ReadAsync(Lun, round * 4096, 4096));
        }

        var history = (await _rig.ReportAsync()).Path!.History.Select(change => change.To);
        Assert.Equal(Enumerable.Repeat(new[] { PathState.Down, PathState.Up }, 3).SelectMany(pair => pair), history.TakeLast(6));
    }

    [Fact]
    [Trait("Req", "REG-9")]
    public async Task ACutPath_IsInTheViosReportAndInTheDb()
    {
        await InjectAsync(new InjectedFault.Cut());
        await Eventually.ReachAsync("the DB knows", () => Task.FromResult(StorageInDb()), status => status == LayerStatus.Down);
        var layer = (await _rig.ReportAsync()).Stack.Single(layer => layer.Layer == StackLayer.StorageVirtualization);
        Assert.Equal((LayerStatus.Down, "An administrator cut the path."), (layer.Status, layer.Detail));
        await InjectAsync(null);
        await Eventually.ReachAsync("the DB knows", () => Task.FromResult(StorageInDb()), status => status == LayerStatus.Up);
    }

    [Fact]
    public async Task AMediumError_IsAnsweredAsSuch_AndTheClientGoesOnAfterwards()
    {
        var client = await _rig.LoginAsync();
        var bytes = TestInitiator.Pattern(1, 4096);
        Assert.Equal(ScsiStatus.Good, (await client.WriteAsync(Lun, 0, bytes)).Status);
        await InjectAsync(new InjectedFault.MediumError());
        Assert.Equal(new TestSense(3, 0x11, 0), (await client.TryReadAsync(Lun, 0, 4096)).Sense);
        Assert.Equal(new TestSense(3, 0x0C, 0), (await client.WriteAsync(Lun, 0, TestInitiator.Pattern(2, 4096))).Sense);
        await InjectAsync(null);
        await Eventually.ReachAsync("the path is up", _rig.ReportAsync, IsWhole);
        Assert.Equal(bytes, await client.ReadAsync(Lun, 0, 4096));
    }

    [Fact]
    [Trait("Req", "BR-2")]
    public async Task WhatIsSetOfThePathInTheInventory_IsWhatItIsWatchedBy()
    {
        var vios = _rig.Definition.Vios;
        _rig.Ask<CecFound>(new DefineHardware(ViosFiles.Cec, new CecHardware([], [], [])));
        var path = (await Eventually.ReachAsync(
            "the path is in the inventory", () => Task.FromResult(_rig.Ask<InventoryFound>(new GetInventory(vios)).Inventory),
            inventory => inventory.Devices.Any(device => device.Kind == DeviceKind.StoragePath)))
            .Devices.Single(device => device.Kind == DeviceKind.StoragePath);
        Assert.Equal(("10", "2"), (path["hcheck_interval_ms"], path["clean_probes"]));
        await InjectAsync(new InjectedFault.Cut());

        _rig.Ask<DeviceAnswer>(new SetDeviceAttributes(
            vios, path.Kind, path.Name, [new DeviceAttribute("hcheck_interval_ms", "5"), new DeviceAttribute("clean_probes", "7")]));

        await Eventually.ReachAsync(
            "it is watched so", _rig.ReportAsync, report => report.Path!.Watch is { CleanProbesNeeded: 7 });
        await InjectAsync(null);
        await Eventually.ReachAsync("the path is up", _rig.ReportAsync, report => report.Path!.State == PathState.Up);
    }

    private static bool IsWhole(ViosReport report) => report.Path!.Volumes.All(volume => volume.View.State == PathState.Up);

    protected override void AfterAll()
    {
        base.AfterAll();
        _rig.Dispose();
    }

    private LayerStatus StorageInDb() => _rig.Ask<ClusterFound>(new GetCluster()).Cluster.Nodes
        .Single(node => node.Vios == _rig.Definition.Vios).Registration!.Stack
        .Single(layer => layer.Layer == StackLayer.StorageVirtualization).Status;

    private Task<PathReport> InjectAsync(InjectedFault? fault) => _rig.Vios.Ask<PathReport>(new InjectPathFault(fault),
        TestLimits.Answer);
}
