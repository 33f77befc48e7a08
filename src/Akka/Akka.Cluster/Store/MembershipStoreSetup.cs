using Akka.Actor.Setup;

namespace Akka.Cluster.Store;

/// <summary>Puts something between a system and its store, which is how tests make databases slow and unreachable.</summary>
/// <param name="wrap">Gets the configured store.</param>
internal sealed class MembershipStoreSetup(Func<IMembershipStore, IMembershipStore> wrap) : Setup
{
    public IMembershipStore Wrap(IMembershipStore store) => wrap(store);
}
