using Akka.Actor;
using Akka.Configuration;

namespace Akka.Remote.Tests;

/// <summary>The second process of <see cref="Processes.ProcessTests"/>: a system with an echo actor, until its input ends.</summary>
internal static class Program
{
    public static async Task<int> Main()
    {
        var system = ActorSystem.Create("process", ConfigurationFactory.ParseString("""
            akka {
              loglevel = OFF
              stdout-loglevel = OFF
              actor.provider = remote
              remote {
                flush-wait-on-shutdown = 60 s
                dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
              }
            }
            """));
        system.ActorOf(Props.Create<EchoActor>(), "echo");
        Console.WriteLine(((ExtendedActorSystem)system).Provider.DefaultAddress);
        await Console.In.ReadToEndAsync();
        await system.Terminate();
        return 0;
    }

    private sealed class EchoActor : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }
}
