using Akka.Actor;
using VioActors.Actors.Lpar;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.Vios.Dsa;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Node.Dev;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Storage.Paths;

namespace VioActors.Scenarios.Tests.Hypervisor;

/// <summary>A client partition stands still while nothing serves it, and goes on as if nothing had been (NPV-4…NPV-11).</summary>
public sealed class FreezeScenarios
{
    private const string Busy = "vio-actors.lpar.rate = 400";
    private const string Impatient = "vio-actors.lpar.io-timeout = 200ms";

    [Fact]
    [Trait("Req", "NPV-4")]
    [Trait("Req", "NPV-6")]
    [Trait("Req", "NPV-11")]
    public async Task Given_OneViosServes_When_ItIsStoppedOnPurpose_Then_TheClientStandsStillFirst_AndGoesOnWhenItIsBack()
    {
        await using var rig = await DevRig.StartAsync(Busy, Impatient);
        await WritesMoreAsync(rig, 20);
        await rig.System.StopViosAsync("vios2", "test");

        await rig.System.StopViosAsync("vios1", "test");

        var frozen = await DispatchAsync(rig);
        Assert.Equal((DispatchState.Frozen, ViosEventKind.PowerDown), (frozen.State, frozen.Kind));
        var before = await rig.GuestAsync(GetGuestReport.Instance);
        Assert.Equal(GuestState.Frozen, before.State);
        await rig.System.StartViosAsync("vios1", CancellationToken.None);
        await GoesOnAsync(rig, before);
    }

    [Fact]
    [Trait("Req", "NPV-5")]
    [Trait("Req", "NPV-7")]
    public async Task Given_OneViosServes_When_ItEndsWithoutWarning_Then_RequestsInFlightAreKeptAndCompletedAfterwards()
    {
        await using var rig = await DevRig.StartAsync(Busy, Impatient);
        await rig.System.StopViosAsync("vios2", "test");
        for (var round = 0; round < 3; round++)
        {
            await WritesMoreAsync(rig, 30);
            var ended = rig.System.Vioses["vios1"].WatchAsync();

            rig.System.Vioses["vios1"].Tell(PoisonPill.Instance, ActorRefs.NoSender);
            await ended;

            var frozen = await FrozenAsync(rig);
            Assert.Equal(ViosEventKind.Failure, frozen.Kind);
            var before = await rig.GuestAsync(GetGuestReport.Instance);
            await Eventually.ReachAsync("vios1 is known to be gone", () => TryStartAsync(rig, "vios1"), started => started);
            await GoesOnAsync(rig, before);
        }

        Assert.Equal(3, (await DispatchAsync(rig)).Freezes);
    }

    [Fact]
    [Trait("Req", "NPV-10")]
    public async Task Given_TwoViosesServe_When_OneIsStopped_Then_TheClientGoesOnThroughTheOther()
    {
        await using var rig = await DevRig.StartAsync(Busy);
        await WritesMoreAsync(rig, 20);

        await rig.System.StopViosAsync("vios1", "test");
        await WritesMoreAsync(rig, 20);

        Assert.Equal((DispatchState.Running, 0), ((await DispatchAsync(rig)).State, (await DispatchAsync(rig)).Freezes));
        await VerifyAsync(rig);
    }

    [Fact]
    [Trait("Req", "NPV-8")]
    public async Task Given_AClientThatRegisteredNothing_When_NothingServesIt_Then_ItCrashesWithADump_AndCanBeActivated()
    {
        await using var rig = await DevRig.StartAsync(Busy, Impatient, "vio-actors.lpar.freeze-on = []");
        await WritesMoreAsync(rig, 20);
        await rig.System.StopViosAsync("vios2", "test");
        await rig.System.StopViosAsync("vios1", "test");

        var crashed = await Eventually.ReachAsync(
            "the guest crashes", () => rig.GuestAsync(GetGuestReport.Instance), report => report.State == GuestState.Crashed);

        Assert.Contains("I/O error on the rootvg", crashed.Dump);
        Assert.Contains("vscsi-c2 failed", crashed.Dump);
        Assert.Equal(1, crashed.IoErrors);
        await rig.System.StartViosAsync("vios1", CancellationToken.None);
        await rig.GuestAsync(ActivateGuest.Instance);
        await WritesMoreAsync(rig, 20);
        Assert.Equal(0, (await rig.GuestAsync(VerifyEveryBlock.Instance)).Contradictions);
    }

    [Fact]
    [Trait("Req", "NPV-5")]
    public async Task Given_NoViosHasItsFabric_Then_TheClientIsFrozenByTheirException_UntilOneHasIt()
    {
        await using var rig = await DevRig.StartAsync(Busy, Impatient, "vio-actors.io-redundancy.hold-limit = 60s");
        await WritesMoreAsync(rig, 20);
        await FaultAsync(rig, "vios1", new InjectedFault.Cut());
        await FaultAsync(rig, "vios2", new InjectedFault.Cut());

        var frozen = await FrozenAsync(rig);
        Assert.Equal(ViosEventKind.Exception, frozen.Kind);
        var before = await rig.GuestAsync(GetGuestReport.Instance);
        await FaultAsync(rig, "vios2", null);

        await GoesOnAsync(rig, before);
    }

    [Fact]
    [Trait("Req", "NPV-6")]
    public async Task Given_AViosThatComesBackWithoutTheDisk_Then_TheClientStaysFrozen_UntilTheDiskAnswers()
    {
        await using var rig = await DevRig.StartAsync(Busy, Impatient);
        await WritesMoreAsync(rig, 20);
        await rig.System.StopViosAsync("vios2", "test");
        var vios = (await rig.System.ReportOfAsync("vios1")).Vios;
        var device = await rig.DeviceAsync("vios1", "lpar1");
        await rig.System.StopViosAsync("vios1", "test");
        await rig.AskAsync<IReply>(new UnmapLu(vios, device.Name, null));

        await rig.System.StartViosAsync("vios1", CancellationToken.None);
        var waiting = await Eventually.ReachAsync("its disk is missed", () => DispatchAsync(rig), report => report.Detail.Contains("disk"));
        Assert.Equal(DispatchState.Frozen, waiting.State);
        var before = await rig.GuestAsync(GetGuestReport.Instance);
        await rig.AskAsync<MappingAnswer>(new MapLu(
            vios, device.Adapter, rig.Pool, device.Lu, device.Lun, device.Name, false, false));

        await GoesOnAsync(rig, before);
    }

    [Fact]
    [Trait("Req", "NPV-5")]
    public async Task Given_ItsDiskIsTakenFromAViosThatServes_Then_TheClientIsFrozenBeforeItSeesAnError_UntilTheDiskAnswers()
    {
        await using var rig = await DevRig.StartAsync(Busy, Impatient);
        await WritesMoreAsync(rig, 20);
        await rig.System.StopViosAsync("vios2", "test");
        var vios = (await rig.System.ReportOfAsync("vios1")).Vios;
        var device = await rig.DeviceAsync("vios1", "lpar1");

        await rig.AskAsync<IReply>(new UnmapLu(vios, device.Name, null));

        var frozen = await FrozenAsync(rig);
        Assert.Equal(ViosEventKind.Exception, frozen.Kind);
        var before = await rig.GuestAsync(GetGuestReport.Instance);
        await rig.AskAsync<MappingAnswer>(new MapLu(
            vios, device.Adapter, rig.Pool, device.Lu, device.Lun, device.Name, false, false));
        await GoesOnAsync(rig, before);
    }

    [Fact]
    [Trait("Req", "NPV-6")]
    public async Task Given_AFrozenClient_When_TheOperatorReleasesIt_Then_ItRunsWithoutAPath()
    {
        await using var rig = await DevRig.StartAsync(Busy, "vio-actors.lpar.io-timeout = 0s");
        await WritesMoreAsync(rig, 20);
        await rig.System.StopViosAsync("vios2", "test");
        await rig.System.StopViosAsync("vios1", "test");
        var frozen = await DispatchAsync(rig);

        Assert.IsType<Ok>(await (await rig.PhypAsync()).Ask<object>(new ReleasePartition(frozen.Client), TestLimits.Answer));

        await Eventually.ReachAsync(
            "it waits for a path", () => rig.GuestAsync(GetGuestReport.Instance),
            report => report.State == GuestState.Running && report.WaitingForPath > 0);
        Assert.IsType<NoOp>(await (await rig.PhypAsync()).Ask<object>(new ReleasePartition(frozen.Client), TestLimits.Answer));
        await rig.System.StartViosAsync("vios2", CancellationToken.None);
        await WritesMoreAsync(rig, 20);
        await VerifyAsync(rig);
    }

    [Fact]
    [Trait("Req", "NPV-4")]
    public async Task Given_TheMachineEndsWhileAClientIsFrozen_Then_ThatIsKnown_AndItGoesOnAfterItsDisksAnswered()
    {
        await using var rig = await DevRig.StartAsync(Busy);
        await WritesMoreAsync(rig, 20);
        await rig.System.StopViosAsync("vios2", "test");
        await rig.System.StopViosAsync("vios1", "test");
        await Eventually.ReachAsync("it is noted", () => TableAsync(rig), table => table.Frozen.Count == 1);
        Assert.Equal(4, Assert.Single((await TableAsync(rig)).Registrations).Events.Count);

        await rig.RestartAsync();

        await WritesMoreAsync(rig, 20);
        await VerifyAsync(rig);
        await Eventually.ReachAsync("nothing is frozen", () => TableAsync(rig), table => table.Frozen.Count == 0);
    }

    private static async Task GoesOnAsync(DevRig rig, GuestReport before)
    {
        var running = await Eventually.ReachAsync(
            "the client goes on", () => DispatchAsync(rig), report => report.State == DispatchState.Running);
        Assert.Equal(0, running.SentWhileFrozen);
        await Eventually.ReachAsync(
            "it writes", () => rig.GuestAsync(GetGuestReport.Instance), report => report.Writes >= before.Writes + 20);
        await VerifyAsync(rig);
    }

    private static async Task<bool> TryStartAsync(DevRig rig, string vios)
    {
        try
        {
            await rig.System.StartViosAsync(vios, CancellationToken.None);
            return true;
        }
        catch (DevStartException)
        {
            return false;
        }
    }

    private static Task<PartitionDispatch> FrozenAsync(DevRig rig) =>
        Eventually.ReachAsync("the client is frozen", () => DispatchAsync(rig), report => report.State == DispatchState.Frozen);

    private static async Task<PartitionDispatch> DispatchAsync(DevRig rig) => Assert.Single(
        (await (await rig.PhypAsync()).Ask<DispatchReport>(GetDispatchReport.Instance, TestLimits.Answer)).Partitions);

    private static async Task<EventTableReply> TableAsync(DevRig rig) =>
        await (await rig.PhypAsync()).Ask<EventTableReply>(new GetEventTable(), TestLimits.Answer);

    private static Task<PathReport> FaultAsync(DevRig rig, string vios, InjectedFault? fault) =>
        rig.System.Vioses[vios].Ask<PathReport>(new InjectPathFault(fault), TestLimits.Answer);

    private static async Task WritesMoreAsync(DevRig rig, long count)
    {
        var before = (await rig.GuestAsync(GetGuestReport.Instance)).Writes;
        await Eventually.ReachAsync(
            $"{count} more writes", () => rig.GuestAsync(GetGuestReport.Instance), report => report.Writes >= before + count);
    }

    private static async Task VerifyAsync(DevRig rig)
    {
        var report = await rig.GuestAsync(VerifyEveryBlock.Instance);
        Assert.Empty(report.FirstContradictions);
        Assert.Equal((0L, 0L, ""), (report.Contradictions, report.IoErrors, report.Dump));
    }
}
