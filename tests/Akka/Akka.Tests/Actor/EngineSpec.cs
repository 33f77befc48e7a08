using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;

namespace Akka.Tests.Actor;

/// <summary>One actor system for each test, with a clock that only the test moves.</summary>
public abstract class EngineSpec : IAsyncLifetime
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const string Quiet = """
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.scheduler.time-provider = "Akka.Tests.Actor.ManualTime, Akka.Tests"
        akka.scheduler.tick-duration = 1ms
        """;

    protected EngineSpec(string config = "")
    {
        Sys = ActorSystem.Create("spec", ConfigurationFactory.ParseString(config).WithFallback(ConfigurationFactory.ParseString(Quiet)));
    }

    protected ActorSystem Sys { get; }

    internal ManualTime Time => (ManualTime)((ActorSystemImpl)Sys).Time;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Sys.Terminate().WaitAsync(Patience);

    protected Probe CreateProbe() => new(Sys);
}
