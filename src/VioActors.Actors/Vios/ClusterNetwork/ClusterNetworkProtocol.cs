using Akka.Actor;

namespace VioActors.Actors.Vios.ClusterNetwork;

/// <summary>
/// Sent by an administrator's tool to a VIOS: cuts its way to the VIOS DB, or restores it. Answered with
/// <see cref="ClusterNetworkReport"/>.
/// </summary>
public sealed record CutClusterNetwork(bool Cut) : INoSerializationVerificationNeeded;

/// <summary>Asks a VIOS for its way to the VIOS DB. Answered with <see cref="ClusterNetworkReport"/>.</summary>
public sealed record GetClusterNetworkReport
{
    public static GetClusterNetworkReport Instance { get; } = new();
}

/// <summary>The way to the VIOS DB as it is now.</summary>
/// <param name="Dropped">Messages dropped while it was cut, in both directions.</param>
public sealed record ClusterNetworkReport(bool IsCut, long Dropped) : INoSerializationVerificationNeeded;

/// <summary>The way to the VIOS DB was cut or restored. To the VIOS.</summary>
internal sealed record ClusterNetworkChanged(bool Up);
