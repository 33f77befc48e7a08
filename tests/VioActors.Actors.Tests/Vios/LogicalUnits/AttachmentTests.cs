using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;

namespace VioActors.Actors.Tests.Vios.LogicalUnits;

/// <summary>An LU at a VIOS: grants, changes of the LU while it is used, its end.</summary>
public sealed class AttachmentTests : Akka.TestKit.Xunit2.TestKit, IAsyncLifetime
{
    private const int Lun = 1;
    private ViosRig _rig = null!;

    public AttachmentTests()
        : base(TestConfigurations.Actors)
    {
    }

    public async Task InitializeAsync() => _rig = await ViosRig.StartAsync(Sys);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    [Trait("Req", "STO-2")]
    public async Task AnLuThatGrowsAgainAndAgain_UnderLoad_LosesNoCommandAndNoByte()
    {
        var client = await _rig.LoginAsync();
        var lu = (await _rig.ReportAsync()).Devices!.Devices[0].Lu;
        using var stop = new CancellationTokenSource();
        var load = Task.Run(async () =>
        {
            for (var round = 0; !stop.IsCancellationRequested; round++)
            {
                var bytes = TestInitiator.Pattern(round, 8192);
                var offset = round % 32 * 8192;
                Assert.Equal(ScsiStatus.Good, (await client.WriteAsync(Lun, offset, bytes)).Status);
                Assert.Equal(bytes, await client.ReadAsync(Lun, offset, 8192));
            }
        });
        for (var size = 1; size <= 5; size++)
        {
            _rig.Ask<object>(new GrowLu(lu, ByteSize.FromMebibytes(size), null));
            await Eventually.ReachAsync("the new size", () => client.CapacityAsync(Lun), bytes => bytes == (long)size << 20);
        }

        _rig.Ask<object>(new RenameLu(lu, LuName.Parse("renamed"), null));
        await stop.CancelAsync();
        await load.WaitAsync(TestLimits.Answer);
    }

    [Fact]
    [Trait("Req", "STO-6")]
    public async Task AViosHoldsOneGrant_HoweverManyNexusesUseTheLu_AndALaterOneHasAHigherEpoch()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
            (await _rig.LoginAsync((ulong)number)).DoAsync(Lun, TestInitiator.TestUnitReady)));
        var lu = (await _rig.ReportAsync()).Devices!.Devices[0].Lu;
        var holder = Assert.Single(_rig.Ask<LuUseFound>(new GetLuUse(lu)).Holders);
        Assert.Equal((_rig.Definition.Vios, 1L), (holder.Vios, holder.Incarnation));
        _rig.Ask<object>(new GrowLu(lu, ByteSize.FromMebibytes(3), null));
        var later = await Eventually.ReachAsync(
            "a new grant", () => Task.FromResult(_rig.Ask<LuUseFound>(new GetLuUse(lu)).Holders), holders =>
                holders.Count == 1 && holders[0].Epoch > holder.Epoch);
        Assert.Equal(holder.Vios, later[0].Vios);
    }

    [Fact]
    [Trait("Req", "ID-5")]
    public async Task AnLuThatIsDeletedByForce_DisappearsFromItsClient_AndItsCommandsFail()
    {
        var client = await _rig.LoginAsync();
        await client.WriteAsync(Lun, 0, TestInitiator.Pattern(1, 4096));
        var lu = (await _rig.ReportAsync()).Devices!.Devices[0].Lu;
        var refused = Assert.Throws<InvalidOperationException>(() => _rig.Ask<object>(new DeleteLu(lu, false)));
        Assert.Contains("disk1", refused.Message, StringComparison.Ordinal);
        _rig.Ask<object>(new DeleteLu(lu, true));
        await Eventually.ReachAsync("no device", _rig.ReportAsync, report => report.Devices!.Devices.Count == 0);
        await Eventually.ReachAsync("no LUN", () => client.ReportLunsAsync(), luns => luns.Count == 0);
        Assert.Equal(new TestSense(5, 0x25, 0), (await client.TryReadAsync(Lun, 0, 4096)).Sense);
    }

    [Fact]
    [Trait("Req", "ID-5")]
    public async Task AMapping_CanBeRemovedAndMadeAgain_ManyTimes()
    {
        var client = await _rig.LoginAsync();
        var bytes = TestInitiator.Pattern(1, 4096);
        Assert.Equal(ScsiStatus.Good, (await client.WriteAsync(Lun, 0, bytes)).Status);
        var lu = (await _rig.ReportAsync()).Devices!.Devices[0].Lu;
        for (var round = 0; round < 5; round++)
        {
            var device = (await _rig.ReportAsync()).Devices!.Devices[0];
            _rig.Ask<object>(new UnmapLu(_rig.Definition.Vios, device.Name, null));
            await Eventually.ReachAsync("it is gone", () => client.ReportLunsAsync(), luns => luns.Count == 0);
            _rig.Map(lu, Lun);
            await Eventually.ReachAsync("it is back", () => client.ReportLunsAsync(), luns => luns.Count == 1);
            Assert.Equal(bytes, await client.ReadAsync(Lun, 0, 4096));
        }
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _rig.Dispose();
    }
}
