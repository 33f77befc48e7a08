using VioActors.Domain.Common;

namespace VioActors.Domain.Clients;

/// <summary>
/// A command or query for the identity registry: one per cluster. It gives out blocks of numbers, each number once, from which the
/// clients' entities take their ClientIDs and vioAdapterIDs (ID-3).
/// </summary>
public interface IIdentityRegistryMessage : IDomainMessage;

/// <summary>Stored event of the identity registry.</summary>
public interface IIdentityRegistryEvent : IEvent;

/// <summary>
/// Answered with <see cref="IdentitiesReserved"/>. A repeat gives other numbers: the first are then never used, which is harmless.
/// </summary>
/// <param name="Count">1 to 1024.</param>
public sealed record ReserveIdentities(int Count) : ICommand, IIdentityRegistryMessage;

/// <summary>
/// Answer to <see cref="ReserveIdentities"/>: the numbers <paramref name="First"/> to <c>First + Count - 1</c> are the caller's.
/// </summary>
public sealed record IdentitiesReserved(long First, int Count) : IReply;

public sealed record IdentityBlockGiven(long First, int Count) : IIdentityRegistryEvent;

/// <summary>The identity registry's whole state.</summary>
/// <param name="Next">Smallest number never given.</param>
public sealed record IdentityRegistrySnapshot(long Next) : ISnapshot;
