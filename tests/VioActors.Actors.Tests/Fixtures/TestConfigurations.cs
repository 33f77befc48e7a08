using Akka.Configuration;
using VioActors.Persistence.Wire;

namespace VioActors.Actors.Tests.Fixtures;

/// <summary>Configurations of the tests' actor systems.</summary>
internal static class TestConfigurations
{
    /// <summary>The values that the product is shipped with.</summary>
    public static Config Product { get; } = ConfigurationFactory.FromResource("vio-actors.conf", typeof(TestConfigurations).Assembly);

    /// <summary>Journal in memory; the domain's messages have their schemas.</summary>
    public static Config Actors { get; } = ConfigurationFactory.ParseString("""
        akka {
          loglevel = ERROR
          stdout-loglevel = ERROR
          test { single-expect-default = 60s, default-timeout = 60s }
        }
        vio-actors.local-store-dispatcher { type = PinnedDispatcher }
        """).WithFallback(DomainSerializer.DefaultConfiguration);

    /// <summary>As <see cref="Actors"/>; reached from other systems, as processes of a cluster are.</summary>
    public static Config ActorsOverTheWire { get; } = ConfigurationFactory.ParseString("""
        akka {
          actor.provider = remote
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          remote {
            log-remote-lifecycle-events = off
            watch-failure-detector.acceptable-heartbeat-pause = 120 s
            dot-netty.tcp { hostname = 127.0.0.1, port = 0, maximum-frame-size = 4 MiB }
          }
        }
        """).WithFallback(Actors);

    /// <summary>As <see cref="Actors"/>; time passes only when the test says so.</summary>
    public static Config ActorsInVirtualTime { get; } = ConfigurationFactory.ParseString(
        "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"").WithFallback(Actors);
}
