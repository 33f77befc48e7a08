using Akka.Actor;
using VioActors.Storage;
using VioActors.Storage.Paths;

namespace VioActors.Actors.Vios.Dsa;

/// <summary>
/// Sent by an administrator's tool to a VIOS: sets a disturbance on its physical path, or takes it away (null). Answered with
/// <see cref="PathReport"/>.
/// </summary>
public sealed record InjectPathFault(InjectedFault? Fault) : INoSerializationVerificationNeeded;

/// <summary>Asks for the state of the physical path. Answered with <see cref="PathReport"/>.</summary>
public sealed record GetPathReport
{
    public static GetPathReport Instance { get; } = new();
}

/// <summary>A physical path as it is now.</summary>
/// <param name="Name">Name of the path.</param>
/// <param name="State">Up or down.</param>
/// <param name="Fault">The injected disturbance, or null.</param>
/// <param name="History">Changes of state, oldest first.</param>
/// <param name="Figures">Counters since the start.</param>
public sealed record PathReport(
    string Name, PathState State, InjectedFault? Fault, IReadOnlyList<PathTransition> History, PathFigures Figures)
    : INoSerializationVerificationNeeded
{
    /// <summary>The last probe and what it led to; null before the first.</summary>
    public PathWatch? Watch { get; init; }
}

/// <summary>One probe of a path.</summary>
/// <param name="Latency">How long the answer took.</param>
/// <param name="Detail">What is wrong, a sentence for people; empty when it is clean.</param>
public sealed record PathProbe(StorageResult Result, TimeSpan Latency, string Detail)
{
    /// <summary>The storage gave no answer.</summary>
    public static PathProbe Silent(TimeSpan limit) =>
        new(StorageResult.PathLost, limit, FormattableString.Invariant($"The storage did not answer within {limit.TotalSeconds:0.###} s."));
}

/// <summary>How the watcher of a path judges it.</summary>
/// <param name="Last">The last probe.</param>
/// <param name="CleanProbes">Clean probes in a row while the path is down.</param>
/// <param name="CleanProbesNeeded">Of them before it is used again; 0 while it is up.</param>
public sealed record PathWatch(PathProbe Last, int CleanProbes, int CleanProbesNeeded) : INoSerializationVerificationNeeded;

/// <summary>The path changed its state. Published by the DSA to its VIOS.</summary>
public sealed record PathChanged(string Name, PathTransition Transition) : INoSerializationVerificationNeeded;

/// <summary>Thrown by the path actor when its path is down: the DSA restarts it, and it begins to probe (RED-2, RED-8).</summary>
public sealed class FabricLostException(string path, string detail) : Exception($"Physical path {path} is lost: {detail}");
