using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp.Dispatch;

/// <summary>A virtual processor of a partition. Immutable.</summary>
/// <param name="Number">From 0.</param>
public readonly record struct VirtualProcessorId(PartitionId Partition, int Number)
{
    public override string ToString() => $"{Partition}.{Number}";
}
