using System.Diagnostics;

namespace Akka.Remote;

/// <summary>Milliseconds of a clock that never goes back.</summary>
public delegate long Clock();

/// <summary>
/// Decides from the arrival of heartbeats whether their source is alive. Implementations are thread-safe. A class named in the
/// configuration
/// needs the constructor (Config, EventStream), or (Config, EventStream, Clock).
/// </summary>
public abstract class FailureDetector
{
    /// <summary>The clock of the machine.</summary>
    public static readonly Clock DefaultClock = static () => (long)Stopwatch.GetElapsedTime(0).TotalMilliseconds;

    /// <summary>Whether the source is believed to be alive; true before the first heartbeat.</summary>
    public abstract bool IsAvailable { get; }

    /// <summary>Whether there has been a heartbeat.</summary>
    public abstract bool IsMonitoring { get; }

    /// <summary>A heartbeat has come.</summary>
    public abstract void HeartBeat();
}
