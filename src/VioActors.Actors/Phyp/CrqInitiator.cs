using VioActors.Domain.Values;

namespace VioActors.Actors.Phyp;

/// <summary>Names of initiator ports that only a hypervisor gives: those of its client adapters. Thread-safe.</summary>
internal static class CrqInitiator
{
    public static string NameOf(PartitionId client, SlotNumber slot) => $"crq.{client}.{slot}";
}
