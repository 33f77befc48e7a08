using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Event;
using Akka.Util;

namespace Akka.Remote;

/// <summary>Makes the failure detectors that the configuration names.</summary>
public static class FailureDetectorLoader
{
    /// <summary>
    /// A detector of class <paramref name="fqcn"/>, on the clock of <paramref name="system"/>. Throws
    /// <see cref="ConfigurationException"/> when there is no such class, or its settings in <paramref name="config"/> are wrong.
    /// </summary>
    public static FailureDetector Load(string fqcn, Config config, ActorSystem system)
    {
        var type = ConfiguredType.Find(fqcn, "a failure detector");
        var takesClock = type.GetConstructor([typeof(Config), typeof(EventStream), typeof(Clock)]) is not null;
        return takesClock
            ? ConfiguredType.Create<FailureDetector>(fqcn, "a failure detector", config, system.EventStream, ClockOf(system))
            : ConfiguredType.Create<FailureDetector>(fqcn, "a failure detector", config, system.EventStream);
    }

    /// <summary>As above, for a system.</summary>
    public static FailureDetector LoadFailureDetector(this ActorSystem system, string fqcn, Config config) => Load(fqcn, config, system);

    /// <summary>As above, for the system of an actor.</summary>
    public static FailureDetector LoadFailureDetector(this IActorContext context, string fqcn, Config config) =>
        Load(fqcn, config, context.System);

    /// <summary>The clock of <paramref name="system"/>.</summary>
    internal static Clock ClockOf(ActorSystem system)
    {
        var time = ((ActorSystemImpl)system).Time;
        return () => (long)time.GetElapsedTime(0).TotalMilliseconds;
    }
}
