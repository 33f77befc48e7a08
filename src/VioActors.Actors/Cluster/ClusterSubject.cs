using VioActors.Domain.Cluster;
using VioActors.Domain.Values;

namespace VioActors.Actors.Cluster;

/// <summary>Which member an event of the cluster is about. Thread-safe.</summary>
internal static class ClusterSubject
{
    /// <summary>Null when it is about the cluster.</summary>
    public static VioUuid? Of(IClusterEvent @event) => @event switch
    {
        ViosJoined e => e.Registration.Vios,
        ViosStatusChanged e => e.Vios,
        ViosStopped e => e.Vios,
        ViosFailed e => e.Vios,
        NodeAdded e => e.Node.Vios,
        NodeRemovalBegun e => e.Vios,
        NodeRemovalCancelled e => e.Vios,
        NodeRemoved e => e.Vios,
        PrimaryElected e => e.Vios,
        _ => null,
    };
}
