using Akka.Actor;

namespace Akka.Cluster;

/// <summary>
/// Would decide which unreachable members are shut out. Made as configured, so that configurations work; this engine asks the leases in
/// the database instead. A class named in the configuration needs the constructor (ActorSystem) or (ActorSystem, Cluster).
/// </summary>
public interface IDowningProvider
{
    /// <summary>How long after its removal a member may still act.</summary>
    TimeSpan DownRemovalMargin { get; }

    /// <summary>The deciding actor; <c>null</c> for none.</summary>
    Props DowningActorProps { get; }
}
