using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp.Memory;
using VioActors.Domain.Values;

namespace VioActors.Actors.Phyp.Memory;

/// <summary>
/// Hypervisor call of a partition: more memory, of what frozen partitions do not use now (NPV-9). Answered with
/// <see cref="MemoryBorrowed"/> or <see cref="Rejected"/>. It is told <see cref="MemoryWanted"/> when a lender is to go on.
/// </summary>
/// <param name="Mebibytes">In MiB.</param>
public sealed record BorrowMemory(PartitionId Client, int Mebibytes) : INoSerializationVerificationNeeded;

/// <summary>Answer to <see cref="BorrowMemory"/>: one or more loans, each of one lender.</summary>
public sealed record MemoryBorrowed(ValueList<MemoryLoan> Loans) : INoSerializationVerificationNeeded;

/// <summary>To a borrower: stop using it and answer with <see cref="ReturnMemory"/>. After a limit it is taken.</summary>
public sealed record MemoryWanted(MemoryLoan Loan) : INoSerializationVerificationNeeded;

/// <summary>Hypervisor call of a borrower: this loan is not used any more. Safe to repeat.</summary>
public sealed record ReturnMemory(long Number) : INoSerializationVerificationNeeded;

/// <summary>Asks PHYP for its memory. Answered with <see cref="MemoryFigures"/>.</summary>
public sealed record GetMemoryFigures
{
    public static GetMemoryFigures Instance { get; } = new();
}

/// <summary>Memory of a CEC, in MiB.</summary>
/// <param name="FreeMebibytes">Assigned to nobody.</param>
/// <param name="LendableMebibytes">Of frozen partitions, not lent.</param>
/// <param name="Partitions">What each has of its own and can use now, ordered by id.</param>
/// <param name="Taken">Loans that were taken back by force.</param>
public sealed record MemoryFigures(
    int Mebibytes, int FreeMebibytes, int LendableMebibytes, ValueList<PartitionMemory> Partitions, ValueList<MemoryLoan> Loans, long Taken)
    : INoSerializationVerificationNeeded;

/// <summary>Memory of a partition, in MiB.</summary>
/// <param name="UsableMebibytes">Its own, less what it lent, and what it borrowed.</param>
public sealed record PartitionMemory(PartitionId Client, int OwnMebibytes, int UsableMebibytes);

/// <summary>From the freezer: the partition stands still, its memory may be lent.</summary>
internal sealed record LendMemory(PartitionId Client);

/// <summary>From the freezer: the partition is to go on; answered with <see cref="MemoryBack"/> when it has its memory.</summary>
internal sealed record ReclaimMemory(PartitionId Client);

/// <summary>Answer to <see cref="ReclaimMemory"/>.</summary>
internal sealed record MemoryBack(PartitionId Client);
