using VioActors.Domain.Common;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Clients.IIdentityRegistryEvent>;

namespace VioActors.Domain.Clients;

/// <summary>
/// Why (clientID, vioAdapterID) pairs are unique (ID-3): this one counter only grows, and every block is stored before it is answered,
/// so no number leaves it twice. A client's entity is the only one with its key and takes each number of its blocks once. Both are
/// journals whose sequence numbers are unique in the database, so a second incarnation of either cannot store a conflicting event. A
/// crash between answer and use loses numbers, of which there are 2^63. Blocks keep the counter out of the way of a login storm: one
/// small stored event for many logins. Pure; thread-safe.
/// </summary>
public static class IdentityRegistryDecisions
{
    /// <summary>Most numbers in one block.</summary>
    public const int CountMax = 1024;

    public static Outcome Decide(IdentityRegistryState state, IIdentityRegistryMessage message) => message switch
    {
        ReserveIdentities { Count: < 1 or > CountMax } reserve => Decision.Reject<IIdentityRegistryEvent>(
            RejectionCode.Invalid,
            $"Cannot reserve {reserve.Count} identities: ask for 1 to {CountMax}."),
        ReserveIdentities reserve => Decision.Accept<IIdentityRegistryEvent>(
            new IdentitiesReserved(state.Next, reserve.Count),
            new IdentityBlockGiven(state.Next, reserve.Count)),
        _ => throw new InvalidOperationException($"The identity registry knows no message {message.GetType().Name}."),
    };
}
