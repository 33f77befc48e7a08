using VioActors.Domain.Common;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Cluster.IClusterEvent>;

namespace VioActors.Domain.Cluster;

/// <summary>What the shared VIOS DB decides about the cluster's configuration. Pure; thread-safe.</summary>
public static class ClusterDecisions
{
    /// <summary>Members that one cluster may have.</summary>
    public const int NodeCountMax = 4096;

    /// <summary>Policies that one cluster may have.</summary>
    public const int PolicyCountMax = 256;

    /// <summary>Longest content of a policy, in characters.</summary>
    public const int PolicyLengthMax = 65536;

    public static Outcome Decide(ClusterState state, IClusterMessage message, DateTimeOffset nowUtc) => message switch
    {
        CreateCluster create => Create(state, create, nowUtc),
        _ when state.Name is null => Refuse(
            RejectionCode.NotFound,
            "The cluster does not exist yet; create it first, naming its first VIOS and one or more others."),
        RegisterVios register => ClusterRegistration.Register(state, register, nowUtc),
        DeregisterVios deregister => ClusterRegistration.Deregister(state, deregister, nowUtc),
        ReportViosFailed failed => ClusterRegistration.Fail(state, failed, nowUtc),
        ReportViosStatus status => ClusterRegistration.ReportStatus(state, status, nowUtc),
        AddNode add => Add(state, add.Node, nowUtc),
        RemoveNode remove => Remove(state, remove, nowUtc),
        ConcludeNodeRemoval conclude => ConcludeRemoval(state, conclude, nowUtc),
        SetPolicy policy => Set(state, policy),
        RelinquishPrimary relinquish => PrimaryElection.Relinquish(state, relinquish, nowUtc),
        GetNode get => state.Nodes.TryGetValue(get.Vios, out var node)
            ? Decision.Answer<IClusterEvent>(new NodeFound(node))
            : Refuse(RejectionCode.NotFound, $"VIOS {get.Vios} is no member of cluster '{state.Name}'; add it as a node first."),
        GetCluster or GetClusterChanges => Decision.Answer<IClusterEvent>(new ClusterFound(state.ToData())),
        _ => throw new InvalidOperationException($"The cluster knows no message {message.GetType().Name}."),
    };

    /// <summary>Effects that a crash may have cut off: repeated when the aggregate has recovered.</summary>
    public static ValueList<IEffect> Resume(ClusterState state) => state.Nodes.Values
        .Where(node => node.Status == NodeStatus.Removing)
        .Select(IEffect (node) => new RetireDevices(node.Vios, node.RemovalForced))
        .ToValueList();

    internal static Outcome Accept(ClusterState state, IReply reply, params ReadOnlySpan<IClusterEvent> events)
    {
        var effects = new List<IEffect>(events.Length);
        foreach (var @event in events)
        {
            state = state.Apply(@event);
            effects.Add(new AnnounceClusterChange(@event, state.Version));
        }

        return new Outcome(reply, ValueList.Create(events), effects.ToValueList());
    }

    internal static Outcome Refuse(RejectionCode code, string reason) => Decision.Reject<IClusterEvent>(code, reason);

    private static Outcome Create(ClusterState state, CreateCluster create, DateTimeOffset nowUtc)
    {
        var first = new NodeDefinition(create.First.Vios, create.First.Name, create.First.Drc);
        ValueList<NodeDefinition> nodes = [first, .. create.Others];
        if (state.Name is not null)
        {
            return state.Name == create.Name && nodes.All(node => state.Nodes.ContainsKey(node.Vios))
                ? Decision.Answer<IClusterEvent>(new ViosRegistered(state.ToData()))
                : Refuse(RejectionCode.AlreadyExists, $"Cannot create cluster '{create.Name}': cluster '{state.Name}' exists; delete it "
                    + "first.");
        }

        if (create.Others.Count == 0)
        {
            return Refuse(
                RejectionCode.Invalid,
                $"Cannot create cluster '{create.Name}': it needs a first VIOS and one or more others; name at least one other VIOS.");
        }

        var problem = nodes.Count > NodeCountMax
            ? $"{nodes.Count} members are named; the limit is {NodeCountMax}"
            : FindDuplicate(nodes) ?? RegistrationRules.FindProblem(create.First);
        if (problem is not null)
        {
            return Refuse(RejectionCode.Invalid, $"Cannot create cluster '{create.Name}': {problem}.");
        }

        var created = new ClusterCreated(create.Name, nodes, nowUtc);
        var joined = new ViosJoined(create.First, nowUtc, ScsiPortId.Of(first.Drc));
        var reply = new ViosRegistered(state.Apply(created).Apply(joined).ToData());
        return Accept(state, reply, created, joined);
    }

    private static string? FindDuplicate(IReadOnlyCollection<NodeDefinition> nodes) =>
        nodes.Select(node => node.Vios).Distinct().Count() < nodes.Count ? "a VIOS is named twice"
        : nodes.Select(node => node.Drc).Distinct().Count() < nodes.Count ? "two VIOSes have the same DRC name"
        : null;

    private static Outcome Add(ClusterState state, NodeDefinition node, DateTimeOffset nowUtc)
    {
        if (state.Nodes.TryGetValue(node.Vios, out var existing))
        {
            return existing.Definition == node
                ? Decision.NoOp<IClusterEvent>($"{node.Name} is a member already.")
                : Refuse(RejectionCode.AlreadyExists, $"Cannot add {node.Name}: VIOS {node.Vios} is a member as "
                    + $"{existing.Definition.Name}.");
        }

        if (state.Nodes.Values.FirstOrDefault(other => other.Definition.Drc == node.Drc) is { } place)
        {
            return Refuse(
                RejectionCode.AlreadyExists,
                $"Cannot add {node.Name}: its DRC name {node.Drc} is that of {place.Definition.Name}; remove that member or correct the "
                    + "name.");
        }

        return state.Nodes.Count >= NodeCountMax
            ? Refuse(RejectionCode.Invalid, $"Cannot add {node.Name}: the cluster has {NodeCountMax} members, which is the limit.")
            : Accept(state, Ok.Instance, new NodeAdded(node, nowUtc));
    }

    private static Outcome Remove(ClusterState state, RemoveNode remove, DateTimeOffset nowUtc)
    {
        if (!state.Nodes.TryGetValue(remove.Vios, out var node))
        {
            return Decision.NoOp<IClusterEvent>($"VIOS {remove.Vios} is no member.");
        }

        if (node.Status == NodeStatus.Removing)
        {
            return Decision.Wait<IClusterEvent>(RemovalKey(remove.Vios), new RetireDevices(remove.Vios, remove.Forced));
        }

        if (state.Nodes.Count == 1)
        {
            return Refuse(RejectionCode.Invalid, $"Cannot remove {node.Definition.Name}: it is the last member; delete the cluster "
                + "instead.");
        }

        return Accept(state, Ok.Instance, new NodeRemovalBegun(remove.Vios, remove.Forced, nowUtc))
            .With(new RetireDevices(remove.Vios, remove.Forced)) with
        {
            Reply = null,
            WaitKey = RemovalKey(remove.Vios),
        };
    }

    private static Outcome ConcludeRemoval(ClusterState state, ConcludeNodeRemoval conclude, DateTimeOffset nowUtc)
    {
        if (!state.Nodes.TryGetValue(conclude.Vios, out var node) || node.Status != NodeStatus.Removing)
        {
            return Decision.NoOp<IClusterEvent>($"VIOS {conclude.Vios} is not being removed.");
        }

        var name = node.Definition.Name;
        return conclude.Problem is null
            ? Accept(state, Ok.Instance, new NodeRemoved(conclude.Vios, nowUtc)).Resolving(RemovalKey(conclude.Vios), Ok.Instance)
            : Accept(state, Ok.Instance, new NodeRemovalCancelled(conclude.Vios, conclude.Problem, nowUtc)).Resolving(
                RemovalKey(conclude.Vios),
                new Rejected(RejectionCode.InUse, $"Cannot remove {name}: {conclude.Problem} Unmap its clients first, or force the "
                    + "removal."));
    }

    private static Outcome Set(ClusterState state, SetPolicy policy)
    {
        var current = state.Policies.GetValueOrDefault(policy.Name);
        if (policy.ExpectedVersion is { } expected && expected != (current?.Version ?? 0))
        {
            return Refuse(
                RejectionCode.VersionConflict,
                $"Cannot set policy '{policy.Name}': it has version {current?.Version ?? 0}, not {expected}; read it again.");
        }

        if (current?.Content == policy.Content)
        {
            return Decision.NoOp<IClusterEvent>($"Policy '{policy.Name}' has that content as version {current.Version}.");
        }

        var problem = policy.Name.Length is 0 or > 127 ? "its name must have 1 to 127 characters"
            : policy.Content.Length > PolicyLengthMax ? $"its content has {policy.Content.Length} characters; the limit is "
                + $"{PolicyLengthMax}"
            : current is null && state.Policies.Count >= PolicyCountMax ? $"the cluster has {PolicyCountMax} policies, which is the limit"
            : null;
        return problem is null
            ? Accept(state, Ok.Instance, new PolicySet(new ClusterPolicy(policy.Name, (current?.Version ?? 0) + 1, policy.Content)))
            : Refuse(RejectionCode.Invalid, $"Cannot set policy '{policy.Name}': {problem}.");
    }

    private static string RemovalKey(VioUuid vios) => $"remove:{vios}";
}
