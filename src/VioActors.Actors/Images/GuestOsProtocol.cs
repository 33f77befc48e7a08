using Akka.Actor;
using VioActors.Domain.Images;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Actors.Images;

/// <summary>
/// To a built-in partition: an operating system and applications are in its memory, run them. Safe to repeat. Answered with
/// <see cref="OsStarted"/>.
/// </summary>
internal sealed record StartOs(MemoryPartition Memory, IReadOnlyList<GuestApplication> Applications) : INoSerializationVerificationNeeded;

/// <summary>Answer to <see cref="StartOs"/>.</summary>
internal sealed record OsStarted
{
    public static OsStarted Instance { get; } = new();
}

/// <summary>
/// To a built-in partition: stand still while your operating system is replaced (OSI-3). Answered with <see cref="PartitionSuspended"/>;
/// beside a freeze: it goes on when neither holds it.
/// </summary>
internal sealed record SuspendPartition
{
    public static SuspendPartition Instance { get; } = new();
}

/// <summary>Answer to <see cref="SuspendPartition"/>: nothing of it runs, nothing comes from it.</summary>
internal sealed record PartitionSuspended(PartitionId Client) : INoSerializationVerificationNeeded;

/// <summary>To a suspended partition: go on where you were. Safe to repeat. Answered with <see cref="PartitionContinued"/>.</summary>
internal sealed record ContinuePartition
{
    public static ContinuePartition Instance { get; } = new();
}

/// <summary>Answer to <see cref="ContinuePartition"/>.</summary>
internal sealed record PartitionContinued(PartitionId Client) : INoSerializationVerificationNeeded;

/// <summary>Asks a partition what its applications do. Answered with <see cref="GuestOsReport"/>.</summary>
internal sealed record GetGuestOs
{
    public static GetGuestOs Instance { get; } = new();
}

/// <summary>Answer to <see cref="GetGuestOs"/>; null: it runs none.</summary>
internal sealed record GuestOsReport(OsGuestFigures? Figures) : INoSerializationVerificationNeeded;

/// <summary>From a guest: a page of its memory cannot be had, and it cannot go on without it.</summary>
internal sealed record OsPageLost(PartitionId Client, ulong Page, string Reason) : INoSerializationVerificationNeeded;
