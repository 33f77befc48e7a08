namespace VioActors.Benchmarks.Cluster;

/// <summary>How much one pass of the cluster benchmarks does.</summary>
/// <param name="Members">Sizes of clusters that are started.</param>
/// <param name="Asks">Questions to entities.</param>
/// <param name="Entities">Entities that are started and moved.</param>
internal sealed record ClusterScale(IReadOnlyList<int> Members, int Asks, int Entities)
{
    public static readonly ClusterScale Full = new([2, 10, 50], 100_000, 100_000);

    /// <summary>Each benchmark once, in moments: shows that it runs, measures nothing.</summary>
    public static readonly ClusterScale Smoke = new([2, 3], 200, 300);
}
