using Akka.Actor;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios.Fc;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Actors.Tests.Vios.Fc;

/// <summary>The physical ports of a VIOS as its inventory comes and changes.</summary>
public sealed class FcPortsTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly AdapterName Fcs0 = AdapterName.Parse("fcs0");
    private static readonly ServeFcPorts One =
        new(new Dictionary<AdapterName, Wwpn> { [Fcs0] = Wwpn.Parse("10000000c9a00001") });

    private static readonly ServeFcPorts None = new(new Dictionary<AdapterName, Wwpn>());

    public FcPortsTests()
        : base(TestConfigurations.Actors)
    {
    }

    [Fact]
    [Trait("Req", "NPV-1")]
    public async Task APortThatIsTakenAwayAndAddedAgain_IsThere_HoweverSoon()
    {
        var ports = Sys.ActorOf(Props.Create(() => new Parent()));
        ports.Tell(One);
        for (var round = 0; round < 50; round++)
        {
            ports.Tell(None);
            ports.Tell(One);
        }

        var report = await ports.Ask<FcPortsReport>(new GetFcPorts(), TestLimits.Answer);
        Assert.Equal(Fcs0, Assert.Single(report.Ports).Name);
    }

    /// <summary>As a VIOS does, it restarts no part that fails.</summary>
    private sealed class Parent : ReceiveActor
    {
        public Parent()
        {
            var ports = Context.ActorOf(Props.Create(() => new FcPortsActor(null, null, 8)));
            ReceiveAny(ports.Forward);
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);
    }
}
