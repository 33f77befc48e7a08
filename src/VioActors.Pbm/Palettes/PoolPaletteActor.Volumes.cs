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
    private static readonly TimeSpan MoveLimit = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan EraseInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan StepInterval = TimeSpan.FromSeconds(2);

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
        var drained = await DrainAsync(old.Name, tell).ConfigureAwait(false);
        using var timer = new PeriodicTimer(EraseInterval);
        while (true)
        {
            var now = await FindAsync().ConfigureAwait(false);
            if (now.Pvs.FirstOrDefault(pv => pv.Definition.Name == old.Name) is not { } left)
                return drained;
            if (UsedOf(now, left.Index) == 0)
                break;
            if (await LeftAsync(now, left.Index).ConfigureAwait(false) > 0)
                return drained;
            await timer.WaitForNextTickAsync().ConfigureAwait(false);
        }

        await AskAsync<IReply>(System.ViosDb, new RemovePv(System.Pool, old.Name)).ConfigureAwait(false);
        return $"Volume {volume.Name} has taken the place of {old.Name}, which is not in pool {System.Pool} any more.";
    }

    private async Task<string> DrainAsync(PvName name, Action<string> tell)
    {
        await AskAsync<IReply>(System.ViosDb, new DrainPv(System.Pool, name)).ConfigureAwait(false);
        var pool = await FindAsync().ConfigureAwait(false);
        var index = Find(pool, name).Index;
        var moving = MoveOffAsync(pool, index);
        using var timer = new PeriodicTimer(StepInterval);
        do
        {
            var (used, size) = (UsedOf(await FindAsync().ConfigureAwait(false), index), Find(pool, name).Definition.ChunkCount);
            tell($"{SizeOf(pool, used)} of {SizeOf(pool, size)} are left on {name}, to be moved or erased.");
        }
        while (await Task.WhenAny(moving, timer.WaitForNextTickAsync().AsTask()).ConfigureAwait(false) != moving);
        var left = await moving.ConfigureAwait(false);
        return left == 0
            ? $"Nothing is left on volume {name}; pool remove takes it out as soon as it is erased."
            : $"Volume {name} gives no more space; {left} chunks are left on it: drain it again.";
    }

    /// <summary>Moves until nothing more moves; gives what is left.</summary>
    private async Task<long> MoveOffAsync(PoolFound pool, int index)
    {
        var left = 0L;
        foreach (var lu in pool.Lus)
        {
            left += (await AskAsync<ChunksMoved>(System.ViosDb, new MoveOffVolume(lu.Lu, index), MoveLimit).ConfigureAwait(false))
                .LeftChunks;
        }

        return left;
    }

    /// <summary>Asks each unit once what it has there; moves some of it on the way.</summary>
    private async Task<long> LeftAsync(PoolFound pool, int index)
    {
        var left = 0L;
        foreach (var lu in pool.Lus)
        {
            if (await AskAnyAsync(System.ViosDb, new MoveOffVolume(lu.Lu, index)).ConfigureAwait(false) is ChunksMoved moved)
                left += moved.LeftChunks;
        }

        return left;
    }

    private async Task<string> RemoveAsync(Command command)
    {
        var name = NameOf(command, "-pv");
        return await AskAsync<IReply>(System.ViosDb, new RemovePv(System.Pool, name)).ConfigureAwait(false) is NoOp nothing
            ? throw new CommandRefusedException(nothing.Reason)
            : $"Volume {name} is not in pool {System.Pool} any more.";
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
