namespace VioActors.Management.View;

/// <summary>Kinds of aggregates that the view is read from.</summary>
internal enum ViewSourceKind
{
    Cluster,
    Vios,
    Client,
    Pool,
    Lu,
    Cec,
}

/// <summary>One aggregate that the view is read from. Immutable.</summary>
/// <param name="Id">Empty for the cluster.</param>
internal readonly record struct ViewSource(ViewSourceKind Kind, string Id)
{
    private static readonly (string Prefix, ViewSourceKind Kind)[] Prefixes =
    [
        ("vios-", ViewSourceKind.Vios), ("client-", ViewSourceKind.Client), ("pool-", ViewSourceKind.Pool), ("lu-", ViewSourceKind.Lu),
        ("phyp-", ViewSourceKind.Cec),
    ];

    public static ViewSource Cluster { get; } = new(ViewSourceKind.Cluster, string.Empty);

    /// <summary>The source of an aggregate's persistence id; null when the view shows nothing of that aggregate.</summary>
    public static ViewSource? Of(string aggregate)
    {
        if (aggregate == "cluster")
        {
            return Cluster;
        }

        foreach (var (prefix, kind) in Prefixes)
        {
            if (aggregate.StartsWith(prefix, StringComparison.Ordinal))
            {
                return new ViewSource(kind, aggregate[prefix.Length..]);
            }
        }

        return null;
    }
}
