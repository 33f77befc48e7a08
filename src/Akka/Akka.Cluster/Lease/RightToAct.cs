using Akka.Actor;

namespace Akka.Cluster;

/// <summary>Gives the lease to code that finds this type by its name in the configuration, as the API has none. Thread-safe.</summary>
internal static class RightToAct
{
    /// <summary>
    /// Whether no other member may have given this one's work to somebody else: right at the moment of the call, also in a process that was
    /// stopped for a while. One comparison with the clock. False for good once the member is removed.
    /// </summary>
    public static Func<bool> Of(ActorSystem system)
    {
        var lease = MembershipLease.Get(system);
        return () => lease.IsValid;
    }
}
