using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp.Dispatch;
using VioActors.Domain.Values;

namespace VioActors.Actors.Phyp.Dispatching;

/// <summary>How a hypervisor call ended.</summary>
public enum HypervisorReturn
{
    /// <summary>H_SUCCESS.</summary>
    Success,

    /// <summary>H_PARAMETER: no such processor, slot or target.</summary>
    Parameter,

    /// <summary>H_RESOURCE: the partition is not dispatched here, or there is not enough of what was asked for.</summary>
    Resource,
}

/// <summary>Answer to a hypervisor call which has no other.</summary>
/// <param name="Call">Name of the call.</param>
public sealed record HypervisorResult(string Call, HypervisorReturn Code) : INoSerializationVerificationNeeded
{
    /// <summary>Number of the virtual processor that the call was about; null: about none.</summary>
    public int? Processor { get; init; }
}

/// <summary>H_PROD: a virtual processor of mine has something to do. Safe to repeat. Answered with <see cref="HypervisorResult"/> only when
/// it is refused; else a slice follows.</summary>
public sealed record ProdProcessor(VirtualProcessorId Processor) : INoSerializationVerificationNeeded;

/// <summary>
/// The end of a slice. H_CEDE when the processor has nothing more to do; else its time is over and it wants more. Its answer is the next
/// slice.
/// </summary>
/// <param name="UsedTicks">Of its slice, in ticks of 100 ns.</param>
/// <param name="WantsMore">False: it is prodded before it gets another one.</param>
public sealed record EndSlice(VirtualProcessorId Processor, long UsedTicks, bool WantsMore) : INoSerializationVerificationNeeded;

/// <summary>H_CONFER: another virtual processor of mine may have my time, until I am prodded. Answered with
/// <see cref="HypervisorResult"/>.</summary>
/// <param name="Target">Number of the other one, which must want to run.</param>
public sealed record ConferProcessor(VirtualProcessorId Processor, int Target) : INoSerializationVerificationNeeded;

/// <summary>H_FREE_CRQ: my adapter in this slot has no queue any more. Answered with <see cref="HypervisorResult"/>.</summary>
public sealed record FreeCrq(PartitionId Client, SlotNumber Slot) : INoSerializationVerificationNeeded;

/// <summary>To a partition: this virtual processor is on a physical one now, for that long.</summary>
internal sealed record RunSlice(VirtualProcessorId Processor, long Ticks) : INoSerializationVerificationNeeded;

/// <summary>From a partition whose operating system begins anew: what its processors were given is void.</summary>
internal sealed record ResetProcessors(PartitionId Client) : INoSerializationVerificationNeeded;

/// <summary>To the dispatcher: no more slices for that partition, or slices again.</summary>
internal sealed record HoldProcessors(PartitionId Client, bool Held) : INoSerializationVerificationNeeded;

/// <summary>
/// From a partition whose processors PHYP does not dispatch slice by slice, since the host's system does: what they have used by now.
/// </summary>
/// <param name="UsedTicks">Since it was activated, in ticks of 100 ns.</param>
internal sealed record AccountProcessorTime(PartitionId Client, long UsedTicks) : INoSerializationVerificationNeeded;

/// <summary>Asks PHYP what its partitions get of its processors. Answered with <see cref="ProcessorFigures"/>.</summary>
public sealed record GetProcessorFigures
{
    public static GetProcessorFigures Instance { get; } = new();
}

/// <summary>What partitions get of the processors.</summary>
/// <param name="Processors">Physical ones.</param>
/// <param name="Shared">Those of them that are in the pool.</param>
/// <param name="WindowTicks">Length of a window in ticks of 100 ns.</param>
/// <param name="Partitions">Ordered by id.</param>
/// <param name="Refused">Partitions that are not dispatched, with the reason.</param>
public sealed record ProcessorFigures(
    int Processors, int Shared, long WindowTicks, ValueList<PartitionFigures> Partitions, ValueList<string> Refused)
    : INoSerializationVerificationNeeded;
