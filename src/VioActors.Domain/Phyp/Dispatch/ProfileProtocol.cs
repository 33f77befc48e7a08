using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp.Dispatch;

/// <summary>How a partition gets processor time. Values are stored and sent: never renumbered.</summary>
public enum ProcessorMode
{
    Unspecified = 0,

    /// <summary>Whole physical processors of its own.</summary>
    Dedicated = 1,

    /// <summary>Of the shared pool, its entitlement and not more.</summary>
    Capped = 2,

    /// <summary>Of the shared pool: its entitlement, and by its weight what others leave.</summary>
    Uncapped = 3,
}

/// <summary>What a partition gets of the machine (NPV-3). Immutable.</summary>
/// <param name="Client">The partition.</param>
/// <param name="Mode">How it gets processor time.</param>
/// <param name="EntitledHundredths">Entitled capacity in hundredths of a physical processor, a multiple of 5; dedicated: of 100.</param>
/// <param name="VirtualProcessors">At most ten for each physical processor that it is entitled to.</param>
/// <param name="Weight">Uncapped: share of what is left, 0 to 255; 0: nothing beyond the entitlement.</param>
/// <param name="MemoryMebibytes">Memory in MiB.</param>
public sealed record PartitionProfile(
    PartitionId Client, ProcessorMode Mode, int EntitledHundredths, int VirtualProcessors, int Weight, int MemoryMebibytes);

/// <summary>
/// Sets a partition's share of the machine, from its next activation on. Answered with <see cref="Ok"/>, <see cref="NoOp"/> or
/// <see cref="Rejected"/>.
/// </summary>
public sealed record AssignProfile(PartitionProfile Profile) : ICommand;

/// <summary>Asks for the profiles that were set. Answered with <see cref="ProfilesReply"/>.</summary>
public sealed record GetProfiles : IQuery;

/// <summary>The profiles that were set, ordered by partition; one without has <see cref="ProfileDecisions.Default"/>.</summary>
public sealed record ProfilesReply(ValueList<PartitionProfile> Profiles) : IReply;

public sealed record ProfileAssigned(PartitionProfile Profile) : IPartitionsEvent;
