using System.Net;
using Akka.Actor;
using Akka.Configuration;
using Petabridge.Cmd.Host;
using Petabridge.Cmd.Tests.Demo;

namespace Petabridge.Cmd.Tests.Host;

/// <summary>A running host on a free port of this machine, with the demo palette.</summary>
public sealed class HostFixture : IAsyncDisposable
{
    private HostFixture(ActorSystem system, DemoCommands demo, IPEndPoint address)
    {
        System = system;
        Demo = demo;
        Address = address;
    }

    public ActorSystem System { get; }

    public DemoCommands Demo { get; }

    public IPEndPoint Address { get; }

    public static async Task<HostFixture> StartAsync(string hocon = "")
    {
        var system = ActorSystem.Create("BLUE", ConfigurationFactory.ParseString(hocon).WithFallback(
            "akka.loglevel = DEBUG, akka.stdout-loglevel = OFF, akka.loggers = [], petabridge.cmd { host = \"127.0.0.1\", port = 0 }"));
        var demo = new DemoCommands();
        var cmd = PetabridgeCmd.Get(system);
        cmd.RegisterCommandPalette(demo);
        cmd.Start();
        return new HostFixture(system, demo, await cmd.BoundAddress.WaitAsync(Limit));
    }

    /// <summary>Ends a test that hangs; never reached by one that works.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(2);

    public async ValueTask DisposeAsync()
    {
        await System.Terminate().WaitAsync(Limit);
        System.Dispose();
    }
}
