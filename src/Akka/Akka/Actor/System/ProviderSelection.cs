namespace Akka.Actor;

/// <summary>Which class provides references: for one process, for the network, for a cluster.</summary>
public abstract class ProviderSelection
{
    private ProviderSelection(string identifier, string fqn, bool hasCluster)
    {
        Identifier = identifier;
        Fqn = fqn;
        HasCluster = hasCluster;
    }

    /// <summary>The short name.</summary>
    internal string Identifier { get; }

    /// <summary>The class.</summary>
    internal string Fqn { get; }

    /// <summary>Whether it forms clusters.</summary>
    internal bool HasCluster { get; }

    /// <summary>The provider that <c>akka.actor.provider</c> names, by short name or class.</summary>
    internal static ProviderSelection From(string provider) => provider switch
    {
        null or "" or "local" => Local.Instance,
        "remote" => Remote.Instance,
        "cluster" => Cluster.Instance,
        _ when provider == Local.Instance.Fqn => Local.Instance,
        _ => new Custom(provider, null, provider.Contains("Akka.Cluster.", StringComparison.Ordinal)),
    };

    /// <summary>One process.</summary>
    public sealed class Local : ProviderSelection
    {
        /// <summary>The only value.</summary>
        public static readonly Local Instance = new();

        private Local()
            : base("local", "Akka.Actor.LocalActorRefProvider", false)
        {
        }
    }

    /// <summary>The network.</summary>
    public sealed class Remote : ProviderSelection
    {
        /// <summary>The only value.</summary>
        public static readonly Remote Instance = new();

        private Remote()
            : base("remote", "Akka.Remote.RemoteActorRefProvider, Akka.Remote", false)
        {
        }
    }

    /// <summary>A cluster.</summary>
    public sealed class Cluster : ProviderSelection
    {
        /// <summary>The only value.</summary>
        public static readonly Cluster Instance = new();

        private Cluster()
            : base("cluster", "Akka.Cluster.ClusterActorRefProvider, Akka.Cluster", true)
        {
        }
    }

    /// <summary>A class of the user.</summary>
    public sealed class Custom : ProviderSelection
    {
        /// <summary>The class <paramref name="fqn"/>.</summary>
        public Custom(string fqn, string? identifier = null, bool hasCluster = false)
            : base(identifier ?? fqn, fqn, hasCluster)
        {
        }
    }
}
