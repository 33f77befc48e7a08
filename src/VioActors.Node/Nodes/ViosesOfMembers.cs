using Akka.Actor;
using Akka.Cluster;
using VioActors.Pbm.Relay;

namespace VioActors.Node.Nodes;

/// <summary>Finds the processes of the other VIOSes among the members that are up, by their roles. Thread-safe.</summary>
internal sealed class ViosesOfMembers(ActorSystem system, IReadOnlyList<string> names) : IViosElsewhere
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(system);

    public IReadOnlyDictionary<string, ICanTell> Relays()
    {
        var members = _cluster.State.Members.Where(
            member => member.Status == MemberStatus.Up && member.UniqueAddress != _cluster.SelfUniqueAddress).ToList();
        var relays = new Dictionary<string, ICanTell>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (members.FirstOrDefault(member => member.HasRole(NodeSettings.RoleOfVios(name))) is { } member)
                relays[name] = system.ActorSelection(new RootActorPath(member.Address) / "user" / CommandRelayActor.Name);
        }

        return relays;
    }
}
