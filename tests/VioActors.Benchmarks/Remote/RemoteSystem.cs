using Akka.Actor;
using Akka.Configuration;

namespace VioActors.Benchmarks.Remote;

/// <summary>A system with remoting on a free port of the loopback interface, quiet.</summary>
internal static class RemoteSystem
{
    public static ActorSystem Start(string name) => ActorSystem.Create(name, ConfigurationFactory.ParseString("""
        akka {
          loglevel = WARNING
          actor.provider = remote
          log-dead-letters = off
          remote {
            log-remote-lifecycle-events = off
            large-message-destinations = ["/user/echo-large-*", "/user/pinger-large-*"]
            dot-netty.tcp {
              hostname = 127.0.0.1
              port = 0
            }
          }
        }
        """));

    public static Address AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress;
}
