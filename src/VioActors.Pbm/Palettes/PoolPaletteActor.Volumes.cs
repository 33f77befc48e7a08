using Petabridge.Cmd;
using VioActors.Actors.Vios;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;

namespace VioActors.Pbm.Palettes;

/// <content>Volumes that come, go, and take another's place (STO-10).</content>
internal sealed partial class PoolPaletteActor
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan StepInterval = TimeSpan.FromSeconds(2);

    /// <summary>The command ends then; the pool goes on.</summary>
    private static readonly TimeSpan StillLimit = TimeSpan.FromMinutes(1);

    /// <summary>The same when it is known what is in the way.</summary>
    private static readonly TimeSpan ObstacleLimit = TimeSpan.FromSeconds(5);

    private async Task<string> AddAsync(Command command)
    {
        var pool = await FindAsync().ConfigureAwait(false);
        var tier = Value(command, "-tier") is { } text ? Tier.Parse(text) : Tier.System;
        var group = Value(command, "-group") is { } name ? DiskGroupName.Parse(name) : DiskGroupName.Default;
        var volume = await MakeAsync(command, pool, NameOf(command, "-pv"), tier, group).ConfigureAwait(false);
        await TellPoolAsync(new AddPv(System.Pool, volume), volume).ConfigureAwait(false);
        return $"Volume {volume.Name} with {SizeOf(pool, volume.ChunkCount)} is in pool {System.Pool}.";
    }

    private async Task<string> ReplaceAsync(Command command, Action<string> tell)
    {
        var pool = await FindAsync().ConfigureAwait(false);
        var old = Find(pool, NameOf(command, "-pv")).Definition;
        var volume = await MakeAsync(command, pool, NameOf(command, "-with"), old.Tier, old.DiskGroup).ConfigureAwait(false);
        await TellPoolAsync(new ReplacePv(System.Pool, old.Name, volume), volume).ConfigureAwait(false);
        tell($"Volume {volume.Name} with {SizeOf(pool, volume.ChunkCount)} is in pool {System.Pool}; {old.Name} gives no more space.");
        return await FollowAsync(pool, Find(pool, old.Name), tell).ConfigureAwait(false) is { } left
            ? left
            : $"Volume {volume.Name} has taken the place of {old.Name}, which is not in pool {System.Pool} any more.";
    }

    private async Task<string> DrainAsync(PvName name, Action<string> tell)
    {
        var pool = await FindAsync().ConfigureAwait(false);
        var volume = Find(pool, name);
        await AskAsync<IReply>(System.ViosDb, new DrainPv(System.Pool, name)).ConfigureAwait(false);
        return await FollowAsync(pool, volume, tell).ConfigureAwait(false) is { } left
            ? left
            : $"Nothing is left on volume {name}; pool remove takes it out.";
    }

    private async Task<string> CancelDrainAsync(PvName name) =>
        await AskAsync<IReply>(System.ViosDb, new CancelDrain(System.Pool, name)).ConfigureAwait(false) is NoOp nothing
            ? throw new CommandRefusedException(nothing.Reason)
            : $"Volume {name} stays in pool {System.Pool} and gives space again; what was moved away stays where it is.";

    /// <summary>Tells how far the pool is with emptying a volume.</summary>
    /// <param name="pool">The pool as it was before.</param>
    /// <returns>Null: nothing is left there; otherwise what is to be said of it.</returns>
    private async Task<string?> FollowAsync(PoolFound pool, PoolPv volume, Action<string> tell)
    {
        var (name, size) = (volume.Definition.Name, SizeOf(pool, volume.Definition.ChunkCount));
        var (used, told, still) = (UsedOf(pool, volume.Index), TimeSpan.Zero, TimeSpan.Zero);
        tell($"{SizeOf(pool, used)} of {size} are left on {name}, to be moved or erased.");
        string? obstacle = null;
        using var timer = new PeriodicTimer(LookInterval);
        while (still < (obstacle is null ? StillLimit : ObstacleLimit))
        {
            var now = await FindAsync().ConfigureAwait(false);
            if (now.Pvs.FirstOrDefault(pv => pv.Index == volume.Index) is not { } left)
                return null;
            if (left.Status == PvStatus.InUse)
                return $"Volume {name} stays in pool {System.Pool}: somebody has taken it back.";
            var before = used;
            used = UsedOf(now, left.Index);
            if (used == 0 && left.Status != PvStatus.Leaving)
                return null;
            still = used == before ? still + LookInterval : TimeSpan.Zero;
            obstacle = now.Volumes.First(volume => volume.Index == left.Index).Obstacle;
            told += LookInterval;
            if (told >= StepInterval)
            {
                tell($"{SizeOf(pool, used)} of {size} are left on {name}, to be moved or erased.");
                told = TimeSpan.Zero;
            }

            await timer.WaitForNextTickAsync().ConfigureAwait(false);
        }

        return $"{SizeOf(pool, used)} are left on volume {name}, which gives no more space. " + (obstacle is null
            ? "The pool goes on with it by itself; pool pv says how far it is."
            : $"In the way: {obstacle} The pool tries again by itself, and goes on when that is put right; pool drain -pv {name} -cancel "
                + "keeps the volume.");
    }

    /// <summary>What the pool would refuse is refused before anything is made.</summary>
    private async Task<PvDefinition> MakeAsync(Command command, PoolFound pool, PvName name, Tier tier, DiskGroupName group)
    {
        var path = Required(command, "path of the volume", "-path");
        if (pool.Pvs.FirstOrDefault(pv => pv.Definition.Name == name || pv.Definition.Path == path) is { } present)
            throw new CommandRefusedException($"Pool {System.Pool} has volume {present.Definition.Name} in {present.Definition.Path}.");
        var size = Value(command, "-size") is { } text ? ByteSize.Parse(text).Bytes : (long?)null;
        var wanted = new PvDefinition(
            new PvId(System.Ids.Next()), name, path, 0, tier, group, FailureGroupName.Default);
        var (volume, problem) = await PoolVolumes.MakeAsync(System.ClusterName, pool, wanted, size, TimeProvider.System, default)
            .ConfigureAwait(false);
        return volume ?? throw new CommandRefusedException(problem!);
    }

    /// <summary>A file that the pool refuses after all is taken away again.</summary>
    private async Task TellPoolAsync(IPoolMessage message, PvDefinition made)
    {
        if (await AskAnyAsync(System.ViosDb, message).ConfigureAwait(false) is not Rejected refused)
            return;
        if (File.Exists(made.Path) && (File.GetAttributes(made.Path) & FileAttributes.Device) == 0)
            File.Delete(made.Path);
        throw new CommandRefusedException(refused.Reason);
    }

    private PoolPv Find(PoolFound pool, PvName name) => pool.Pvs.FirstOrDefault(pv => pv.Definition.Name == name)
        ?? throw new CommandRefusedException($"Pool {System.Pool} has no volume {name}; pool pv shows those that there are.");

    private static long UsedOf(PoolFound pool, int index) => pool.Volumes.First(volume => volume.Index == index).UsedChunks;

    private static ByteSize SizeOf(PoolFound pool, long chunks) => new(chunks * pool.Capacity.ChunkSizeBytes);

    private static PvName NameOf(Command command, string @switch) => PvName.Parse(Required(command, "name of the volume", @switch));
}
