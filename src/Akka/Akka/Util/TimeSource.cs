using Akka.Configuration;

namespace Akka.Util;

/// <summary>The clock of a system.</summary>
internal static class TimeSource
{
    /// <summary>
    /// The <see cref="TimeProvider"/> that <c>akka.scheduler.time-provider</c> names; the system clock when it names none.
    /// </summary>
    public static TimeProvider From(Config config)
    {
        var name = config.GetString("akka.scheduler.time-provider", "");
        return string.IsNullOrEmpty(name)
            ? TimeProvider.System
            : ConfiguredType.Create<TimeProvider>(name, "akka.scheduler.time-provider");
    }
}
