using VioActors.Api.Objects;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Machines;

namespace VioActors.Management.View;

/// <summary>A physical machine as an object of the API. Thread-safe.</summary>
internal static class CecTranslation
{
    private const string Active = "active";
    private const string Inactive = "inactive";

    /// <param name="dispatch">Null: its hypervisor does not say which partitions run, being of an older version.</param>
    public static SourceContent Of(PartitionsReply known, DispatchReport? dispatch)
    {
        var dispatched = dispatch?.Partitions.ToDictionary(partition => partition.Client);
        var partitions = known.Partitions.Where(partition => partition.Name != MachineDecisions.HiddenPartitionName).Select(partition =>
        {
            var its = dispatched?.GetValueOrDefault(partition.Id);
            // Whether a host outside runs, its hypervisor does not know.
            var state = its is not null ? Words.Of(its.State)
                : dispatched is not null && partition.Kind == PartitionKind.Client ? Inactive
                : null;
            var reason = its is { Detail.Length: > 0 } ? Words.Bounded(its.Detail, 4096) : null;
            return new LogicalPartition(
                partition.Id.Value, partition.Name, Words.Of(partition.Kind), state, reason, its?.Vios?.Value, its?.SinceUtc);
        });
        var isHeld = dispatch?.Partitions.Any(partition => partition.State != DispatchState.Running) ?? false;
        return Of(known.Cec.ToString(), isHeld ? "degraded" : Active, partitions);
    }

    /// <summary>No hypervisor of it is known to the cluster.</summary>
    public static SourceContent Unknown(string cec) => Of(cec, null, []);

    /// <summary>Its hypervisor does not answer: what it had before, whose state nobody knows now.</summary>
    public static SourceContent Silent(string cec, IEnumerable<VioObject> before) => Of(
        cec, "silent", before.OfType<CecObject>().SelectMany(machine => machine.Partitions)
            .Select(partition => partition with { State = null, Reason = null, Vios = null, SinceUtc = null }));

    private static SourceContent Of(string cec, string? status, IEnumerable<LogicalPartition> partitions) =>
        new([new CecObject(cec, 0, 0, status, [.. partitions])], []);
}
