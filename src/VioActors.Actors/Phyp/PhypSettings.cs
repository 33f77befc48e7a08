using VioActors.Domain.Phyp;

namespace VioActors.Actors.Phyp;

/// <summary>How a hypervisor watches its VIOSes. Immutable; thread-safe.</summary>
/// <param name="HeartbeatInterval">Time between heartbeats to each VIOS that serves.</param>
/// <param name="HeartbeatMissesMax">Heartbeats in a row without an answer before the VIOS counts as failed.</param>
/// <param name="BuiltInEvents">Events which freeze every client, registered or not (NPV-4).</param>
public sealed record PhypSettings(TimeSpan HeartbeatInterval, int HeartbeatMissesMax, IReadOnlyCollection<ViosEventKind> BuiltInEvents)
{
    public static PhypSettings Default { get; } = new(TimeSpan.FromMilliseconds(100), 20, []);
}
