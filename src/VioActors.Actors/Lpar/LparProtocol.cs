using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Actors.Lpar;

/// <summary>A built-in client partition: its identity, its adapters and what its guest does. Immutable.</summary>
/// <param name="Partition">The partition as PHYP knows it.</param>
/// <param name="Slots">Slots of its virtual SCSI client adapters: one path each to the same disk.</param>
/// <param name="Workload">The guest's verified I/O.</param>
/// <param name="FreezeOn">Events of a VIOS which freeze it; its kernel registers them as it boots (NPV-4). Empty: none.</param>
public sealed record LparDefinition(
    Partition Partition, ValueList<SlotNumber> Slots, WorkloadDefinition Workload, ValueList<ViosEventKind> FreezeOn)
{
    /// <summary>Slots of its virtual Fibre Channel client adapters: further paths to the same disk.</summary>
    public ValueList<SlotNumber> FcSlots { get; init; } = [];
}

/// <summary>
/// An adapter was added to the partition while it runs: its driver takes it into use as one more path. Answered with
/// <see cref="GuestReport"/>. Safe to repeat.
/// </summary>
/// <param name="IsFibreChannel">A virtual Fibre Channel adapter; otherwise virtual SCSI.</param>
public sealed record AddClientAdapter(SlotNumber Slot, bool IsFibreChannel);

/// <summary>
/// An adapter is to be taken away from the partition while it runs: its driver lets go of it; commands without an answer are repeated on
/// another path. Answered with <see cref="GuestReport"/>. Safe to repeat.
/// </summary>
public sealed record RemoveClientAdapter(SlotNumber Slot);

/// <summary>Verified I/O of a guest. Immutable.</summary>
/// <param name="LunField">The disk behind every adapter.</param>
/// <param name="BlockCount">Blocks of 4 KiB that it uses, from the start of the disk.</param>
/// <param name="RatePerSecond">Operations a second; 0: only when told to.</param>
/// <param name="Seed">Seed of its choices.</param>
/// <param name="IoTimeout">
/// How long a command may wait for a path, counted while the guest is dispatched; then it fails, and since the disk holds the rootvg the
/// operating system crashes (NPV-8). Zero: it waits for ever.
/// </param>
public sealed record WorkloadDefinition(ulong LunField, int BlockCount, int RatePerSecond, int Seed, TimeSpan IoTimeout);

/// <summary>How a guest is.</summary>
public enum GuestState
{
    Running,

    /// <summary>PHYP does not dispatch it.</summary>
    Frozen,

    /// <summary>Its operating system ended on an error; the dump says why.</summary>
    Crashed,
}

/// <summary>Boots a guest that crashed. Answered with <see cref="GuestReport"/>.</summary>
public sealed record ActivateGuest
{
    public static ActivateGuest Instance { get; } = new();
}

/// <summary>Sets the guest's pace. Answered with <see cref="GuestReport"/>.</summary>
/// <param name="RatePerSecond">Operations a second; 0: it rests.</param>
public sealed record SetGuestRate(int RatePerSecond);

/// <summary>Tells the guest to read its whole working set and compare. Answered with <see cref="GuestReport"/> when it is
/// through.</summary>
public sealed record VerifyEveryBlock
{
    public static VerifyEveryBlock Instance { get; } = new();
}

/// <summary>Asks for the guest's figures. Answered with <see cref="GuestReport"/>.</summary>
public sealed record GetGuestReport
{
    public static GetGuestReport Instance { get; } = new();
}

/// <summary>What a guest has done since it was activated.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="Writes">Acknowledged writes.</param>
/// <param name="Reads">Reads that were compared.</param>
/// <param name="Contradictions">Blocks that were not what they had to be: always 0 in a sound system.</param>
/// <param name="FirstContradictions">The first of them, for people.</param>
/// <param name="IoErrors">Operations that failed for good.</param>
/// <param name="PathSwitches">Operations that were repeated on another path.</param>
/// <param name="WaitingForPath">Operations that wait because no path works.</param>
/// <param name="Paths">Each adapter with its state.</param>
/// <param name="State">Whether it runs.</param>
/// <param name="Dump">Why it crashed; empty when it did not.</param>
public sealed record GuestReport(
    PartitionId Partition,
    long Writes,
    long Reads,
    long Contradictions,
    ValueList<string> FirstContradictions,
    long IoErrors,
    long PathSwitches,
    int WaitingForPath,
    ValueList<GuestPath> Paths,
    GuestState State,
    string Dump) : INoSerializationVerificationNeeded;

/// <summary>One path of a guest's disk.</summary>
/// <param name="Slot">Slot of the client adapter.</param>
/// <param name="Enabled">Whether commands go through it.</param>
/// <param name="Detail">Why not.</param>
public sealed record GuestPath(SlotNumber Slot, bool Enabled, string Detail)
{
    /// <summary>Name of the client adapter: <c>vscsi-c2</c>, <c>vfc-c3</c>.</summary>
    public string Adapter { get; init; } = $"vscsi-c{Slot}";
}
