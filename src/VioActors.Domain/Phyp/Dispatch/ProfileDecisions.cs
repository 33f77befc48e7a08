using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp.Dispatch;

/// <summary>What PHYP decides about partitions' shares of the machine (NPV-3). Thread-safe.</summary>
public static class ProfileDecisions
{
    /// <summary>Step of an entitlement, in hundredths of a processor.</summary>
    public const int EntitlementStep = 5;

    /// <summary>Least entitlement of a virtual processor: ten of them share a physical one.</summary>
    public const int EntitledHundredthsOfOneMin = 10;

    /// <summary>Most that one partition can be entitled to: 256 processors.</summary>
    public const int EntitledHundredthsMax = 25_600;

    public const int WeightMax = 255;

    public const int DefaultWeight = 128;

    public const int MemoryMebibytesMax = 1 << 25;

    /// <summary>A partition that was given nothing: a tenth of a processor and what others leave, 256 MiB.</summary>
    public static PartitionProfile Default(PartitionId client) => new(client, ProcessorMode.Uncapped, 10, 1, DefaultWeight, 256);

    /// <summary>What is wrong with a profile; null when nothing is.</summary>
    public static string? Fault(PartitionProfile profile) => profile switch
    {
        { Mode: ProcessorMode.Unspecified } => "it needs a mode: dedicated, capped or uncapped",
        { Mode: not (ProcessorMode.Dedicated or ProcessorMode.Capped or ProcessorMode.Uncapped) } => "its mode is not known",
        { EntitledHundredths: < EntitledHundredthsOfOneMin or > EntitledHundredthsMax } =>
            "its entitlement is not 0.10 to 256 processors",
        { Mode: ProcessorMode.Dedicated } when profile.EntitledHundredths % 100 != 0 => "dedicated processors are whole ones",
        { Mode: ProcessorMode.Dedicated } when profile.VirtualProcessors * 100 != profile.EntitledHundredths =>
            "a partition with dedicated processors has one virtual processor for each",
        _ when profile.EntitledHundredths % EntitlementStep != 0 => "its entitlement is no multiple of 0.05 processors",
        { VirtualProcessors: < 1 } => "it needs a virtual processor",
        _ when profile.VirtualProcessors > profile.EntitledHundredths / EntitledHundredthsOfOneMin =>
            "it has more than ten virtual processors for each physical one that it is entitled to",
        _ when profile.VirtualProcessors * 100 < profile.EntitledHundredths =>
            "its virtual processors cannot use its entitlement, since each runs on one processor at a time",
        { Weight: < 0 or > WeightMax } => $"its weight is not 0 to {WeightMax}",
        { MemoryMebibytes: < 1 or > MemoryMebibytesMax } => $"its memory is not 1 to {MemoryMebibytesMax} MiB",
        _ => null,
    };

    /// <summary>Null when it is not about profiles.</summary>
    internal static Decision<IPartitionsEvent>? Decide(PartitionsState state, IDomainMessage command) => command switch
    {
        AssignProfile assign => Assign(state, assign.Profile),
        GetProfiles => Decision.Answer<IPartitionsEvent>(new ProfilesReply(state.Profiles.Values.ToValueList())),
        _ => null,
    };

    private static Decision<IPartitionsEvent> Assign(PartitionsState state, PartitionProfile profile)
    {
        if (!state.Partitions.TryGetValue(profile.Client, out var partition))
        {
            return Decision.Reject<IPartitionsEvent>(
                RejectionCode.NotFound, $"Cannot set a profile: {state.Cec} has no partition {profile.Client}.");
        }

        if (Fault(profile) is { } fault)
        {
            return Decision.Reject<IPartitionsEvent>(
                RejectionCode.Invalid, $"Cannot set the profile of partition '{partition.Name}': {fault}.");
        }

        return profile.Equals(state.Profiles.GetValueOrDefault(profile.Client))
            ? Decision.NoOp<IPartitionsEvent>($"Partition '{partition.Name}' has that profile.")
            : Decision.Accept<IPartitionsEvent>(Ok.Instance, new ProfileAssigned(profile));
    }
}
