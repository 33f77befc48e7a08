using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp;

/// <summary>Asks PHYP for its client partitions. Answered with <see cref="DispatchReport"/>.</summary>
public sealed record GetDispatchReport : IQuery
{
    public static GetDispatchReport Instance { get; } = new();
}

/// <summary>The client partitions that run or are frozen, ordered by id.</summary>
public sealed record DispatchReport(ValueList<PartitionDispatch> Partitions) : IReply;

/// <summary>How PHYP treats a client partition. Values are sent: never renumbered.</summary>
public enum DispatchState
{
    Unspecified = 0,

    /// <summary>It is dispatched.</summary>
    Running = 1,

    /// <summary>Told to stop; it has not confirmed yet.</summary>
    Stopping = 2,

    /// <summary>Not dispatched; its context and its requests are kept.</summary>
    Frozen = 3,
}

/// <param name="Vios">The interrupted VIOS; null while it runs.</param>
/// <param name="Detail">Why it is frozen, or what keeps it from going on.</param>
/// <param name="Freezes">How often it was frozen since it was activated.</param>
/// <param name="SentWhileFrozen">Requests that came from it while it was frozen: always 0 in a sound system (NPV-6).</param>
public sealed record PartitionDispatch(
    PartitionId Client, DispatchState State, PartitionId? Vios, ViosEventKind Kind, string Detail, DateTimeOffset? SinceUtc, long Freezes,
    long SentWhileFrozen);
