using Akka.Actor;
using Akka.Configuration;
using Petabridge.Cmd.Host;
using Petabridge.Cmd.Tests.Demo;
using VioActors.Pbm.Client;

namespace VioActors.Pbm.Tests.Client;

/// <summary>A command host with the demo palette on a free port.</summary>
internal sealed class DemoHost : IAsyncDisposable
{
    private readonly ActorSystem _system;

    private DemoHost(ActorSystem system, DemoCommands demo, PbmAddress address)
    {
        _system = system;
        Demo = demo;
        Address = address;
    }

    /// <summary>Ends a test that hangs; never reached by one that works.</summary>
    internal static TimeSpan Limit { get; } = TimeSpan.FromMinutes(2);

    internal DemoCommands Demo { get; }

    internal PbmAddress Address { get; }

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate().WaitAsync(Limit);
        _system.Dispose();
    }

    internal static async Task<DemoHost> StartAsync(string hocon = "")
    {
        var system = ActorSystem.Create("BLUE", ConfigurationFactory.ParseString(hocon).WithFallback(
            "akka.stdout-loglevel = OFF, akka.loggers = [], petabridge.cmd { host = \"127.0.0.1\", port = 0 }"));
        var demo = new DemoCommands();
        var cmd = PetabridgeCmd.Get(system);
        cmd.RegisterCommandPalette(demo);
        cmd.Start();
        var bound = await cmd.BoundAddress.WaitAsync(Limit);
        return new DemoHost(system, demo, new PbmAddress("127.0.0.1", bound.Port));
    }
}
