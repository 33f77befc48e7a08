using Akka.Actor;
using VioActors.Storage;
using VioActors.Storage.Paths;

namespace VioActors.Actors.Vios.Dsa;

/// <summary>
/// Sent by an administrator's tool to a VIOS: sets a disturbance on its physical path, or takes it away (null). Answered with
/// <see cref="PathReport"/>, or <see cref="Domain.Common.Rejected"/> when the path does not reach the volume.
/// </summary>
/// <param name="PvIndex">Of one volume alone; null: of the whole path.</param>
public sealed record InjectPathFault(InjectedFault? Fault, int? PvIndex = null) : INoSerializationVerificationNeeded;

/// <summary>Asks for the state of the physical path. Answered with <see cref="PathReport"/>.</summary>
public sealed record GetPathReport
{
    public static GetPathReport Instance { get; } = new();
}

/// <summary>A physical path as it is now.</summary>
/// <param name="Name">Name of the path.</param>
/// <param name="State">Down: none of its volumes is reached.</param>
/// <param name="Fault">The injected disturbance of the whole path, or null.</param>
/// <param name="History">Changes of the path as a whole, oldest first.</param>
/// <param name="Figures">Counters since the start.</param>
public sealed record PathReport(
    string Name, PathState State, InjectedFault? Fault, IReadOnlyList<PathTransition> History, PathFigures Figures)
    : INoSerializationVerificationNeeded
{
    /// <summary>Its volumes, by index.</summary>
    public IReadOnlyList<VolumeReport> Volumes { get; init; } = [];

    /// <summary>The last probe of the volume that has the longest way to its return; null before the first.</summary>
    public PathWatch? Watch => Volumes.Select(volume => volume.Watch).OfType<PathWatch>().MaxBy(watch => watch.CleanProbesNeeded);
}

/// <summary>A volume on a physical path as it is now.</summary>
/// <param name="Name">Its name in the pool.</param>
/// <param name="View">State, disturbance, history and figures.</param>
/// <param name="Watch">The last probe and what it led to; null before the first.</param>
public sealed record VolumeReport(string Name, PathVolumeView View, PathWatch? Watch) : INoSerializationVerificationNeeded;

/// <summary>One probe of a volume.</summary>
/// <param name="Latency">How long the answer took.</param>
/// <param name="Detail">What is wrong, a sentence for people; empty when it is clean.</param>
public sealed record PathProbe(StorageResult Result, TimeSpan Latency, string Detail)
{
    /// <summary>The storage gave no answer.</summary>
    public static PathProbe Silent(TimeSpan limit) =>
        new(StorageResult.PathLost, limit, FormattableString.Invariant($"The storage did not answer within {limit.TotalSeconds:0.###} s."));
}

/// <summary>How the watcher of a volume judges it.</summary>
/// <param name="Last">The last probe.</param>
/// <param name="CleanProbes">Clean probes in a row while it is down.</param>
/// <param name="CleanProbesNeeded">Of them before it is used again; 0 while it is up.</param>
public sealed record PathWatch(PathProbe Last, int CleanProbes, int CleanProbesNeeded) : INoSerializationVerificationNeeded;

/// <summary>The path as a whole changed its state. Published by the DSA to its VIOS.</summary>
public sealed record PathChanged(string Name, PathTransition Transition) : INoSerializationVerificationNeeded;

/// <summary>One volume changed its state on the path. Published by the DSA to its VIOS, before the path's own change.</summary>
public sealed record VolumeChanged(string Name, int PvIndex, PathTransition Transition) : INoSerializationVerificationNeeded;

/// <summary>From the path to its watchers.</summary>
internal sealed record VolumeTransition(int PvIndex, PathTransition Transition) : INoSerializationVerificationNeeded;

/// <summary>Volumes were added to the path or taken off.</summary>
internal sealed record VolumesChanged : INoSerializationVerificationNeeded
{
    public static VolumesChanged Instance { get; } = new();
}

/// <summary>A volume was probed.</summary>
internal sealed record VolumeWatched(int PvIndex, PathWatch Watch) : INoSerializationVerificationNeeded;

/// <summary>Thrown by the watcher of a volume that is lost: it is restarted, and begins to probe (RED-2, RED-8).</summary>
public sealed class FabricLostException(string path, int pvIndex, string detail)
    : Exception($"Volume {pvIndex} is lost on physical path {path}: {detail}");
