namespace Akka.Actor;

/// <summary>
/// The clock of a scheduler as a <see cref="TimeProvider"/>, so that a scheduler of a test is the only clock of its system.
/// </summary>
internal sealed class SchedulerTimeProvider(IScheduler scheduler) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => scheduler.Now;

    public override long GetTimestamp() => scheduler.HighResMonotonicClock.Ticks;
}
