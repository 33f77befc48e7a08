using Akka.Actor;
using Akka.Cluster;

namespace VioActors.Node.Nodes;

/// <summary>The management tool on whichever member has that role now; without one nobody is told. Thread-safe.</summary>
internal sealed class ToolOfMembers(ActorSystem system) : ICanTell
{
    public void Tell(object message, IActorRef sender)
    {
        var member = Akka.Cluster.Cluster.Get(system).State.Members.FirstOrDefault(
            member => member.Status == MemberStatus.Up && member.HasRole(NodeSettings.ManagementRole));
        if (member is not null)
            system.ActorSelection(new RootActorPath(member.Address) / "user" / "management").Tell(message, sender);
    }
}
