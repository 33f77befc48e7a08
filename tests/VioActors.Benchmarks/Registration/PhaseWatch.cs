using System.Globalization;
using VioActors.Benchmarks.Engine;

namespace VioActors.Benchmarks.Registration;

/// <summary>
/// What each phase of a benchmark takes of the machine: time, processor time, memory that is allocated, and the time for which garbage
/// collection stops everything. One user.
/// </summary>
internal sealed class PhaseWatch(TextWriter output)
{
    private Clock _clock = Clock.Start();
    private State _begin = State.Now();

    /// <summary>Head of the table; each phase is a row of it, written when it ends.</summary>
    public void Begin()
    {
        output.WriteLine("| phase | s | processor s | allocated, MiB | collections, generation 0, 1, 2 | stopped by them, s | heap, MiB |");
        output.WriteLine("|---|---|---|---|---|---|---|");
        (_clock, _begin) = (Clock.Start(), State.Now());
    }

    /// <summary>The phase has ended, and the next one begins.</summary>
    public void End(string phase)
    {
        var end = State.Now();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {phase} | {_clock.Seconds:F1} | {(end.Processor - _begin.Processor).TotalSeconds:F1} "
            + $"| {(end.Allocated - _begin.Allocated) >> 20} | {end.Count0 - _begin.Count0}, {end.Count1 - _begin.Count1}, "
            + $"{end.Count2 - _begin.Count2} | {(end.Paused - _begin.Paused).TotalSeconds:F1} | {GC.GetTotalMemory(false) >> 20} |"));
        output.Flush();
        (_clock, _begin) = (Clock.Start(), State.Now());
    }

    private readonly record struct State(TimeSpan Processor, long Allocated, int Count0, int Count1, int Count2, TimeSpan Paused)
    {
        public static State Now() => new(
            Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(), GC.CollectionCount(0), GC.CollectionCount(1),
            GC.CollectionCount(2), GC.GetTotalPauseDuration());
    }
}
