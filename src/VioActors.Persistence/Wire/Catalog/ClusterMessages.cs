using VioActors.Domain.Cluster;
using Schema = VioActors.Persistence.Schemas.Cluster;

namespace VioActors.Persistence.Wire.Catalog;

/// <summary>Messages of <c>cluster.proto</c>. Thread-safe.</summary>
internal static class ClusterMessages
{
    public static IReadOnlyList<MessageEntry> All { get; } =
    [
        MessageEntry.Of<CreateCluster, Schema.CreateCluster>("cluster.CreateCluster.1"),
        MessageEntry.Of<RegisterVios, Schema.RegisterVios>("cluster.RegisterVios.1"),
        MessageEntry.Of<DeregisterVios, Schema.DeregisterVios>("cluster.DeregisterVios.1"),
        MessageEntry.Of<ReportViosFailed, Schema.ReportViosFailed>("cluster.ReportViosFailed.1"),
        MessageEntry.Of<ReportViosStatus, Schema.ReportViosStatus>("cluster.ReportViosStatus.1"),
        MessageEntry.Of<AddNode, Schema.AddNode>("cluster.AddNode.1"),
        MessageEntry.Of<RemoveNode, Schema.RemoveNode>("cluster.RemoveNode.1"),
        MessageEntry.Of<ConcludeNodeRemoval, Schema.ConcludeNodeRemoval>("cluster.ConcludeNodeRemoval.1"),
        MessageEntry.Of<SetPolicy, Schema.SetPolicy>("cluster.SetPolicy.1"),
        MessageEntry.Of<GetCluster, Schema.GetCluster>("cluster.GetCluster.1"),
        MessageEntry.Of<GetNode, Schema.GetNode>("cluster.GetNode.1"),
        MessageEntry.Of<NodeFound, Schema.NodeFound>("cluster.NodeFound.1"),
        MessageEntry.Of<ViosRegistered, Schema.ViosRegistered>("cluster.ViosRegistered.1"),
        MessageEntry.Shared<ViosRegisteredSince, Schema.ViosRegisteredSince>("cluster.ViosRegisteredSince.1"),
        MessageEntry.Shared<ClusterFound, Schema.ClusterFound>("cluster.ClusterFound.1"),
        MessageEntry.Of<GetClusterChanges, Schema.GetClusterChanges>("cluster.GetClusterChanges.1"),
        MessageEntry.Shared<ClusterChangesFound, Schema.ClusterChangesFound>("cluster.ClusterChangesFound.1"),
        MessageEntry.Of<ClusterCreated, Schema.ClusterCreated>("cluster.ClusterCreated.1"),
        MessageEntry.Of<ViosJoined, Schema.ViosJoined>("cluster.ViosJoined.1"),
        MessageEntry.Of<ViosStatusChanged, Schema.ViosStatusChanged>("cluster.ViosStatusChanged.1"),
        MessageEntry.Of<ViosStopped, Schema.ViosStopped>("cluster.ViosStopped.1"),
        MessageEntry.Of<ViosFailed, Schema.ViosFailed>("cluster.ViosFailed.1"),
        MessageEntry.Of<NodeAdded, Schema.NodeAdded>("cluster.NodeAdded.1"),
        MessageEntry.Of<NodeRemovalBegun, Schema.NodeRemovalBegun>("cluster.NodeRemovalBegun.1"),
        MessageEntry.Of<NodeRemovalCancelled, Schema.NodeRemovalCancelled>("cluster.NodeRemovalCancelled.1"),
        MessageEntry.Of<NodeRemoved, Schema.NodeRemoved>("cluster.NodeRemoved.1"),
        MessageEntry.Of<PolicySet, Schema.PolicySet>("cluster.PolicySet.1"),
        MessageEntry.Of<ClaimPrimary, Schema.ClaimPrimary>("cluster.ClaimPrimary.1"),
        MessageEntry.Of<RelinquishPrimary, Schema.RelinquishPrimary>("cluster.RelinquishPrimary.1"),
        MessageEntry.Of<PrimaryGranted, Schema.PrimaryGranted>("cluster.PrimaryGranted.1"),
        MessageEntry.Of<PrimaryHeld, Schema.PrimaryHeld>("cluster.PrimaryHeld.1"),
        MessageEntry.Of<PrimaryElected, Schema.PrimaryElected>("cluster.PrimaryElected.1"),
        MessageEntry.Of<PrimaryEnded, Schema.PrimaryEnded>("cluster.PrimaryEnded.1"),
        MessageEntry.Of<ClusterChanged, Schema.ClusterChanged>("cluster.ClusterChanged.1"),
        MessageEntry.Of<ClusterSnapshot, Schema.ClusterSnapshot>("cluster.ClusterSnapshot.1"),
        MessageEntry.Of<SubscribeVios, Schema.SubscribeVios>("cluster.SubscribeVios.1"),
        MessageEntry.Of<ClusterAnnounced, Schema.ClusterAnnounced>("cluster.ClusterAnnounced.1"),
        MessageEntry.Of<DevicesAnnounced, Schema.DevicesAnnounced>("cluster.DevicesAnnounced.1"),
        MessageEntry.Of<DbWritesAnnounced, Schema.DbWritesAnnounced>("cluster.DbWritesAnnounced.1"),
        MessageEntry.Of<JournalProbed, Schema.JournalProbed>("cluster.JournalProbed.1"),
    ];
}
