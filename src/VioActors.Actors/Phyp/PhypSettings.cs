using VioActors.Domain.Phyp;

namespace VioActors.Actors.Phyp;

/// <summary>How a hypervisor watches its VIOSes. Immutable; thread-safe.</summary>
/// <param name="HeartbeatInterval">Time between heartbeats to each VIOS that serves.</param>
/// <param name="HeartbeatMissesMax">Heartbeats in a row without an answer before the VIOS counts as failed.</param>
/// <param name="BuiltInEvents">Events which freeze every client, registered or not (NPV-4).</param>
public sealed record PhypSettings(TimeSpan HeartbeatInterval, int HeartbeatMissesMax, IReadOnlyCollection<ViosEventKind> BuiltInEvents)
{
    /// <summary>Physical processors of the CEC.</summary>
    public int Processors { get; init; } = 64;

    /// <summary>Length of a dispatch window (NPV-3).</summary>
    public TimeSpan DispatchWindow { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Memory of the CEC in MiB.</summary>
    public int MemoryMebibytes { get; init; } = 1 << 20;

    /// <summary>How long who has borrowed memory of a frozen partition may take to give it back (NPV-9); then it is taken.</summary>
    public TimeSpan MemoryReturnLimit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A partition that stands still so long is reported to the operator, and again after ever longer pauses.</summary>
    public TimeSpan OverdueAfter { get; init; } = TimeSpan.FromMinutes(1);

    public static PhypSettings Default { get; } = new(TimeSpan.FromMilliseconds(100), 20, []);
}
