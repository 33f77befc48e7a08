using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Values;

namespace VioActors.Actors.LogicalUnits;

/// <summary>
/// Makes a clone of a snapshot (STO-3). Thread-safe. Gap: a caller that has no answer may find the clone made later; its name tells.
/// </summary>
public static class LuClone
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(20);

    /// <param name="viosDb">Takes commands for logical units.</param>
    /// <param name="lu">Of the new unit; never used before.</param>
    /// <param name="source">Has the snapshot.</param>
    /// <returns><see cref="LuFound"/>, or <see cref="Rejected"/>.</returns>
    public static async Task<IReply> MakeAsync(IActorRef viosDb, LuUdid lu, LuUdid source, LuName snapshot, LuName name)
    {
        try
        {
            if (await AskAsync(viosDb, new GetLu(source)).ConfigureAwait(false) is not LuFound found)
                return new Rejected(RejectionCode.NotFound, $"Cannot make '{name}': there is no logical unit {source}.");
            var known = await AskAsync(viosDb, new GetSnapshots(source)).ConfigureAwait(false) as SnapshotsFound;
            if (known?.Snapshots.FirstOrDefault(taken => taken.Name == snapshot) is not { } taken)
            {
                return new Rejected(
                    RejectionCode.NotFound, $"Cannot make '{name}': logical unit '{found.Identity.Name}' has no snapshot '{snapshot}'.");
            }

            var identity = found.Identity;
            return await AskAsync(
                viosDb, new CreateClone(lu, identity.Pool, name, source, snapshot, taken.Size, identity.Tier, identity.Kind))
                .ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return new Rejected(
                RejectionCode.Busy, $"No answer within {AnswerLimit.TotalSeconds} s; see whether there is a logical unit '{name}'.");
        }
    }

    private static Task<IReply> AskAsync(IActorRef viosDb, IDomainMessage message) => viosDb.Ask<IReply>(message, AnswerLimit);
}
