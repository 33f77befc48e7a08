using Akka.Actor;
using Akka.TestKit;
using VioActors.Actors.Cec;
using VioActors.Actors.Phyp;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios.Dsa;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Storage.Paths;

namespace VioActors.Actors.Tests.Phyp;

/// <summary>What a VIOS tells its hypervisor of its trouble, and of its end, is lost on the way, each time.</summary>
public sealed class LostWordTests : Akka.TestKit.Xunit2.TestKit, IAsyncLifetime
{
    private ViosRig _rig = null!;

    public LostWordTests()
        : base(TestConfigurations.Actors)
    {
    }

    public async Task InitializeAsync() => _rig = await ViosRig.StartAsync(Sys, definition =>
    {
        var phyp = definition.Phyp;
        return definition with { Phyp = Sys.ActorOf(Props.Create(() => new Way(phyp))) };
    });

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    [Trait("Req", "NPV-7")]
    public async Task APartitionIsFrozen_WhileItsViosHasNoStorage()
    {
        var phyp = (await _rig.Cec.Ask<PhypFound>(new GetPhyp(), TestLimits.Answer)).Phyp;
        var client = (await phyp.Ask<PartitionsReply>(new GetPartitions(), TestLimits.Answer)).Pairs.Single().Client;
        var lpar = CreateTestProbe();
        await phyp.Ask<Ok>(new RegisterEvents(client, [ViosEventKind.Exception]), TestLimits.Answer);
        await Eventually.ReachAsync(
            "it is served", () => phyp.Ask<ClientServed>(new FindWhetherServed(client), TestLimits.Answer), served => served.IsServed);
        phyp.Tell(new AttachLpar(client) { Luns = [1UL << 48] }, lpar.Ref);
        await Eventually.ReachAsync(
            "it is dispatched", () => phyp.Ask<DispatchReport>(GetDispatchReport.Instance, TestLimits.Answer),
            report => report.Partitions.Any(partition => partition.Client == client));

        await InjectAsync(new InjectedFault.Cut());
        lpar.FishForMessage(message => message is StopDispatch);
        phyp.Tell(new DispatchStopped(client), lpar.Ref);
        await InjectAsync(null);

        lpar.FishForMessage(message => message is ResumeDispatch);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _rig.Dispose();
    }

    private Task<PathReport> InjectAsync(InjectedFault? fault) =>
        _rig.Vios.Ask<PathReport>(new InjectPathFault(fault), TestLimits.Answer);

    /// <summary>From the VIOS to its hypervisor.</summary>
    private sealed class Way : ReceiveActor
    {
        public Way(IActorRef phyp)
        {
            Receive<InterruptVios>(_ => { });
            Receive<EndInterruption>(_ => { });
            ReceiveAny(phyp.Forward);
        }
    }
}
