using System.Collections.Immutable;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Tool;

/// <summary>What the management tool keeps. Immutable.</summary>
public sealed record ToolState(
    ObjectVersion Version, DateTimeOffset ReportedUtc, ImmutableDictionary<VioUuid, UuidRow> Rows, ValueList<VioUuid> Active)
{
    public static ToolState Empty { get; } =
        new(default, DateTimeOffset.UnixEpoch, ImmutableDictionary<VioUuid, UuidRow>.Empty, []);

    public static ToolState From(ToolSnapshot snapshot) =>
        new(snapshot.Version, snapshot.ReportedUtc, snapshot.Rows.ToImmutableDictionary(row => row.Vios), snapshot.Active);

    public ToolSnapshot ToSnapshot() => new(Version, ReportedUtc, Ordered(), Active);

    /// <summary>The UUID table by CEC, partition and UUID.</summary>
    public ValueList<UuidRow> Ordered() => Rows.Values
        .OrderBy(row => row.Drc.Cec.ToString(), StringComparer.Ordinal)
        .ThenBy(row => row.Drc.Partition.Value)
        .ThenBy(row => row.Vios)
        .ToValueList();

    /// <exception cref="InvalidOperationException">An event that this version does not know.</exception>
    public ToolState Apply(IToolEvent @event) => @event switch
    {
        UuidRowSet e => this with { Rows = Rows.SetItem(e.Row.Vios, e.Row) },
        ClusterReported e => this with { Version = e.Version, Active = e.Active, ReportedUtc = e.AtUtc },
        _ => throw new InvalidOperationException($"The management tool knows no event {@event.GetType().Name}; a newer version wrote it."),
    };
}
