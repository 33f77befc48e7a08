using Akka.Actor;
using Akka.Configuration;
using Akka.Pattern;

namespace Akka.Persistence;

/// <summary>Makes the circuit breaker that a plugin's section describes.</summary>
internal static class PluginBreaker
{
    public static CircuitBreaker Create(ActorSystem system, Config config) => CircuitBreaker.Create(
        system.Scheduler,
        config.GetInt("circuit-breaker.max-failures", 10),
        config.GetTimeSpan("circuit-breaker.call-timeout", TimeSpan.FromSeconds(10)),
        config.GetTimeSpan("circuit-breaker.reset-timeout", TimeSpan.FromSeconds(30)));
}
