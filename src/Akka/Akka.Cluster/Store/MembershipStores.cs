using Akka.Cluster.Sql;

namespace Akka.Cluster.Store;

/// <summary>Makes the store that the settings name.</summary>
internal static class MembershipStores
{
    /// <summary>The store with its time limits.</summary>
    public static IMembershipStore Create(MembershipSettings settings, MembershipStoreSetup? setup, TimeProvider time)
    {
        var store = Bare(settings, time);
        return new TimedStore(setup?.Wrap(store) ?? store, settings.CallTimeout, time);
    }

    /// <summary>The store itself.</summary>
    public static IMembershipStore Bare(MembershipSettings settings, TimeProvider time) => settings.Provider switch
    {
        "sqlite" => new SqlMembershipStore(new SqliteMembershipDialect(settings, time), settings),
        "postgresql" => new SqlMembershipStore(new PostgreSqlMembershipDialect(settings, time), settings),
        _ => InMemoryMembershipStore.For(settings.ConnectionString, settings.ClusterName, time),
    };
}
