using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Pool;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.LogicalUnits.ILuEvent>;

namespace VioActors.Domain.LogicalUnits.Snapshots;

/// <summary>
/// The part of <see cref="LuDecisions"/> about chunks that get a new place: out of use at every VIOS, copied, and only then in the map
/// again
/// (STO-3, STO-10). Nobody sees a chunk half copied, and nobody writes to the former place meanwhile. Pure; thread-safe.
/// </summary>
internal static class LuCopies
{
    /// <summary>Chunks copied at once: 32 MiB of 1 MiB chunks, so that I/O to them waits for a fraction of a second.</summary>
    public const int CountMax = 32;

    internal const string BusyKey = "copies";

    /// <summary>Waits while a chunk of the runs is being copied, or all I/O stands still; null when it is so with none.</summary>
    public static Outcome? FindBusy(LuState state, IEnumerable<LogicalRun> runs)
    {
        var past = state.Past;
        if (past.Pause is { } pause)
        {
            return Decision.Wait<ILuEvent>(BusyKey, pause.IsStill ? [] : [new PushWithdrawal(pause.Version)]);
        }

        if (past.Reference is { IsGivenUp: false } open
            && runs.Any(run => run.First < open.First + open.From.Count && open.First < run.First + run.Count))
        {
            return Decision.Wait<ILuEvent>(BusyKey, [.. LuReferences.Resume(state)]);
        }

        return !past.Copying.IsEmpty
            && runs.Any(run => past.Copying.Exists(copying => copying.Copies.Any(
                copy => copy.Logical >= run.First && copy.Logical < run.First + run.Count)))
            ? Decision.Wait<ILuEvent>(BusyKey, [.. Resume(state)])
            : null;
    }

    /// <summary>
    /// Copies chunks of which a snapshot has the places, for a write. The reserve has room for them. At most <see cref="CountMax"/> of
    /// them:
    /// the command is decided again, and goes on with the rest.
    /// </summary>
    public static Outcome BeginShared(LuState state, IEnumerable<long> chunks) => Begin(
        state,
        [.. chunks.Take(CountMax).Select(chunk => OfShared(state.Past, chunk, state.Past.Shared.Find(chunk)!.Value))],
        state.Reserve.Runs);

    public static Outcome MoveOff(LuState state, MoveOffVolume move)
    {
        var ready = LuPromises.ReserveOn(state, move.Pv);
        var given = move.UntilBelow == long.MaxValue && ready.Count > 0
            ? new ReserveGivenUp(ready.ToValueList())
            : LuPromises.FindReplaced(state, move.Pv);
        if (given is not null)
        {
            return LuWithdrawals.GiveBack(
                state.Apply(given), Decision.Accept<ILuEvent>(Moved(state.Apply(given), move), given));
        }

        if (move.UntilBelow is { } limit && Moved(state, move) is var moved && moved.LeftChunks < limit)
        {
            return Decision.Answer<ILuEvent>(moved);
        }

        // When the copies fail, the move is refused with them: it would be begun again without an end.
        if (state.Past.Copying.Find(open => open.By is null && open.Copies.Any(copy => copy.From.Pv == move.Pv)) is { } own)
        {
            return Decision.Wait<ILuEvent>(KeyOf(own.Version), [.. Resume(state)]);
        }

        if (state.Past.IsChanging || state.Past.Pause is not null || state.Scsi.Returning.Count > 0)
        {
            return Decision.Wait<ILuEvent>(BusyKey, [.. Resume(state), .. LuReferences.Resume(state)]);
        }

        if (state.Past.Loans.Count > 0)
        {
            return Decision.Wait<ILuEvent>(LuClones.LoanKey);
        }

        if (ready.Count > 0)
        {
            var promised = Math.Min(ready.Sum(run => run.Count), LuChunks.ExtentCountMax);
            return LuUpkeeping.Demand(state, promised, new LuUpkeep(move.Pv, [], null));
        }

        var chunks = ChunksOn(state, move.Pv).Take(CountMax).ToList();
        if (chunks.Count == 0)
        {
            return Decision.Answer<ILuEvent>(Moved(state, move));
        }

        var spare = LuPromises.CountSpare(state);
        return chunks.Count > spare
            ? LuUpkeeping.Demand(state, chunks.Count - spare, new LuUpkeep(move.Pv, [], null))
            : Begin(state, chunks, state.Reserve.Runs);
    }

    /// <summary>Moves as many chunks off a volume as the reserve has places for elsewhere; null when none can be moved now.</summary>
    /// <param name="brought">As in <see cref="LuPromises.CountSpare"/>.</param>
    public static Outcome? BeginMoves(LuState state, int pv, long brought)
    {
        if (state.Past.IsChanging || state.Past.Pause is not null || state.Scsi.Returning.Count > 0 || state.Past.Loans.Count > 0)
        {
            return null;
        }

        var reserve = state.Reserve.Runs.Where(run => run.Pv != pv).ToList();
        var count = Math.Min(CountMax, Math.Min(reserve.Sum(run => run.Count), LuPromises.CountSpare(state, brought)));
        var chunks = ChunksOn(state, pv).Take((int)count).ToList();
        return chunks.Count == 0 ? null : Begin(state, chunks, reserve);
    }

    /// <summary>Has a VIOS write chunks of the unit's own anew. The reserve has room for them.</summary>
    public static Outcome BeginRewrite(LuState state, IEnumerable<long> chunks, LuRewriter by) => Begin(
        state,
        [.. chunks.Select(chunk => new ChunkCopy(chunk, state.Map.Find(chunk)!.Value, default, Frees: true))],
        state.Reserve.Runs,
        by);

    /// <summary>Waits until no VIOS uses the former places.</summary>
    public static Outcome AwaitOutOfUse(LuCopying open) =>
        Decision.Wait<ILuEvent>(KeyOf(open.Version), new PushWithdrawal(open.Version));

    public static Outcome Conclude(LuState state, ConcludeCopies conclude)
    {
        var open = state.Past.Copying.Find(copying => copying.Version == conclude.Version);
        if (open is null || !open.IsOutOfUse || open.By is not null)
        {
            return Decision.NoOp<ILuEvent>("No such copies are under way.");
        }

        var ended = new CopiesEnded(conclude.Version, conclude.Refusal is null);
        var decision = LuWithdrawals.GiveBack(state.Apply(ended), Decision.Accept<ILuEvent>(Ok.Instance, ended));
        return conclude.Refusal is { } refusal ? decision.Resolving(KeyOf(conclude.Version), refusal) : decision;
    }

    /// <summary>No VIOS uses the former places any more: the bytes can be copied.</summary>
    public static Outcome AfterOutOfUse(LuState state, long version, Outcome decision)
    {
        foreach (var open in state.Past.Copying.Where(copying => !copying.IsOutOfUse && copying.Version <= version))
        {
            decision = decision.Storing(new CopiesOutOfUse(open.Version));
            if (open.By is null)
            {
                decision = decision.With(Copy(state, open with { IsOutOfUse = true }));
            }
        }

        return decision;
    }

    public static IEnumerable<IEffect> Resume(LuState state)
    {
        foreach (var open in state.Past.Copying.Where(copying => copying.By is null || !copying.IsOutOfUse))
        {
            yield return open.IsOutOfUse ? Copy(state, open) : new PushWithdrawal(open.Version);
        }
    }

    // The new places are filled in when the copies begin.
    private static Outcome Begin(LuState state, List<ChunkCopy> chunks, IReadOnlyList<ChunkRun> reserve, LuRewriter? by = null)
    {
        var places = reserve.SelectMany(run => Places(run)).Take(chunks.Count);
        var copies = chunks.Zip(places, (chunk, to) => chunk with { To = to }).ToValueList();
        var version = state.Scsi.State.Version + 1;
        var logicals = copies.Select(copy => copy.Logical).Distinct();
        var ranges = ChunkMap.Join(logicals.Select(logical => new MapRun(logical, 0, logical, 1)))
            .Select(run => new LogicalRun(run.Logical, run.Count));
        return Decision.Wait<ILuEvent>(KeyOf(version), new PushWithdrawal(version))
            .Storing(new CopiesBegun(
                version, copies, new LuNotice(version, [], [], false, ranges.ToValueList()), by));
    }

    private static CopyAtPool Copy(LuState state, LuCopying open) => new(state.Identity!.Pool, state.Identity.Lu, open);

    private static ChunksMoved Moved(LuState state, MoveOffVolume move)
    {
        IEnumerable<ChunkMap> maps = [state.Map, state.Past.Shared, .. state.Past.Taken.Select(taken => taken.Map)];
        var held = RunSet.Empty.Join(maps.SelectMany(map => map.Runs).Where(run => run.Pv == move.Pv).Select(LuPast.PlaceOf));
        return new ChunksMoved(move.Lu, move.Pv, held.Count + LuPromises.ReserveOn(state, move.Pv).Sum(run => run.Count));
    }

    // The unit's own first, then what it shares, then what only snapshots have. Each place once.
    private static IEnumerable<ChunkCopy> ChunksOn(LuState state, int pv)
    {
        var (past, seen) = (state.Past, new HashSet<ChunkPlace>());
        var own = On(state.Map).Select(chunk => new ChunkCopy(chunk.Logical, chunk.Place, default, Frees: true));
        var shared = On(past.Shared).Concat(past.Taken.SelectMany(taken => On(taken.Map)))
            .Where(chunk => seen.Add(chunk.Place))
            .Select(chunk => OfShared(past, chunk.Logical, chunk.Place) is { Frees: true } joint
                ? joint
                : new ChunkCopy(chunk.Logical, chunk.Place, default, Frees: false, MovesPast: true));
        return own.Concat(shared);

        IEnumerable<(long Logical, ChunkPlace Place)> On(ChunkMap map) => map.Runs.Where(run => run.Pv == pv).SelectMany(ChunksOf);
    }

    // What no snapshot of the unit has is held for the unit's sake only: other units keep it without this one.
    private static ChunkCopy OfShared(LuPast past, long logical, ChunkPlace place) =>
        new(logical, place, default, Frees: !past.IsTaken(logical, place));

    private static IEnumerable<(long Logical, ChunkPlace Place)> ChunksOf(MapRun run)
    {
        for (long offset = 0; offset < run.Count; offset++)
        {
            yield return (run.Logical + offset, new ChunkPlace(run.Pv, run.First + offset));
        }
    }

    private static IEnumerable<ChunkPlace> Places(ChunkRun run)
    {
        for (var chunk = run.First; chunk < run.End; chunk++)
        {
            yield return new ChunkPlace(run.Pv, chunk);
        }
    }

    private static string KeyOf(long version) => $"copy:{version}";
}
