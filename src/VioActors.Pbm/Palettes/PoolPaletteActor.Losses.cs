using Petabridge.Cmd;
using VioActors.Actors.Pool;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;

namespace VioActors.Pbm.Palettes;

/// <content>Volumes that will never come back (STO-10).</content>
internal sealed partial class PoolPaletteActor
{
    private const int UnitsNamedMax = 20;

    private async Task<string> RemoveAsync(Command command)
    {
        var name = NameOf(command, "-pv");
        if (Value(command, "-dryrun") is not null)
            return await DescribeLossAsync(name).ConfigureAwait(false);
        if (Value(command, "-force") is not null)
            return await GiveUpAsync(name, Value(command, "-evenifreached") is not null).ConfigureAwait(false);
        switch (await AskAnyAsync(System.ViosDb, new RemovePv(System.Pool, name)).ConfigureAwait(false))
        {
            case NoOp nothing:
                throw new CommandRefusedException(nothing.Reason);
            case Rejected { Code: RejectionCode.WrongStatus or RejectionCode.InUse } refused:
                var loss = await DescribeLossAsync(name).ConfigureAwait(false);
                throw new CommandRefusedException($"{refused.Reason} If it will never come back, -force gives it up: {loss}");
            case Rejected refused:
                throw new CommandRefusedException(refused.Reason);
            default:
                return $"Volume {name} is not in pool {System.Pool} any more.";
        }
    }

    /// <exception cref="CommandRefusedException">A VIOS reaches it.</exception>
    private async Task<string> GiveUpAsync(PvName name, bool evenIfReached)
    {
        var pool = await FindAsync().ConfigureAwait(false);
        var volume = Find(pool, name);
        var cluster = await ClusterAsync().ConfigureAwait(false);
        if (!evenIfReached && VolumeReach.Find(cluster, volume) is { Count: > 0 } reaching)
        {
            throw new CommandRefusedException(
                $"Volume {name} is not lost: {string.Join(", ", reaching)} can reach it. pool drain moves what is on it to others. To lose "
                + "it nevertheless, say -evenifreached as well.");
        }

        var loss = await DescribeLossAsync(name).ConfigureAwait(false);
        return await AskAsync<IReply>(System.ViosDb, new GiveUpPv(System.Pool, name)).ConfigureAwait(false) is NoOp nothing
            ? throw new CommandRefusedException(nothing.Reason)
            : $"Volume {name} is given up. {loss}";
    }

    private async Task<string> DescribeLossAsync(PvName name)
    {
        var users = await AskAsync<PvUsersFound>(System.ViosDb, new GetPvUsers(System.Pool, name)).ConfigureAwait(false);
        var pool = await FindAsync().ConfigureAwait(false);
        if (users.Chunks == 0)
            return $"no logical unit has data on {name}.";
        var named = users.Users.Take(UnitsNamedMax).Select(user => $"{user.Name} {user.Chunks}");
        var more = users.Users.Count > UnitsNamedMax ? $" and {users.Users.Count - UnitsNamedMax} more" : string.Empty;
        return $"{users.Chunks} chunks ({SizeOf(pool, users.Chunks)}) of {users.Users.Count} logical units on {name} are lost: "
            + $"{string.Join(", ", named)}{more}. Reading them is a medium error until they are written as a whole, unmapped or deleted.";
    }

    /// <summary>Chunks of a unit and its snapshots that cannot be read; 0 while it does not answer.</summary>
    private async Task<long> CountLostAsync(PoolFound pool, LuUdid lu) => pool.Pvs.Any(pv => pv.Status == PvStatus.GivenUp)
        && await AskAnyAsync(System.ViosDb, new GetLuLosses(lu)).ConfigureAwait(false) is LuLossesFound found
            ? found.OwnChunks + found.SnapshotChunks
            : 0;
}
