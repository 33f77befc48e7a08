using Akka.Actor;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios;
using VioActors.Domain.Clients;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Tests.Vios.Adapters;

/// <summary>The life of an I_T nexus at a server adapter: who may log in, what it reaches, how it ends.</summary>
public sealed class NexusTests : Akka.TestKit.Xunit2.TestKit, IAsyncLifetime
{
    private const int Lun = 1;
    private ViosRig _rig = null!;

    public NexusTests()
        : base(TestConfigurations.Actors)
    {
    }

    public async Task InitializeAsync() => _rig = await ViosRig.StartAsync(Sys);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task ASecondLoginOfTheSameInitiatorPort_TakesOver_AndAnotherPortDoesNot()
    {
        var first = await _rig.LoginAsync(1);
        var other = await _rig.LoginAsync(2);
        var gate = new TaskCompletionSource();
        var running = first.Send(Lun, TestInitiator.Transfer(0x8A, 0, 512), TestInitiator.Pattern(1, 512), gate: gate.Task);
        var again = await _rig.LoginAsync(1);
        Assert.Equal("the initiator logged in again", await first.Lost);
        Assert.True((await running.Ended).Abandoned || (await running.Ended).Sense.Key == 6);
        Assert.Equal(1, running.EndCount);
        Assert.Equal(ScsiStatus.Good, (await again.DoAsync(Lun, TestInitiator.TestUnitReady)).Status);
        Assert.Equal(ScsiStatus.Good, (await other.DoAsync(Lun, TestInitiator.TestUnitReady)).Status);
    }

    [Fact]
    public async Task ClosingWithCommandsInFlight_AbandonsEachOfThemOnce_AndTheNextLoginWorks()
    {
        var client = await _rig.LoginAsync();
        await client.DoAsync(Lun, TestInitiator.TestUnitReady);
        var gate = new TaskCompletionSource();
        var tasks = new List<TestTask>();
        for (var count = 0; count < 3; count++)
        {
            tasks.Add(client.Send(Lun, TestInitiator.Transfer(0x8A, 0, 512), TestInitiator.Pattern(1, 512), gate: gate.Task));
            await tasks[^1].DataRequested;
        }

        tasks.Add(client.Send(Lun, TestInitiator.TestUnitReady, attribute: TaskAttribute.Ordered));
        client.Nexus.Close("the transport is gone");
        client.Nexus.Close("again");
        tasks.Add(client.Send(Lun, TestInitiator.TestUnitReady));
        foreach (var task in tasks)
            Assert.True((await task.Ended).Abandoned);
        Assert.Equal("the transport is gone", await client.Lost);
        Assert.All(tasks, task => Assert.Equal(1, task.EndCount));

        var next = await _rig.LoginAsync();
        Assert.All(await next.ReadAsync(Lun, 0, 512), value => Assert.Equal(0, value));
    }

    [Fact]
    public async Task ACommandAfterTheEndOfTheNexus_IsAbandoned()
    {
        var client = await _rig.LoginAsync();
        client.Nexus.Close("done");
        await client.Lost;
        var late = client.Send(Lun, TestInitiator.TestUnitReady);
        Assert.True((await late.Ended).Abandoned);
    }

    [Fact]
    public async Task RemovingTheDevicesAndTheAdapter_AnswersTheCommandsAndEndsTheNexus()
    {
        var client = await _rig.LoginAsync();
        await client.DoAsync(Lun, TestInitiator.TestUnitReady);
        var gate = new TaskCompletionSource();
        var running = client.Send(Lun, TestInitiator.Transfer(0x8A, 0, 512), TestInitiator.Pattern(1, 512), gate: gate.Task);
        await running.DataRequested;
        var device = (await _rig.ReportAsync()).Devices!.Devices[0];
        _rig.Ask<object>(new UnmapLu(_rig.Definition.Vios, device.Name, null));
        var outcome = await running.Ended;
        Assert.Equal((false, new TestSense(5, 0x25, 0)), (outcome.Abandoned, outcome.Sense));
        Assert.Equal(new TestSense(5, 0x25, 0), (await client.TryReadAsync(Lun, 0, 512)).Sense);

        _rig.Ask<object>(new RemoveServerAdapter(_rig.Definition.Vios, _rig.Adapter, null));
        await client.Lost;
    }

    [Fact]
    [Trait("Req", "STO-8")]
    public async Task ALoginDuringAChangeOfTheMappings_ReachesTheMappingsOfNow()
    {
        var extra = _rig.CreateLu("extra");
        for (var round = 0; round < 10; round++)
        {
            var login = _rig.LoginAsync((ulong)round);
            var device = _rig.Map(extra, 2);
            var client = await login;
            await Eventually.ReachAsync("it sees the new LU", () => client.ReportLunsAsync(), luns => luns.Count == 2);

            login = _rig.LoginAsync(100 + (ulong)round);
            _rig.Ask<object>(new UnmapLu(_rig.Definition.Vios, device.Name, null));
            var second = await login;
            await Eventually.ReachAsync("the LU is gone", () => second.ReportLunsAsync(), luns => luns.Count == 1);
            client.Nexus.Close("next round");
            second.Nexus.Close("next round");
        }
    }

    [Fact]
    [Trait("Req", "ID-2")]
    public async Task ALoginWhileTheFormerNexusEnds_IsNotRecordedAsALogout()
    {
        var key = ClientKey.OfLpar(ViosFiles.Cec, new PartitionId(2));
        for (var round = 0; round < 10; round++)
        {
            var former = await _rig.LoginAsync();
            former.Nexus.Close("it comes back at once");
            var next = await _rig.LoginAsync();
            Assert.Equal(ScsiStatus.Good, (await next.DoAsync(Lun, TestInitiator.TestUnitReady)).Status);
            await Eventually.ReachAsync(
                "it is logged in", () => Task.FromResult(_rig.Ask<ClientFound>(new GetClient(key)).Client),
                client => Assert.Single(client.Adapters).LoggedIn);
        }
    }

    [Fact]
    [Trait("Req", "IO-1")]
    public async Task WhatANexusHeld_IsReleased_BeforeTheNextLoginIsAnswered()
    {
        byte[] reserve = [0x16, 0, 0, 0, 0, 0];
        for (var round = 0; round < 20; round++)
        {
            var client = await _rig.LoginAsync((ulong)round);
            Assert.Equal(ScsiStatus.Good, (await client.DoAsync(Lun, reserve)).Status);
            client.Nexus.Close("it comes back as another");
        }
    }

    [Fact]
    [Trait("Req", "STO-8")]
    public async Task TheDirectory_AdmitsTheInitiatorsOfTheTarget()
    {
        var target = Assert.Single((await Eventually.ReachAsync(
            "the target is published", () => Task.FromResult(_rig.Transport.Directory!.Targets), targets => targets.Count == 1)));
        Assert.Equal($"iqn.2026-11.org.vioactors:dev.client1", target.Name);
        Assert.Equal((_rig.Adapter, "client1"), (target.Adapter, target.Client));
        var port = await _rig.Transport.Directory!.PortOfAsync(target, CancellationToken.None);
        var client = await TestInitiator.LoginAsync(port!);
        Assert.Equal(ScsiStatus.Good, (await client.DoAsync(Lun, TestInitiator.TestUnitReady)).Status);

        var restricted = target with { Initiators = [InitiatorName.Parse("iqn.2026-11.test:friend")] };
        var guarded = await _rig.Transport.Directory!.PortOfAsync(restricted, CancellationToken.None);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TestInitiator.LoginAsync(guarded!));
        Assert.StartsWith(nameof(LoginRefusal.NotAuthorized), refused.Message, StringComparison.Ordinal);
        await TestInitiator.LoginAsync(guarded!, "IQN.2026-11.TEST:FRIEND");
    }

    [Fact]
    public async Task AViosThatStops_EndsItsNexuses_StopsItsTransport_AndServesNobody()
    {
        var client = await _rig.LoginAsync();
        var port = await _rig.PortAsync();
        var ended = _rig.Vios.WatchAsync();
        _rig.Vios.Tell(new StopVios("the test ends it"), ActorRefs.NoSender);
        await ended.WaitAsync(TestLimits.Answer);
        await client.Lost;
        Assert.True(_rig.Transport.IsStopped);
        Assert.True((await client.Send(Lun, TestInitiator.TestUnitReady).Ended).Abandoned);
        Assert.NotNull(port);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _rig.Dispose();
    }
}
