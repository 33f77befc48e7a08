using VioActors.Domain.Common;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Cluster.IClusterEvent>;

namespace VioActors.Domain.Cluster;

/// <summary>
/// The part of <see cref="ClusterDecisions"/> about members that come, change and go (REG-2, REG-3, REG-9). Pure; thread-safe.
/// </summary>
internal static class ClusterRegistration
{
    public static Outcome Register(ClusterState state, RegisterVios register, DateTimeOffset nowUtc)
    {
        var data = register.Registration;
        if (!state.Nodes.TryGetValue(data.Vios, out var node))
        {
            return ClusterDecisions.Refuse(
                RejectionCode.NotFound,
                $"Cannot register {data.Name}: VIOS {data.Vios} is no member of cluster '{state.Name}'; add it as a node first.");
        }

        if (node.Status == NodeStatus.Removing)
        {
            return ClusterDecisions.Refuse(
                RejectionCode.WrongStatus,
                $"Cannot register {data.Name}: it is being removed from cluster '{state.Name}'; add it again afterwards.");
        }

        if (node.Registration is { } known && data.Incarnation < known.Incarnation)
        {
            return ClusterDecisions.Refuse(
                RejectionCode.StaleIncarnation,
                $"Cannot register {data.Name}: incarnation {data.Incarnation} is older than {known.Incarnation}; another instance runs "
                    + "under "
                + "this UUID. Stop one of them.");
        }

        // A VIOS keeps its UUID when it moves (SYS-4), but it is not in two places.
        if (node.Status == NodeStatus.Active && node.Definition.Drc != data.Drc)
        {
            return ClusterDecisions.Refuse(
                RejectionCode.AlreadyExists,
                $"Cannot register {data.Name} at {data.Drc}: VIOS {data.Vios} is active as {node.Definition.Name} at "
                    + $"{node.Definition.Drc}. Give each VIOS a UUID of its own; one that moves is stopped first.");
        }

        if (RegistrationRules.FindProblem(data) is { } problem)
        {
            return ClusterDecisions.Refuse(RejectionCode.Invalid, $"Cannot register {data.Name}: {problem}.");
        }

        if (state.Nodes.Values.FirstOrDefault(other => other.Vios != data.Vios && other.Definition.Drc == data.Drc) is { } place)
        {
            return ClusterDecisions.Refuse(
                RejectionCode.AlreadyExists,
                $"Cannot register {data.Name}: its DRC name {data.Drc} is that of {place.Definition.Name}; one of them reports a wrong "
                    + "place.");
        }

        return node.Status == NodeStatus.Active && node.Registration == data
            ? Decision.Answer<IClusterEvent>(Answer(state, register))
            : Join(state, register, nowUtc);
    }

    public static Outcome Deregister(ClusterState state, DeregisterVios deregister, DateTimeOffset nowUtc) =>
        FindStale(state, deregister.Vios, deregister.Incarnation) is { } stale ? stale
        : state.Nodes[deregister.Vios].Status is not (NodeStatus.Active or NodeStatus.Failed)
            ? Decision.NoOp<IClusterEvent>($"{state.Nodes[deregister.Vios].Definition.Name} is not registered.")
            : ClusterDecisions.Accept(state, Ok.Instance, new ViosStopped(deregister.Vios, deregister.Reason, nowUtc));

    public static Outcome Fail(ClusterState state, ReportViosFailed failed, DateTimeOffset nowUtc) =>
        FindStale(state, failed.Vios, failed.Incarnation) is { } stale ? stale
        : state.Nodes[failed.Vios].Status is not (NodeStatus.Active or NodeStatus.Defined)
            ? Decision.NoOp<IClusterEvent>($"{state.Nodes[failed.Vios].Definition.Name} is {state.Nodes[failed.Vios].Status} already.")
            : ClusterDecisions.Accept(state, Ok.Instance, new ViosFailed(failed.Vios, failed.Reason, nowUtc));

    public static Outcome ReportStatus(ClusterState state, ReportViosStatus report, DateTimeOffset nowUtc)
    {
        if (FindStale(state, report.Vios, report.Incarnation) is { } stale)
        {
            return stale;
        }

        var node = state.Nodes[report.Vios];
        if (node.Registration is not { } known || node.Status != NodeStatus.Active)
        {
            return ClusterDecisions.Refuse(
                RejectionCode.WrongStatus,
                $"Cannot note the status of {node.Definition.Name}: it is {node.Status}; it must register first.");
        }

        if (RegistrationRules.FindProblem(known with { Stack = report.Stack, Portals = report.Portals }) is { } problem)
        {
            return ClusterDecisions.Refuse(RejectionCode.Invalid, $"Cannot note the status of {node.Definition.Name}: {problem}.");
        }

        return known.Stack.Equals(report.Stack) && known.Portals.Equals(report.Portals)
            ? Decision.NoOp<IClusterEvent>("Nothing changed.")
            : ClusterDecisions.Accept(state, Ok.Instance, new ViosStatusChanged(report.Vios, report.Stack, report.Portals, nowUtc));
    }

    private static Outcome Join(ClusterState state, RegisterVios register, DateTimeOffset nowUtc)
    {
        var joined = new ViosJoined(register.Registration, nowUtc, PortFor(state, register.Registration));
        return ClusterDecisions.Accept(state, Answer(state.Apply(joined), register), joined);
    }

    /// <summary>
    /// The port that it has had, else the number of its partition, which is easy to recognise; another one if a VIOS of another CEC has
    /// that.
    /// </summary>
    private static ScsiPortId PortFor(ClusterState state, ViosRegistration data)
    {
        var node = state.Nodes[data.Vios];
        var wanted = node.Registration is null && node.AssignedPort is null ? ScsiPortId.Of(data.Drc) : node.Port;
        var taken = state.Nodes.Values
            .Where(other => other.Vios != data.Vios && (other.AssignedPort is not null || other.Registration is not null))
            .Select(other => other.Port)
            .ToHashSet();
        return taken.Contains(wanted)
            ? Enumerable.Range(ScsiPortId.Min, ScsiPortId.Max).Select(number => new ScsiPortId(number)).First(port => !taken.Contains(port))
            : wanted;
    }

    // Only the policies that the VIOS lacks are sent (REG-13).
    private static ViosRegistered Answer(ClusterState state, RegisterVios register)
    {
        var data = state.ToData();
        var lacking = data.Policies.Where(policy => !register.KnownPolicies.Contains(new PolicyVersion(policy.Name, policy.Version)));
        return new ViosRegistered(data with { Policies = lacking.ToValueList() });
    }

    private static Outcome? FindStale(ClusterState state, VioUuid vios, long incarnation) =>
        !state.Nodes.TryGetValue(vios, out var node)
            ? Decision.NoOp<IClusterEvent>($"VIOS {vios} is no member.")
            : node.Registration is { } known && incarnation < known.Incarnation
                ? Decision.NoOp<IClusterEvent>($"Incarnation {incarnation} of {node.Definition.Name} is over; {known.Incarnation} is "
                    + "registered.")
                : null;
}
