using Akka.Cluster;

namespace Petabridge.Cmd.Cluster;

/// <summary>One member as a line: address, roles, status, reachability, version. Pure.</summary>
internal static class MemberLine
{
    public static string Of(Member member, ClusterEvent.CurrentClusterState state)
    {
        var roles = string.Join(",", member.Roles.Order(StringComparer.Ordinal));
        var reachability = state.Unreachable.Contains(member) ? "unreachable" : "";
        var status = member.Status.ToString().ToLowerInvariant();
        return $"{member.Address} | [{roles}] | {status} | {reachability} | {member.AppVersion}";
    }
}
