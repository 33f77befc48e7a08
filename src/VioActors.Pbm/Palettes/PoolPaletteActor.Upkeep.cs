using Petabridge.Cmd;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <content>Checking and limits.</content>
internal sealed partial class PoolPaletteActor
{
    private const int BusyTriesMax = 50;
    private static readonly TimeSpan BusyInterval = TimeSpan.FromMilliseconds(100);

    private static readonly TableColumn[] CheckColumns =
        [TableColumn.Of("owner"), TableColumn.Of("held", true), TableColumn.Of("known", true), TableColumn.Of("twice", true),
            TableColumn.Of("stray", true), TableColumn.Of("missing", true), TableColumn.Of("verdict")];

    /// <summary>The pool's own count first, then each unit's against it.</summary>
    /// <exception cref="CommandRefusedException">Something is damaged; the message names it.</exception>
    private async Task CheckAsync(Command command, Table table)
    {
        var repair = command.Arguments.Any(argument => argument.Item1 == "-repair");
        var pool = await FindAsync().ConfigureAwait(false);
        var own = await AskAsync<PoolChecked>(System.ViosDb, new CheckPool(System.Pool)).ConfigureAwait(false);
        var damages = new List<string>();
        if (own.LostChunks != 0 || own.TwiceChunks != 0)
            damages.Add($"pool {own.Pool}: {own.LostChunks} chunks are nobody's, {own.TwiceChunks} have two owners");
        table.Add(
            own.Pool.ToString(), own.HeldChunks, own.TotalChunks - own.FreeChunks - own.FreeingChunks, own.TwiceChunks, own.LostChunks,
            0L, damages.Count == 0 ? "OK" : "DAMAGED");
        foreach (var lu in pool.Lus)
        {
            if (await CheckAsync(lu, repair).ConfigureAwait(false) is not { } found)
            {
                table.Add(lu.Name.ToString(), Cell.None, Cell.None, Cell.None, Cell.None, Cell.None, "BUSY");
                continue;
            }

            var (stray, missing) = (found.Stray.Sum(run => run.Count), found.Missing.Sum(run => run.Count));
            var isDamaged = missing > 0 || found.TwiceChunks > 0;
            if (isDamaged)
                damages.Add($"LU {lu.Name}: {missing} of its chunks are not held for it, {found.TwiceChunks} are in it twice");
            var lost = await CountLostAsync(pool, lu.Lu).ConfigureAwait(false);
            var state = isDamaged ? "DAMAGED" : found.Repaired ? "REPAIRED" : stray > 0 ? "STRAY" : lost > 0 ? $"LOST {lost}" : "OK";
            table.Add(lu.Name.ToString(), found.HeldChunks, found.KnownChunks, found.TwiceChunks, stray, missing, state);
        }

        if (damages.Count > 0)
            throw new CommandRefusedException($"Checking found damage: {string.Join("; ", damages)}. Do not use these LUs; restore them.");
    }

    /// <summary>Null when chunks were on their way at every try, or the unit is being made or deleted.</summary>
    private async Task<ChunksChecked?> CheckAsync(PoolLu lu, bool repair)
    {
        using var timer = new PeriodicTimer(BusyInterval);
        for (var tries = 0; tries < BusyTriesMax; tries++)
        {
            switch (await AskAnyAsync(System.ViosDb, new CheckChunks(lu.Lu, repair)).ConfigureAwait(false))
            {
                case ChunksChecked found:
                    return found;
                case Rejected { Code: not RejectionCode.Busy }:
                    return null;
            }

            await timer.WaitForNextTickAsync().ConfigureAwait(false);
        }

        return null;
    }

    private async Task<string> SetAsync(Command command)
    {
        var pool = await FindAsync().ConfigureAwait(false);
        var (thresholds, limits) = (pool.Thresholds, pool.Limits);
        var wantedThresholds = new PoolThresholds(
            Percent(command, "-warning") ?? thresholds.WarningPercent,
            Percent(command, "-critical") ?? thresholds.CriticalPercent,
            Percent(command, "-overcommit") ?? thresholds.OverCommitPercentMax);
        var wantedLimits = new PoolLimits(
            Percent(command, "-overcommitwarning") ?? limits.OverCommitWarningPercent,
            Percent(command, "-reserve") ?? limits.ReservePercent,
            Value(command, "-reserve") is null ? limits.ReserveChunksMax : 0);
        if (wantedThresholds != thresholds)
            await AskAsync<Ok>(System.ViosDb, new SetThresholds(System.Pool, wantedThresholds)).ConfigureAwait(false);
        if (wantedLimits != limits)
            await AskAsync<Ok>(System.ViosDb, new SetPoolLimits(System.Pool, wantedLimits)).ConfigureAwait(false);
        return $"Pool {System.Pool} warns at {wantedThresholds.WarningPercent} and {wantedThresholds.CriticalPercent} percent used, "
            + $"and at {OrNone(wantedLimits.OverCommitWarningPercent)} promised; it refuses more than "
            + $"{OrNone(wantedThresholds.OverCommitPercentMax)} promised, and keeps {wantedLimits.ReservePercent} percent back"
            + (wantedLimits.ReserveChunksMax == 0 ? "." : $", at most {wantedLimits.ReserveChunksMax} chunks of a tier.");
    }

    private static string OrNone(int percent) => percent == 0 ? "no amount" : $"{percent} percent";

    private static int? Percent(Command command, string @switch) => Value(command, @switch) is not { } text ? null
        : int.TryParse(text, global::System.Globalization.NumberStyles.None, null, out var percent) ? percent
        : throw new CommandRefusedException($"[{text}] after {@switch} is no number of percent.");
}
