using Akka.Actor;

namespace Akka.Cluster.Tools.Ownership;

/// <summary>Finds the ownership of a system. Thread-safe.</summary>
internal static class OwnershipExtension
{
    /// <summary>That of the node's membership, as an <see cref="OwnershipSetup"/> changes it.</summary>
    public static IOwnership For(ActorSystem system)
    {
        var lease = new LeaseOwnership(MembershipLease.Get(system));
        var setup = system.Settings.Setup.Get<OwnershipSetup>();
        return setup.HasValue ? setup.Value.Change(lease) : lease;
    }
}
