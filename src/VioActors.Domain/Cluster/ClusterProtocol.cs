using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Cluster;

/// <summary>A command or query for the cluster aggregate: one per cluster, a singleton.</summary>
public interface IClusterMessage : IDomainMessage;

/// <summary>Stored event of the cluster aggregate.</summary>
public interface IClusterEvent : IEvent;

/// <summary>
/// Names the cluster, its first VIOS and one or more others (REG-6). Answered with <see cref="ClusterData"/> in <see
/// cref="ViosRegistered"/>.
/// </summary>
public sealed record CreateCluster(ClusterName Name, ViosRegistration First, ValueList<NodeDefinition> Others) : ICommand, IClusterMessage;

/// <summary>
/// A VIOS registers, at its start and whenever its data changes (REG-2). A repeat of the same incarnation is safe. Answered with
/// <see cref="ViosRegisteredSince"/>, <see cref="Rejected"/>, or, when it names no version, <see cref="ViosRegistered"/>.
/// </summary>
/// <param name="Registration">The data.</param>
/// <param name="KnownPolicies">Policies and versions that the VIOS has; only others are sent to it (REG-13).</param>
/// <param name="KnownVersion">Version of the cluster data in the local store of the VIOS (REG-12), 0 for none; null from software that
/// takes nothing but the whole.</param>
public sealed record RegisterVios(
    ViosRegistration Registration, ValueList<PolicyVersion> KnownPolicies, ObjectVersion? KnownVersion = null) : ICommand, IClusterMessage;

/// <summary>A policy that a VIOS has.</summary>
public sealed record PolicyVersion(string Name, long Version);

/// <summary>The VIOS stops in an orderly way. Answered with <see cref="Ok"/> or <see cref="NoOp"/>.</summary>
public sealed record DeregisterVios(VioUuid Vios, long Incarnation, string Reason) : ICommand, IClusterMessage;

/// <summary>The others (or the VIOS itself) report it lost. Ignored for an older incarnation than the one registered.</summary>
public sealed record ReportViosFailed(VioUuid Vios, long Incarnation, string Reason) : ICommand, IClusterMessage;

/// <summary>Status of the stack, versions or portals changed while running (REG-9).</summary>
public sealed record ReportViosStatus(VioUuid Vios, long Incarnation, ValueList<LayerState> Stack, ValueList<string> Portals)
    : ICommand, IClusterMessage;

/// <summary>Adds a member that will register later (REG-6).</summary>
public sealed record AddNode(NodeDefinition Node) : ICommand, IClusterMessage;

/// <summary>
/// Removes a member. Refused while clients are mapped to it, unless forced (REG-6). Answered when the VIOS's own devices were checked
/// and retired, which may take as long as that aggregate takes.
/// </summary>
public sealed record RemoveNode(VioUuid Vios, bool Forced) : ICommand, IClusterMessage;

/// <summary>Answer of the VIOS aggregate to <see cref="RetireDevices"/>; sent by the cluster actor to itself.</summary>
/// <param name="Problem">Null when the devices are retired; else why not.</param>
public sealed record ConcludeNodeRemoval(VioUuid Vios, string? Problem) : ICompletion, IClusterMessage;

/// <summary>Sets a policy; its version grows by one (REG-13).</summary>
/// <param name="ExpectedVersion">Version that the caller saw; 0 for a new policy; null to overwrite.</param>
public sealed record SetPolicy(string Name, string Content, long? ExpectedVersion) : ICommand, IClusterMessage;

/// <summary>
/// A member wants to be, or to stay, the primary node (REG-7). Answered with <see cref="PrimaryGranted"/>, <see cref="PrimaryHeld"/>, or
/// <see cref="Rejected"/> when it is not an active member. A repeat is a renewal.
/// </summary>
public sealed record ClaimPrimary(VioUuid Vios, long Incarnation) : ICommand, IClusterMessage;

/// <summary>The primary gives its office up. Answered with <see cref="Ok"/>, or <see cref="NoOp"/> when the term is over.</summary>
public sealed record RelinquishPrimary(VioUuid Vios, long Term, string Reason) : ICommand, IClusterMessage;

/// <summary>
/// The claimant is primary for this long, counted by its own clock from the moment at which it sent the claim: that is earlier than the
/// moment from which the DB counts.
/// </summary>
/// <param name="LeaseMs">Milliseconds.</param>
public sealed record PrimaryGranted(long Term, int LeaseMs) : IReply;

/// <summary>Another member is primary.</summary>
/// <param name="RetryMs">Milliseconds after which its lease has ended, unless it is renewed.</param>
public sealed record PrimaryHeld(PrimaryOffice Office, int RetryMs) : IReply;

/// <summary>Answered with <see cref="ClusterFound"/>, or <see cref="Rejected"/> before the cluster is created.</summary>
public sealed record GetCluster : IQuery, IClusterMessage;

/// <summary>One member. Answered with <see cref="NodeFound"/>, or <see cref="Rejected"/> when there is none of that UUID.</summary>
public sealed record GetNode(VioUuid Vios) : IQuery, IClusterMessage;

/// <summary>Answer to <see cref="GetNode"/>.</summary>
public sealed record NodeFound(ClusterNode Node) : IReply;

/// <summary>
/// What has changed since a version that the asker has (REG-8). Answered with <see cref="ClusterChangesFound"/>, with
/// <see cref="ClusterFound"/> when the DB does not know that far back, or <see cref="Rejected"/> before the cluster is created.
/// </summary>
public sealed record GetClusterChanges(ObjectVersion Since) : IQuery, IClusterMessage;

/// <summary>Registration accepted: configuration and state data (REG-2); policies only as far as the VIOS lacks them.</summary>
public sealed record ViosRegistered(ClusterData Cluster) : IReply;

/// <summary>
/// Registration accepted: what the VIOS lacks of the configuration and state data (REG-2, REG-12). One that has none, or data too old, gets
/// the whole of some version before, which is the same for all that register around then, and what has changed since.
/// </summary>
/// <param name="Whole">What the changes are applied to; null: what the VIOS has.</param>
/// <param name="Changes">What leads from there to the present, the registration included.</param>
/// <param name="Digest">Of the data that this leads to (<see cref="ClusterDigest"/>). What comes out otherwise, because the VIOS DB or the
/// local store was restored to another past, is not kept: the VIOS reads the whole.</param>
public sealed record ViosRegisteredSince(ClusterData? Whole, ClusterChanges Changes, long Digest) : IReply;

/// <summary>Answer to <see cref="GetCluster"/>.</summary>
public sealed record ClusterFound(ClusterData Cluster) : IReply;

/// <summary>Answer to <see cref="GetClusterChanges"/>.</summary>
/// <param name="IsMore">They lead to a version that others were given, so that all are told the same; there are later ones: ask
/// again.</param>
public sealed record ClusterChangesFound(ClusterChanges Changes, bool IsMore = false) : IReply;

public sealed record ClusterCreated(ClusterName Name, ValueList<NodeDefinition> Nodes, DateTimeOffset AtUtc) : IClusterEvent;

/// <param name="Port">Its target port from now on; null in events from before they were given.</param>
public sealed record ViosJoined(ViosRegistration Registration, DateTimeOffset AtUtc, ScsiPortId? Port = null) : IClusterEvent;

public sealed record ViosStatusChanged(VioUuid Vios, ValueList<LayerState> Stack, ValueList<string> Portals, DateTimeOffset AtUtc)
    : IClusterEvent;

public sealed record ViosStopped(VioUuid Vios, string Reason, DateTimeOffset AtUtc) : IClusterEvent;

public sealed record ViosFailed(VioUuid Vios, string Reason, DateTimeOffset AtUtc) : IClusterEvent;

public sealed record NodeAdded(NodeDefinition Node, DateTimeOffset AtUtc) : IClusterEvent;

public sealed record NodeRemovalBegun(VioUuid Vios, bool Forced, DateTimeOffset AtUtc) : IClusterEvent;

public sealed record NodeRemovalCancelled(VioUuid Vios, string Reason, DateTimeOffset AtUtc) : IClusterEvent;

public sealed record NodeRemoved(VioUuid Vios, DateTimeOffset AtUtc) : IClusterEvent;

public sealed record PolicySet(ClusterPolicy Policy) : IClusterEvent;

public sealed record PrimaryElected(long Term, VioUuid Vios, long Incarnation, DateTimeOffset AtUtc) : IClusterEvent;

public sealed record PrimaryEnded(long Term, string Reason, DateTimeOffset AtUtc) : IClusterEvent;

/// <summary>Asks the VIOS aggregate to retire; its answer comes back as <see cref="ConcludeNodeRemoval"/>.</summary>
public sealed record RetireDevices(VioUuid Vios, bool Forced) : IEffect;

/// <summary>
/// Tells subscribers of cluster and node events what happened and the version of the data they can now read (REG-5, REG-8).
/// </summary>
public sealed record AnnounceClusterChange(IClusterEvent Change, ObjectVersion Version) : IEffect;

/// <summary>
/// Told to the subscribers of cluster and node events (REG-5): they read the data of that version, and change their local store (REG-8).
/// </summary>
/// <param name="Change">Name of the event: <c>ViosJoined</c>.</param>
/// <param name="Vios">The member that it is about; null for the cluster.</param>
public sealed record ClusterChanged(string Change, VioUuid? Vios, ObjectVersion Version) : IDomainMessage;

/// <summary>The cluster aggregate's whole state.</summary>
/// <param name="Name">Null until created.</param>
public sealed record ClusterSnapshot(
    ClusterName? Name,
    ObjectVersion Version,
    ValueList<ClusterNode> Nodes,
    ValueList<ClusterPolicy> Policies,
    PrimaryOffice? Primary) : ISnapshot;
