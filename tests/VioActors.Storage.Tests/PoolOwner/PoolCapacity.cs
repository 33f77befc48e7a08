namespace VioActors.Storage.Allocation;

/// <summary>Space of a pool, in chunks. Immutable.</summary>
/// <param name="Total">All volumes.</param>
/// <param name="Used">Hold data.</param>
/// <param name="Free">Zero and on volumes that take allocations; the reserve included.</param>
/// <param name="Freeing">Wait to be zeroed.</param>
/// <param name="Reserve">Kept back from clients.</param>
/// <param name="Provisioned">Promised to clients, used or not.</param>
public sealed record PoolCapacity(long Total, long Used, long Free, long Freeing, long Reserve, long Provisioned)
{
    /// <summary>What clients can still get.</summary>
    public long Available => Math.Max(0, Free - Reserve);

    /// <summary>Promised / total: above 1 the pool is over-committed. 0 for a pool without volumes.</summary>
    public double OvercommitRatio => Total == 0 ? 0 : (double)Provisioned / Total;

    /// <summary>Share of the space that clients cannot get any more: for thresholds (STO-9). 1 for a pool without volumes.</summary>
    public double UsedRatio => Total == 0 ? 1 : 1 - ((double)Available / Total);
}
