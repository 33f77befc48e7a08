using Akka.Actor;
using Akka.Cluster;
using VioActors.Domain.Values;
using VioActors.Pbm.Relay;

namespace VioActors.Node.Nodes;

/// <summary>Finds the processes of CECs and of the storage area network among the members that are up. Thread-safe.</summary>
internal sealed class PartsElsewhere(ActorSystem system, IReadOnlyList<CecId> machines) : IPartsElsewhere
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(system);

    public ICanTell? CecOf(string? serial, CecId own)
    {
        var wanted = serial is null ? own : machines.FirstOrDefault(machine => machine.Serial == serial);
        return wanted is null ? null : RelayOf(NodeSettings.RoleOfCec(wanted));
    }

    public ICanTell? San() => RelayOf(NodeSettings.SanRole);

    private ICanTell? RelayOf(string role) => _cluster.State.Members.FirstOrDefault(
        member => member.Status == MemberStatus.Up && member.HasRole(role)) is { } member
        ? system.ActorSelection(new RootActorPath(member.Address) / "user" / CommandRelayActor.Name)
        : null;
}
