using Akka.Actor;
using VioActors.Actors.Lpar;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.Vios.Fc;
using VioActors.Domain.Npiv;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Node.Dev;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Scenarios.Tests.Npiv;

/// <summary>Fibre Channel clients are protected from their VIOS exactly as virtual SCSI clients are (NPV-4…NPV-10).</summary>
public sealed class NpivFreezeScenarios
{
    private const string NoBuiltIn = "vio-actors.lpar.enabled = off";

    [Fact]
    [Trait("Req", "NPV-8")]
    [Trait("Req", "NPV-7")]
    public async Task Given_TwoClientsWithTheirRootvgOnNpiv_When_TheirViosDies_Then_TheRegisteredOneFreezes_AndTheOtherCrashesWithADump()
    {
        await using var rig = await DevRig.StartAsync(NoBuiltIn);
        var safe = await NpivLpar.ActivateAsync(rig, "safe", true, "vios1");
        var careless = await NpivLpar.ActivateAsync(rig, "careless", false, "vios1");
        await safe.WritesMoreAsync(30);
        await careless.WritesMoreAsync(30);
        var ended = rig.System.Vioses["vios1"].WatchAsync();

        rig.System.Vioses["vios1"].Tell(PoisonPill.Instance, ActorRefs.NoSender);
        await ended;

        Assert.Equal(ViosEventKind.Failure, (await safe.FrozenAsync()).Kind);
        var crashed = await Eventually.ReachAsync(
            "the careless one crashes", careless.ReportAsync, report => report.State == GuestState.Crashed);
        Assert.Contains("I/O error on the rootvg", crashed.Dump, StringComparison.Ordinal);
        Assert.Contains($"vfc-c{careless.Adapters[0].Pair.ClientSlot} failed", crashed.Dump, StringComparison.Ordinal);
        var before = await safe.ReportAsync();
        Assert.Equal((GuestState.Frozen, "", 0L), (before.State, before.Dump, before.IoErrors));

        await Eventually.ReachAsync("vios1 starts again", () => TryStartAsync(rig, "vios1"), started => started);

        await safe.GoesOnAsync(before);
        await careless.AskAsync(ActivateGuest.Instance);
        await careless.WritesMoreAsync(20);
        Assert.Equal(0, (await careless.AskAsync(VerifyEveryBlock.Instance)).Contradictions);
        Assert.Equal(1, (await safe.DispatchAsync()).Freezes);
    }

    [Fact]
    [Trait("Req", "NPV-6")]
    public async Task Given_AnNpivClient_When_ItsViosIsStoppedOnPurpose_Then_ItStandsStillFirst_AndGoesOnWhenItsOwnLunAnswers()
    {
        await using var rig = await DevRig.StartAsync(NoBuiltIn);
        var client = await NpivLpar.ActivateAsync(rig, "client", true, "vios1");
        await client.WritesMoreAsync(30);

        await rig.System.StopViosAsync("vios1", "test");

        var frozen = await client.DispatchAsync();
        Assert.Equal((DispatchState.Frozen, ViosEventKind.PowerDown), (frozen.State, frozen.Kind));
        var before = await client.ReportAsync();
        Assert.DoesNotContain((await rig.SanReportAsync()).Logins.ByName.Values, login => login.Port == client.Wwpns[0]);
        await rig.System.StartViosAsync("vios1", CancellationToken.None);
        await client.GoesOnAsync(before);
    }

    [Fact]
    [Trait("Req", "NPV-10")]
    public async Task Given_AClientWithAPathThroughAnotherVios_When_OneIsStopped_Then_ItGoesOn_WhileTheOneThatDependsOnItFreezes()
    {
        await using var rig = await DevRig.StartAsync(NoBuiltIn);
        var both = await NpivLpar.ActivateAsync(rig, "both", true, "vios1", "vios2");
        var alone = await NpivLpar.ActivateAsync(rig, "alone", true, "vios1");
        await both.WritesMoreAsync(20);
        await alone.WritesMoreAsync(20);
        await Eventually.ReachAsync("both paths work", both.ReportAsync, report => report.Paths.All(path => path.Enabled));

        await rig.System.StopViosAsync("vios1", "test");

        Assert.Equal(DispatchState.Frozen, (await alone.DispatchAsync()).State);
        await both.WritesMoreAsync(20);
        Assert.Equal((DispatchState.Running, 0L), ((await both.DispatchAsync()).State, (await both.DispatchAsync()).Freezes));
        await both.VerifyAsync();
        var before = await alone.ReportAsync();
        await rig.System.StartViosAsync("vios1", CancellationToken.None);
        await alone.GoesOnAsync(before);
    }

    [Theory]
    [Trait("Req", "NPV-6")]
    [Trait("Req", "NPV-2")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Given_TheZoneOrTheMaskWasTakenAwayMeanwhile_When_TheViosIsBack_Then_TheClientStaysFrozen_UntilItSeesItsLun(bool zone)
    {
        await using var rig = await DevRig.StartAsync(NoBuiltIn);
        var client = await NpivLpar.ActivateAsync(rig, "client", true, "vios1");
        await client.WritesMoreAsync(20);
        await rig.System.StopViosAsync("vios1", "test");
        if (zone)
            await rig.ActivateAsync();
        else
            await rig.UnmaskAsync(client.Wwpns);

        await rig.System.StartViosAsync("vios1", CancellationToken.None);

        var waiting = await Eventually.ReachAsync(
            "its disk is missed", client.DispatchAsync, report => report.Detail.Contains("disk", StringComparison.Ordinal));
        Assert.Equal(DispatchState.Frozen, waiting.State);
        var before = await client.ReportAsync();
        if (zone)
            await rig.ActivateAsync(SanName.Parse("client-zone"));
        else
            await rig.MaskAsync(client.Lun, client.Wwpns);
        await client.GoesOnAsync(before);
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public async Task Given_AnNpivClient_When_TheCableOfItsPortIsPulled_Then_ItIsFrozenUntilTheLinkIsBack()
    {
        await using var rig = await DevRig.StartAsync(NoBuiltIn);
        var client = await NpivLpar.ActivateAsync(rig, "client", true, "vios1");
        for (var round = 0; round < 3; round++)
        {
            await client.WritesMoreAsync(20);

            await LinkAsync(rig, up: false);

            var frozen = await client.FrozenAsync();
            Assert.Equal(ViosEventKind.Failure, frozen.Kind);
            var before = await client.ReportAsync();
            await LinkAsync(rig, up: true);
            await client.GoesOnAsync(before);
        }

        Assert.Equal(3, (await client.DispatchAsync()).Freezes);
    }

    private static async Task LinkAsync(DevRig rig, bool up) => Assert.Equal(up, (await rig.System.Vioses["vios1"].Ask<FcPortReport>(
        new SetFcLink(AdapterName.Parse("fcs0"), up), TestLimits.Answer)).LinkUp);

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
}
