using Akka.Actor;

namespace Akka.Remote;

/// <summary>Marks references to actors of other systems.</summary>
public interface IRemoteRef : IActorRefScope
{
}
