namespace VioActors.Storage.Paths;

/// <summary>A disturbance that an administrator sets on a path. Immutable.</summary>
public abstract record InjectedFault
{
    private static readonly TimeSpan TimeMax = TimeSpan.FromDays(1);

    private InjectedFault()
    {
    }

    /// <exception cref="ArgumentOutOfRangeException">A time that is not above 0 and at most one day, or a count below 1.</exception>
    internal void Check()
    {
        TimeSpan[] times = this switch
        {
            Slow slow => [slow.Latency],
            Flap flap => [flap.UsableFor, flap.CutFor],
            _ => [],
        };
        foreach (var time in times)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(time, TimeMax);
        }

        if (this is MediumError error)
            ArgumentOutOfRangeException.ThrowIfLessThan(error.EveryNth, 1);
    }

    /// <summary>The path goes down and cannot be brought up while this is in force.</summary>
    public sealed record Cut : InjectedFault;

    /// <summary>Every I/O is held back before it reaches the volume.</summary>
    public sealed record Slow(TimeSpan Latency) : InjectedFault;

    /// <summary>
    /// Alternately usable and cut, beginning usable. At the end of a cut phase the path stays down until it is brought up, as with a real
    /// fabric.
    /// </summary>
    public sealed record Flap(TimeSpan UsableFor, TimeSpan CutFor) : InjectedFault;

    /// <summary>Every <paramref name="EveryNth"/> read and write (1: all) fails as a medium error without touching the medium.</summary>
    public sealed record MediumError(int EveryNth = 1) : InjectedFault;
}
